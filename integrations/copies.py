"""Copies of a person's data at outside services, and how they are removed there.

A service's folder registers how it queues a removal: by an outbox message in the caller's transaction, which carries neither
person nor conversation, since an erasure also cancels whatever was still to be sent about them.
"""

from datetime import datetime
from typing import Protocol

REMOVAL = "lead_item_removal"  # the kind of such a message, by which the apps above know that a copy is gone


class Removal(Protocol):
    def __call__(self, *, lead_id: int, reference: str, item_id: str, due_at: datetime | None = None) -> bool: ...


_removals: dict[str, Removal] = {}


def register(service: str, queue: Removal) -> None:
    """`queue` is False where the service is not set up, and nobody can remove anything there."""
    _removals[service] = queue


def queue_removal(service: str, *, lead_id: int, reference: str, external_id: str = "", due_at: datetime | None = None) -> bool:
    """Have a lead's copy removed, not before `due_at`; False where no integration does that: then people have to.

    `external_id` is the id by which the service knows the copy, empty where its answer never came. `reference` is what the copy
    carries: whatever is found by it goes as well, so a copy whose making was never confirmed does not stay behind.
    """
    queue = _removals.get(service)
    return queue is not None and queue(lead_id=lead_id, reference=reference, item_id=external_id, due_at=due_at)
