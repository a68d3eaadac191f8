"""Taking one message to send, so that nobody else does.

A claim is a lease: it ends by itself, and the message of a deliverer that died is due again. The number of the attempt is the
fencing token: who claims a message counts it up, and whoever held it before can no longer mark it.
"""

from datetime import datetime, timedelta

from django.db import connections, router

from integrations.models import OutboxMessage, Status
from integrations.models.outbox import OutboxQuerySet

# Longer than any sender takes (integrations.mail.smtp.LONGEST_SEND: one minute), with time for marking the row on a busy
# database. A message whose deliverer was killed in the middle waits this long.
LEASE = timedelta(seconds=90)

_CLAIM = """
    UPDATE integrations_outboxmessage
    SET status = 'sending', attempts = attempts + 1, next_attempt_at = %s
    WHERE id = (
        SELECT id FROM integrations_outboxmessage
        WHERE (status = 'pending' OR status = 'sending') AND next_attempt_at <= %s
        ORDER BY next_attempt_at, id LIMIT 1 {lock}
    )
    RETURNING *
"""


def claim(now: datetime) -> OutboxMessage | None:
    """The message that is due longest, leased to the caller; None where nothing is due. One statement, its own transaction.

    SQLite has one writer at a time; on PostgreSQL each claimer skips the row that another one is just taking.
    """
    connection = connections[router.db_for_write(OutboxMessage)]
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    times = [connection.ops.adapt_datetimefield_value(moment) for moment in (now + LEASE, now)]
    return next(iter(list(OutboxMessage.objects.raw(_CLAIM.format(lock=lock), times, using=connection.alias))), None)


def mark_sent(message: OutboxMessage, external_id: str, now: datetime) -> bool:
    """False where the lease was lost. One that was held or cancelled meanwhile has gone out all the same."""
    found = _claimed(message)
    return found.update(status=Status.SENT, payload={}, sent_at=now, external_id=external_id, last_error="") > 0


def mark_failed(message: OutboxMessage, status: Status, reason: str, next_attempt_at: datetime) -> bool:
    """False where the lease was lost, or the message was held or cancelled meanwhile: then that stands."""
    found = _claimed(message).filter(status=Status.SENDING)
    return found.update(status=status, last_error=reason[:200], next_attempt_at=next_attempt_at) > 0


def _claimed(message: OutboxMessage) -> OutboxQuerySet:
    return OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts).exclude(status=Status.SENT)
