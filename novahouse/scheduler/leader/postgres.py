"""The lock on PostgreSQL: an advisory lock, held by a connection of its own.

Not Django's: that one is closed and opened again as it gets old, once a thread, and the lock would go with it. A session cannot
be held through a pooler that hands out connections a transaction at a time (pgbouncer's `pool_mode = transaction`).
"""

from typing import Any

import psycopg2
from django.db import connection

# Two numbers and not one: locks of two numbers are a space of their own, apart from those of novahouse.locks.
_LOCK = (0x4E48, 1)
# A leader whose machine is gone says no goodbye. Without these its session, and the lock, would live on for hours.
_SERVER_SIDE = """
    SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET idle_session_timeout = '15s'
"""
# And one whose database is gone must notice, too: it asks once a second.
_CLIENT_SIDE = {
    "application_name": "novahouse scheduler",
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
}


class PostgresLock:
    def __init__(self) -> None:
        self._session: Any = None

    def acquire(self) -> bool:
        try:
            if self._session is None:
                self._session = _connected()
            return bool(self._ask("SELECT pg_try_advisory_lock(%s, %s)", _LOCK))
        except psycopg2.Error:
            self.release()
            raise

    def is_held(self) -> bool:
        """As long as the session lives, so does the lock."""
        try:
            return self._session is not None and bool(self._ask("SELECT true"))
        except psycopg2.Error:
            return False

    def release(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _ask(self, question: str, values: tuple[int, ...] = ()) -> Any:
        with self._session.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchone()[0]


def _connected() -> Any:
    session = psycopg2.connect(**{**connection.get_connection_params(), **_CLIENT_SIDE})
    session.autocommit = True
    with session.cursor() as cursor:
        cursor.execute(_SERVER_SIDE)
    return session
