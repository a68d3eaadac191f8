"""Copies of a person's data at outside services, and how they are removed there.

A service's folder registers how it queues a removal: by an outbox message in the caller's transaction, which carries neither
person nor conversation, since an erasure also cancels whatever was still to be sent about them.
"""

from collections.abc import Callable

Removal = Callable[[str], None]

_removals: dict[str, Removal] = {}


def register(service: str, queue: Removal) -> None:
    """`queue` takes the id by which the service knows the copy."""
    _removals[service] = queue


def queue_removal(service: str, external_id: str) -> bool:
    """Have the copy removed; False where no integration does that: then people have to."""
    queue = _removals.get(service)
    if queue is None:
        return False
    queue(external_id)
    return True
