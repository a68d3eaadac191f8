"""What is held on a person about the mails after their conversations: see novahouse.privacy.holding."""

from datetime import datetime
from typing import Any

from followups.models import FollowupEvent
from novahouse.privacy.holding import WHOLLY, Erased, Holding, Subject, exported_row

_EVENT = ("followup_number", "status", "created_at", "sent_at", "consent_row", "chain_hash", "message_id")


def _events(subject: Subject) -> list[dict[str, Any]]:
    events = FollowupEvent.objects.filter(conversation__in=subject.conversation_ids).order_by("conversation_id", "pk")
    return [
        {"rozmowa": event.conversation_id, **exported_row(event, _EVENT), "dlaczego": event.reason_name} for event in events
    ]


HOLDINGS = (Holding("followups.FollowupEvent", "Wiadomości po rozmowach", ("person", "message_id", "last_error"), _events),)
IMPERSONAL = {
    "followups.FollowupEvent": ("status", "chain_hash", "reason"),
    "followups.FollowupChange": WHOLLY,
    "followups.FollowupText": WHOLLY,
}


def erase(subject: Subject, now: datetime) -> Erased:
    """With their history. The limit of mails for a person ends with it: without consent nothing goes to them anyway."""
    removed = FollowupEvent.objects.filter(conversation__in=subject.conversation_ids).delete()[1]
    return Erased({"followups.FollowupEvent": removed.get("followups.FollowupEvent", 0)})
