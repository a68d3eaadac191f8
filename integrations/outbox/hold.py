"""Stopping what has not gone out to a person yet, inside the transaction of the change that asks for it.

A message that is being sent at that moment may still arrive: it is then marked as sent, which is the truth. If it fails, it is
not tried again.
"""

from collections.abc import Collection

from django.db import transaction

from integrations.models import OutboxMessage, Status
from integrations.outbox.worker import wake


def outbox_hold(person: str | None, conversation_ids: Collection[int] = ()) -> int:
    """Keep back everything but service messages until it is released or cancelled. Tells how many messages."""
    found = OutboxMessage.objects.unsent_to(person, conversation_ids)
    return found.waiting().filter(service=False).update(status=Status.HELD)


def outbox_release(person: str | None, conversation_ids: Collection[int] = ()) -> int:
    """Let go what was held; it is due when it was before, and at once if that is over."""
    found = OutboxMessage.objects.unsent_to(person, conversation_ids)
    released = found.filter(status=Status.HELD).update(status=Status.PENDING)
    if released:
        transaction.on_commit(wake)
    return released


def outbox_cancel(person: str | None, conversation_ids: Collection[int] = ()) -> int:
    """Drop everything that has not gone out, service messages and given-up ones too, and what it would have said."""
    found = OutboxMessage.objects.unsent_to(person, conversation_ids)
    return found.update(status=Status.CANCELLED, payload={})


def outbox_drop_held(person: str | None, conversation_ids: Collection[int] = ()) -> int:
    """Drop what was held, and what it would have said."""
    held = OutboxMessage.objects.unsent_to(person, conversation_ids).filter(status=Status.HELD)
    return held.update(status=Status.CANCELLED, payload={})
