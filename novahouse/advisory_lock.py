"""Locks on what has no row of its own: an address, a telephone number."""

from django.db import connection


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
