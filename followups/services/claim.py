"""Taking one follow-up to send, so that nobody else does."""

from datetime import datetime, timedelta

from django.db import transaction

from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.reason import Reason
from followups.services.history import note
from followups.services.talks import Known
from integrations.mail.message import message_id
from integrations.outbox.backoff import MOST_ATTEMPTS

# Longer than a mail server may take (integrations.mail.smtp.LONGEST_SEND: one minute), with time for marking the event on a
# busy database. An event whose sender was killed in the middle waits this long.
LEASE = timedelta(seconds=90)


def followup_claim(known: Known, number: int, now: datetime) -> FollowupEvent | None:
    """The event, leased to the caller; None where somebody else has it, it waits for its next attempt, or it is over.

    One transaction: a row that nobody holds is put there where there is none, locked, and taken by whoever comes first.
    """
    mine = {"conversation_id": known.conversation.pk, "followup_number": number}
    with transaction.atomic():
        free = FollowupEvent(**mine, lease_until=now, created_at=now)
        FollowupEvent.objects.bulk_create([free], ignore_conflicts=True)
        event = FollowupEvent.objects.select_for_update().get(**mine)
        if not _is_to_be_had(event, known, now):
            return None
        if _has_died_too_often(event):
            _give_up(event, now)
            return None
        _take(event, known, now)
        note(event, now, f"próba {event.tries}")
    return event


def _is_to_be_had(event: FollowupEvent, known: Known, now: datetime) -> bool:
    """Left behind, or cancelled for a reason that holds no more: the visitor wrote again, and fell silent again.

    One that may have gone before the visitor's last message is not sent again after it: followups.services.sweep closes it.
    """
    if event.is_over:
        return False
    if event.status == FollowupStatus.CANCELLED:
        return True
    may_have_gone = event.status == FollowupStatus.SENDING and event.planned_from != known.conversation.last_message_at
    return event.lease_until <= now and not may_have_gone


def _has_died_too_often(event: FollowupEvent) -> bool:
    """A mail that may be out is repeated once, whoever dies; one that fails is tried as often as anything in the outbox."""
    return (event.status == FollowupStatus.SENDING and event.repeated) or event.tries >= MOST_ATTEMPTS


def _give_up(event: FollowupEvent, now: datetime) -> None:
    event.status, event.reason, event.closed_at = FollowupStatus.FAILED, Reason.GIVEN_UP, now
    event.save(update_fields=["status", "reason", "closed_at"])
    note(event, now)


def _take(event: FollowupEvent, known: Known, now: datetime) -> None:
    if event.status == FollowupStatus.CANCELLED:  # a mail of its own: planned anew, dated anew
        event.tries, event.created_at, event.closed_at = 0, now, None
    event.repeated = event.status == FollowupStatus.SENDING
    event.status, event.reason = FollowupStatus.CLAIMED, ""
    event.attempts += 1
    event.tries += 1
    event.lease_until = now + LEASE
    event.planned_from = known.conversation.last_message_at
    event.person = (known.consent.email_hmac or "") if known.consent else ""
    event.message_id = message_id(f"followup:{event.conversation_id}:{event.followup_number}")
    event.save()
