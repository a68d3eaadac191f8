"""The last look before a mail is handed over: everything is read afresh, and the event is sending or it is not."""

from datetime import datetime

from chatbot.models import ChatConversation
from consent.audit.head import read_head
from consent.services.state_change import lock_address, state_change
from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.plan import next_step
from followups.schedule.reason import Reason
from followups.services.claim import LEASE
from followups.services.history import note
from followups.services.opening import opening
from followups.services.standing import standing_reason
from followups.services.talks import Known, talks

# Reasons that pass: the event goes back, and comes up again when they have passed.
_FOR_NOW = (Reason.SWITCHED_OFF, Reason.PAUSED, Reason.RESTORED, Reason.QUIET_HOURS)


@state_change
def followup_confirm(event: FollowupEvent, now: datetime) -> bool:
    """Claimed becomes sending, and True, if the mail may go at this very moment. Else the event is cancelled, or given back.

    Whoever withdraws or writes does so before this or after it: the address and the conversation are locked. False as well
    where the event was cancelled meanwhile, or its lease was lost.
    """
    lock_address(event.person)
    conversation = ChatConversation.objects.select_for_update().filter(pk=event.conversation_id).first()
    if conversation is None:  # erased since it was found: nothing of the person stays behind
        FollowupEvent.objects.filter(pk=event.pk).delete()
        return False
    mine = FollowupEvent.objects.select_for_update().filter(
        pk=event.pk, attempts=event.attempts, status=FollowupStatus.CLAIMED, lease_until__gt=now
    )
    if mine.first() is None:
        return False
    known = talks([conversation], now, but=event)[0]
    head = read_head()
    reason = _reason_against(event, known, now) if head else Reason.RESTORED  # without a head the trail takes no row of this
    if reason is None:
        event.consent_row = known.consent.pk if known.consent else None
        event.chain_hash = head.last_hash if head else ""
        event.status, event.lease_until, event.sent_at = FollowupStatus.SENDING, now + LEASE, now
    elif reason in _FOR_NOW:
        event.lease_until, event.tries = now, event.tries - 1
    else:
        event.status, event.reason, event.closed_at = FollowupStatus.CANCELLED, reason, now
    event.save(update_fields=["status", "reason", "lease_until", "tries", "consent_row", "chain_hash", "sent_at", "closed_at"])
    if reason not in _FOR_NOW:
        note(event, now)
    return reason is None


def _reason_against(event: FollowupEvent, known: Known, now: datetime) -> Reason | None:
    if known.conversation.last_message_at != event.planned_from:
        return Reason.REPLIED
    if (standing := standing_reason()) is not None:
        return standing
    if known.consent and known.consent.email_hmac != event.person:  # the address changed, and changed back with a new consent
        return Reason.NO_CONSENT
    step = next_step(known.talk, now, opening())
    if step is None or step.number != event.followup_number:
        return Reason.STALE
    if step.reason is None and not step.goes(now):
        return Reason.QUIET_HOURS
    return step.reason
