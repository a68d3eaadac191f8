"""Taking one message to send, so that nobody else does.

A claim is a lease: it ends by itself, and the message of a deliverer that died is due again. The number of the attempt is the
fencing token: who claims a message counts it up, and whoever held it before can no longer mark it.
"""

from datetime import datetime, timedelta

from django.db import connections, router
from django.db.models import F

from integrations.models import Destination, OutboxMessage, Status
from integrations.models.outbox import OutboxQuerySet

# Longer than any sender takes (integrations.mail.smtp.LONGEST_SEND: one minute), with time for marking the row on a busy
# database. A message whose deliverer was killed in the middle waits this long.
LEASE = timedelta(seconds=90)

# What goes to a destination and has nothing of its own stream before it. The conditions are those of the partial indexes
# outbox_due and outbox_first, word for word; with NOT stream = '' added, SQLite would take outbox_stream and read all that was
# ever sent of it. The first of a stream is looked up row by row: given a join, PostgreSQL may compare each waiting message with
# each other one, as long as it has no statistics of a table that has just filled up.
_FREE = """
    destination = %s AND (status = 'pending' OR status = 'sending')
    AND (stream = '' OR id = (
        SELECT id FROM integrations_outboxmessage AS first
        WHERE first.destination = message.destination AND first.stream = message.stream
        AND (first.status = 'pending' OR first.status = 'sending')
        ORDER BY id LIMIT 1
    ))
"""
_CLAIM = """
    UPDATE integrations_outboxmessage
    SET status = 'sending', attempts = attempts + 1, next_attempt_at = %s
    WHERE id = (
        SELECT id FROM integrations_outboxmessage AS message
        WHERE {free} AND next_attempt_at <= %s
        ORDER BY {order} LIMIT 1 {lock}
    )
    RETURNING *
"""
_NEXT = """
    SELECT id, next_attempt_at FROM integrations_outboxmessage AS message
    WHERE {free} ORDER BY next_attempt_at, id LIMIT 1
"""


def claim(destination: Destination, now: datetime, *, untried_first: bool = False) -> OutboxMessage | None:
    """The message that is due longest, leased to the caller; None where nothing is due. One statement, its own transaction.

    `untried_first`: before all others one that has not failed yet. A few that the destination always fails at would else take
    every probe for themselves, and nothing would find out that it works.

    Of a stream it is always the first: the next one waits as long as that is pending, or being sent by somebody. SQLite has one
    writer at a time. On PostgreSQL each claimer skips the row that another one is just taking, and to both the rows behind it
    have a first one before them, whichever of its two states they see.
    """
    connection = connections[router.db_for_write(OutboxMessage)]
    lease_ends, due = (connection.ops.adapt_datetimefield_value(moment) for moment in (now + LEASE, now))
    found = OutboxMessage.objects.raw(
        claim_statement(connection.vendor, untried_first=untried_first), [lease_ends, destination, due], using=connection.alias
    )
    return next(iter(list(found)), None)


def claim_statement(vendor: str, *, untried_first: bool = False) -> str:
    """Its parameters: when the lease ends, the destination, and now."""
    lock = "FOR UPDATE OF message SKIP LOCKED" if vendor == "postgresql" else ""
    order = "(last_error <> ''), next_attempt_at, id" if untried_first else "next_attempt_at, id"
    return _CLAIM.format(free=_FREE, order=order, lock=lock)


def next_due(destination: Destination) -> datetime | None:
    """When the next message can be claimed, as far as is known now; None where none waits."""
    found = OutboxMessage.objects.raw(_NEXT.format(free=_FREE), [destination], using=router.db_for_write(OutboxMessage))
    return next((message.next_attempt_at for message in found), None)


def mark_sent(message: OutboxMessage, external_id: str, now: datetime) -> bool:
    """False where the lease was lost. One that was held or cancelled meanwhile has gone out all the same."""
    found = _claimed(message)
    return found.update(status=Status.SENT, payload={}, sent_at=now, external_id=external_id, last_error="") > 0


def mark_failed(message: OutboxMessage, status: Status, reason: str, next_attempt_at: datetime) -> bool:
    """False where the lease was lost, or the message was held or cancelled meanwhile: then that stands."""
    found = _claimed(message).filter(status=Status.SENDING)
    return found.update(status=status, last_error=reason[:200], next_attempt_at=next_attempt_at) > 0


def mark_waiting(message: OutboxMessage, next_attempt_at: datetime, reason: str | None = None) -> bool:
    """As if it had not been claimed; a `reason` tells why it was tried in vain. False as for mark_failed."""
    found = _claimed(message).filter(status=Status.SENDING)
    why = {} if reason is None else {"last_error": reason[:200]}
    return found.update(status=Status.PENDING, attempts=F("attempts") - 1, next_attempt_at=next_attempt_at, **why) > 0


def _claimed(message: OutboxMessage) -> OutboxQuerySet:
    return OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts).exclude(status=Status.SENT)
