"""Going on after a database error."""

from django.db import connections


def reconnect() -> None:
    """Give up connections that were lost: the next query makes them anew. One in a transaction stays as it is."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
