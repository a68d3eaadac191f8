"""Locks on what has no row of its own: an address, a telephone number. And what happens when two wait for each other."""

from django.db import OperationalError, connection

_DEADLOCK = "40P01"  # PostgreSQL's code for deadlock_detected


def lock_until_commit(*digests: bytes) -> None:
    """Whoever else locks one of these waits until this transaction ends. A digest, 8 bytes or more, stands for the thing.

    PostgreSQL locks a number made of the digest, the smallest first, so that two who want the same ones never wait for each
    other. On SQLite an IMMEDIATE transaction has the whole database already.
    """
    if connection.vendor != "postgresql":
        return
    numbers = sorted({int.from_bytes(digest[:8], "big", signed=True) for digest in digests})
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def is_deadlock(error: OperationalError) -> bool:
    """Two transactions waited for each other, and the database ended this one: it may be run once more."""
    return getattr(error.__cause__, "pgcode", None) == _DEADLOCK
