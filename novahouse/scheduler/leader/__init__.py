"""Which of several schedulers is the active one: the one that holds a lock that ends with its process, however it ends."""

from typing import Protocol

from django.db import connection

from novahouse.scheduler.leader.file import FileLock
from novahouse.scheduler.leader.postgres import PostgresLock

CHECK_SECONDS = 1.0  # how often the leader makes sure that it still is, and a standby asks whether it may be


class LeaderLock(Protocol):
    def acquire(self) -> bool:
        """Take it if nobody has it; not twice. Raises psycopg2.Error or OSError where it cannot be asked for."""

    def is_held(self) -> bool:
        """Ask afresh. False: another may be the leader by now."""

    def release(self) -> None: ...


def leader_lock() -> LeaderLock:
    """The lock of the default database: those who share the database share the lock."""
    if connection.vendor == "postgresql":
        return PostgresLock()
    return FileLock(f"{connection.settings_dict['NAME']}.scheduler.lock")
