"""Who plays in the tests of follow-ups: people who agreed, and a clock that is moved by hand."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chatbot.models import ChatConversation
from consent.models import ConsentText
from consent.models.audit import Purpose, Source
from consent.services.consent_grant import Contact, consent_grant
from consent.services.origin import Origin
from followups.models import FollowupEvent

LAST = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, noon in Warsaw
ORIGIN = Origin(Source.API, "203.0.113.7", "Mozilla/5.0")


@dataclass
class Clock:
    """The services' `clock`, so many hours after LAST."""

    hours: float = 0

    def __call__(self) -> datetime:
        return LAST + timedelta(hours=self.hours)


def talked(email: str | None = "anna@example.pl", *, last: datetime = LAST, **fields: Any) -> ChatConversation:
    return ChatConversation.objects.create(
        session_id=uuid.uuid4(), started_at=last, last_message_at=last, email=email, **fields
    )


def agreed(email: str = "anna@example.pl", *, last: datetime = LAST, **fields: Any) -> ChatConversation:
    """A talk whose visitor ticked both boxes; with CONSENT_DOUBLE_OPT_IN off it counts at once."""
    conversation = talked(None, last=last, **fields)
    agree(conversation, email, now=last)
    return conversation


def agree(conversation: ChatConversation, email: str, *, now: datetime) -> None:
    texts = {str(purpose): ConsentText.objects.get(purpose=purpose, version="1", language="pl") for purpose in Purpose}
    consent_grant(conversation=conversation, contact=Contact(email=email, name="Anna"), agreed=texts, origin=ORIGIN, now=now)
    conversation.refresh_from_db()


def states(conversation: ChatConversation) -> dict[int, tuple[str, str]]:
    """By number: status and reason."""
    events = FollowupEvent.objects.filter(conversation=conversation)
    return {event.followup_number: (event.status, event.reason) for event in events}
