"""Taking one follow-up to send, so that nobody else does."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.reason import Reason
from followups.services.history import note
from followups.services.talks import Known
from integrations.mail.message import message_id

# Longer than a mail server may take (integrations.mail.smtp.LONGEST_SEND: one minute), with time for marking the event on a
# busy database. An event whose sender was killed in the middle waits this long.
LEASE = timedelta(seconds=90)


def followup_claim(known: Known, number: int, now: datetime) -> FollowupEvent | None:
    """The event, leased to the caller; None where somebody else has it, it waits for its next attempt, or it is over.

    One transaction: a row that nobody holds is put there where there is none, and then taken by whoever comes first.
    """
    mine = {"conversation_id": known.conversation.pk, "followup_number": number}
    with transaction.atomic():
        free = FollowupEvent(**mine, lease_until=now, created_at=now)
        FollowupEvent.objects.bulk_create([free], ignore_conflicts=True)
        taken = FollowupEvent.objects.filter(_to_be_had(now), **mine).update(
            status=FollowupStatus.CLAIMED,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
            planned_from=known.conversation.last_message_at,
            person=(known.consent.email_hmac or "") if known.consent else "",
            message_id=message_id(f"followup:{known.conversation.pk}:{number}"),
            reason="",
        )
        if not taken:
            return None
        event = FollowupEvent.objects.get(**mine)
        note(event, now, f"próba {event.attempts}")
    return event


def _to_be_had(now: datetime) -> Q:
    """Left behind, or cancelled for a reason that holds no more: the visitor wrote again, and fell silent again."""
    unfinished = Q(status=FollowupStatus.CLAIMED) | Q(status=FollowupStatus.SENDING)
    called_off = Q(status=FollowupStatus.CANCELLED) & ~Q(reason=Reason.BY_STAFF)
    return (unfinished & Q(lease_until__lte=now)) | called_off
