"""What became of a mail that was handed over, or was not. Each mark holds only for the attempt that it is about."""

import random
from datetime import datetime

from django.db import transaction

from chatbot.models import ChatConversation, ChatMessage
from chatbot.models.message import Sender
from consent.models.audit import Action, Purpose, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import lead_of
from consent.services.state_change import state_change
from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.reason import Reason
from followups.services.history import note
from followups.services.talks import Known
from integrations.outbox.backoff import wait_after
from integrations.outbox.errors import DeliveryError

ENGINE = "followup"


@state_change
def followup_sent(event: FollowupEvent, known: Known, said: str, now: datetime) -> bool:
    """The mail is out: the visitor finds it in the conversation as well, and the audit trail says so.

    False where the lease was lost, or the person was erased meanwhile.
    """
    conversation = ChatConversation.objects.select_for_update().filter(pk=event.conversation_id).first()
    event.status, event.sent_at, event.last_error = FollowupStatus.SENT, now, ""
    if conversation is None or not _marked(event, FollowupStatus.SENDING):
        return False
    ChatMessage.objects.create(
        conversation=conversation, sender=Sender.ASSISTANT, text=said, created_at=now, engine=ENGINE, reply={"details": {}}
    )
    details = {"number": event.followup_number, "consent_row": event.consent_row, "message_id": event.message_id}
    entry = Entry(
        Action.FOLLOWUP_SENT,
        Origin(Source.SCHEDULE),
        purpose=Purpose.MARKETING,
        email=known.consent.email if known.consent else None,
        conversation_id=event.conversation_id,
        lead_id=lead_of([conversation]),
        details=details,
    )
    note(event, now)
    audit_append([entry], now=now)
    return True


def followup_refused(event: FollowupEvent, error: DeliveryError, now: datetime) -> bool:
    """The other side will never take it: nothing more goes to this person. False where the lease was lost."""
    return _failed(event, Reason.REFUSED, error, now)


def followup_retry(event: FollowupEvent, error: DeliveryError, now: datetime) -> bool:
    """Later, unless that was the last attempt. False where the lease was lost."""
    wait = wait_after(event.attempts, error.retry_after, random.random())  # noqa: S311
    if wait is None:
        return _failed(event, Reason.GIVEN_UP, error, now)
    return _back(event, now + wait, str(error), now)


def followup_give_back(event: FollowupEvent, error: DeliveryError, now: datetime) -> bool:
    """Nothing was tried: as if it had not been claimed. False where the lease was lost."""
    return _back(event, now, str(error), now)


def _failed(event: FollowupEvent, reason: Reason, error: DeliveryError, now: datetime) -> bool:
    event.status, event.reason, event.last_error = FollowupStatus.FAILED, reason, str(error)[:200]
    return _noted(event, now, str(error))


def _back(event: FollowupEvent, lease_until: datetime, error: str, now: datetime) -> bool:
    event.status, event.lease_until, event.last_error = FollowupStatus.CLAIMED, lease_until, error[:200]
    return _noted(event, now, error)


@transaction.atomic
def _noted(event: FollowupEvent, now: datetime, details: str) -> bool:
    marked = _marked(event, FollowupStatus.CLAIMED, FollowupStatus.SENDING)
    if marked:
        note(event, now, details)
    return marked


def _marked(event: FollowupEvent, *standing: FollowupStatus) -> bool:
    """Store how the event stands, if it still is this attempt's and nobody cancelled it."""
    mine = FollowupEvent.objects.filter(pk=event.pk, attempts=event.attempts, status__in=standing)
    changed = ("status", "reason", "lease_until", "sent_at", "last_error")
    return mine.update(**{name: getattr(event, name) for name in changed}) > 0
