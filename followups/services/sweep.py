"""Events that a sender left behind and that nobody will take up again."""

from datetime import datetime

from chatbot.models import ChatConversation
from consent.services.state_change import state_change
from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.plan import next_step
from followups.schedule.reason import Reason
from followups.services.history import note
from followups.services.opening import opening
from followups.services.talks import talks

_AT_ONCE = 200


def left_behind_sweep(now: datetime) -> int:
    """Cancel those that do not go any more; the others come up by themselves. Tells how many were cancelled."""
    left = FollowupEvent.objects.left_behind(now).order_by("lease_until", "pk").values_list("pk", flat=True)
    return sum(_swept(pk, now) for pk in list(left[:_AT_ONCE]))


@state_change
def _swept(pk: int, now: datetime) -> bool:
    conversations = ChatConversation.objects.filter(followups=pk).select_for_update(of=("self",))
    conversation = conversations.first()
    event = FollowupEvent.objects.left_behind(now).select_for_update().filter(pk=pk).first()
    if conversation is None or event is None:
        return False
    step = next_step(talks([conversation], now, but=event)[0].talk, now, opening())
    if step is not None and step.number == event.followup_number and step.reason is None:
        return False
    was_handed_over = event.status == FollowupStatus.SENDING
    event.reason = (step.reason if step and step.number == event.followup_number else None) or Reason.STALE
    event.status = FollowupStatus.CANCELLED
    event.save(update_fields=["status", "reason"])
    note(event, now, "mogła już wyjść: nadawca nie dożył potwierdzenia" if was_handed_over else "")
    return True
