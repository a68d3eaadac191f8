"""What people decide on a message in the console. Each changes a row only as it still is: one that is just being sent, or has
gone out, stays what it is.
"""

from datetime import datetime

from django.db import transaction

from integrations.copies import REMOVAL
from integrations.models import OutboxMessage, Status
from integrations.outbox.worker import wake


def outbox_send_again(message_id: int, *, now: datetime) -> bool:
    """Make due at once what waits, or was given up and still says something: that with all its attempts anew."""
    found = OutboxMessage.objects.filter(pk=message_id)
    return _changed(found.filter(status=Status.PENDING).update(next_attempt_at=now) or found.revive(now))


def outbox_give_up(message_id: int) -> bool:
    """Drop what waits or was given up, and what it would have said.

    But no removal: the copy of an erased person's data would stay outside for ever, and nobody would know of it.
    """
    found = OutboxMessage.objects.filter(pk=message_id, status__in=(Status.PENDING, Status.DEAD)).exclude(kind=REMOVAL)
    return _changed(found.update(status=Status.CANCELLED, payload={}))


def _changed(rows: int) -> bool:
    """Wakes all lanes: a message given up may have kept another one waiting."""
    if rows:
        transaction.on_commit(wake)
    return rows > 0
