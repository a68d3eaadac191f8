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
    if event is None:
        return False
    if conversation is None:  # erased, or deleted by a release that does not know this table
        event.delete()
        return False
    reason = _reason_to_close(event, conversation, now)
    if reason is None:
        return False
    may_have_gone = event.status == FollowupStatus.SENDING
    event.status, event.reason, event.closed_at = FollowupStatus.CANCELLED, reason, now
    event.save(update_fields=["status", "reason", "closed_at"])
    note(event, now, "mogła już wyjść: nadawca nie dożył potwierdzenia" if may_have_gone else "")
    return True


def _reason_to_close(event: FollowupEvent, conversation: ChatConversation, now: datetime) -> Reason | None:
    """None where it still goes, perhaps a little later."""
    if event.status == FollowupStatus.SENDING and event.planned_from != conversation.last_message_at:
        return Reason.REPLIED
    step = next_step(talks([conversation], now, but=event)[0].talk, now, opening())
    if step is None or step.number != event.followup_number:
        return Reason.STALE
    return step.reason
