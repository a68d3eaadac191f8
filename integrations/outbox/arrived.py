"""What follows when a message has arrived: it is marked, and whoever wants to know is told, in one transaction."""

import logging
import traceback

from django.db import OperationalError, transaction
from django.utils import timezone

from integrations.models import OutboxMessage
from integrations.outbox.claim import mark_sent
from integrations.reconnect import reconnect
from integrations.signals import delivered

logger = logging.getLogger(__name__)


def arrived(message: OutboxMessage, external_id: str) -> bool:
    """False where the lease was lost; then nothing that a receiver wrote stays.

    A receiver that fails must not have the message sent once more, and once more: it is then marked without being told of.
    """
    try:
        return _tried_twice(message, external_id)
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))  # and not its text, which may hold an address
        logger.error(  # noqa: TRY400
            "Outbox message %s (%s) has arrived, and what follows from that failed with %s:\n%s",
            message.pk,
            message.kind,
            type(error).__name__,
            where,
        )
        return mark_sent(message, external_id, timezone.now())


def _tried_twice(message: OutboxMessage, external_id: str) -> bool:
    """A deadlock, or a connection that was lost, says nothing against the receivers."""
    try:
        return _told_and_marked(message, external_id)
    except OperationalError:
        reconnect()
        return _told_and_marked(message, external_id)


def _told_and_marked(message: OutboxMessage, external_id: str) -> bool:
    """Receivers go first: they lock what the message is about before its row is locked, in the order that an erasure does."""
    with transaction.atomic():
        delivered.send(OutboxMessage, message=message, external_id=external_id)
        marked = mark_sent(message, external_id, timezone.now())
        if not marked:
            transaction.set_rollback(True)
        return marked
