"""Calling off what has not gone out yet."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from chatbot.models import ChatConversation
from followups.models import FollowupChange, FollowupEvent, FollowupStatus
from followups.schedule.reason import Reason
from followups.services.history import note


def claimed_cancel(conversation_ids: Iterable[int], reason: Reason, now: datetime) -> None:
    """Cancel what somebody is just about to send, in the transaction of the change that forbids it.

    The caller has locked the conversations. Whoever holds such an event finds it cancelled right before the mail is handed
    over. An address that nobody knows costs the same query: 0 is no conversation's number.
    """
    claimed = FollowupEvent.objects.filter(conversation__in=[0, *conversation_ids], status=FollowupStatus.CLAIMED)
    found = list(claimed.select_for_update().order_by("pk").values_list("pk", flat=True))
    if not found:
        return
    FollowupEvent.objects.filter(pk__in=found).update(status=FollowupStatus.CANCELLED, reason=reason, closed_at=now)
    FollowupChange.objects.bulk_create(
        FollowupChange(event_id=pk, changed_at=now, status=FollowupStatus.CANCELLED, reason=reason) for pk in found
    )


def followup_cancel(*, conversation_id: int, number: int, by: str, now: datetime) -> bool:
    """Staff call off one mail, planned or claimed, for good. False where it has gone out, or is just going.

    `by` names the member of staff in the event's history.
    """
    with transaction.atomic():
        if ChatConversation.objects.select_for_update().filter(pk=conversation_id).first() is None:
            return False
        mine = {"conversation_id": conversation_id, "followup_number": number}
        FollowupEvent.objects.bulk_create([FollowupEvent(**mine, lease_until=now, created_at=now)], ignore_conflicts=True)
        event = FollowupEvent.objects.select_for_update().get(**mine)
        if event.is_over or event.status == FollowupStatus.SENDING:
            return False
        event.status, event.reason, event.closed_at = FollowupStatus.CANCELLED, Reason.BY_STAFF, now
        event.save(update_fields=["status", "reason", "closed_at"])
        note(event, now, by)
    return True
