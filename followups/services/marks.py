"""What became of a mail that was handed over, or was not. Each mark holds only for the attempt that it is about."""

import logging
import random
import traceback
from datetime import datetime

from django.db import OperationalError, transaction

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
from integrations.outbox.errors import Deferred, DeliveryError
from integrations.reconnect import reconnect

logger = logging.getLogger(__name__)

ENGINE = "followup"


def followup_sent(event: FollowupEvent, known: Known, said: str, now: datetime) -> bool:
    """The mail is out: the visitor finds it in the conversation as well, and the audit trail says so.

    False where the lease was lost, or the person was erased meanwhile. Whatever fails here must not have the mail sent once
    more: a connection that was lost is made anew, and else the event is marked alone, and the log says what is missing.
    """
    try:
        return _tried_twice(event, known, said, now)
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))  # and not its text, which may hold an address
        logger.error(  # noqa: TRY400
            "Follow-up %s is out, and its rows in the talk and in the trail failed with %s:\n%s",
            event.pk,
            type(error).__name__,
            where,
        )
        return _noted(event, now, "bez wpisu w rozmowie i w dzienniku zgód")


def _tried_twice(event: FollowupEvent, known: Known, said: str, now: datetime) -> bool:
    event.status, event.last_error = FollowupStatus.SENT, ""
    try:
        return _told_and_marked(event, known, said, now)
    except OperationalError:
        reconnect()
        return _told_and_marked(event, known, said, now)


@state_change
def _told_and_marked(event: FollowupEvent, known: Known, said: str, now: datetime) -> bool:
    conversation = ChatConversation.objects.select_for_update().filter(pk=event.conversation_id).first()
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
    event.sent_at = None
    return _failed(event, Reason.REFUSED, error, now)


def followup_retry(event: FollowupEvent, error: DeliveryError, now: datetime, rests_until: datetime | None = None) -> bool:
    """Later, unless that was the last attempt; as soon as a server that rests is tried again. False where the lease was lost.

    After a clear no the mail is not out; after a conversation that broke off it may be, and counts as if it was.
    """
    if isinstance(error, Deferred):
        event.sent_at = None
    if not error.counts:
        return followup_give_back(event, error, rests_until or now)
    wait = wait_after(event.tries, error.retry_after, random.random())  # noqa: S311
    if wait is None:
        return _failed(event, Reason.GIVEN_UP, error, now)
    return _back(event, min(now + wait, rests_until) if rests_until else now + wait, str(error), now)


def followup_give_back(event: FollowupEvent, error: DeliveryError, now: datetime) -> bool:
    """Nothing was tried: as if it had not been claimed. False where the lease was lost."""
    event.tries -= 1
    return _back(event, now, str(error), now)


def _failed(event: FollowupEvent, reason: Reason, error: DeliveryError, now: datetime) -> bool:
    event.status, event.reason, event.closed_at, event.last_error = FollowupStatus.FAILED, reason, now, str(error)[:200]
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
    changed = ("status", "reason", "tries", "lease_until", "sent_at", "closed_at", "last_error")
    return mine.update(**{name: getattr(event, name) for name in changed}) > 0
