"""A talk as the tests of leads have it, and what the team is told."""

import uuid
from datetime import UTC, datetime
from typing import Any

from chatbot.models import ChatConversation, Lead
from chatbot.services.lead_capture import lead_capture
from chatbot.services.message_answer import Reply, message_answer
from integrations.models import OutboxMessage

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANNA = "Jestem Anna Kowalska, anna@example.com, tel. 501 234 567"


def say(message: str, session_id: uuid.UUID | None = None, now: datetime = NOON) -> Reply:
    return message_answer(message=message, session_id=session_id, message_id=None, now=now)


def talk(*messages: str, now: datetime = NOON) -> ChatConversation:
    """A conversation without any consent."""
    session: uuid.UUID | None = None
    for message in messages:
        session = say(message, session, now).session_id
    return ChatConversation.objects.latest("pk")


def agree(conversation: ChatConversation, now: datetime = NOON) -> Lead:
    """Consent to be contacted, as the consent app gives it: the column and the capture in one transaction."""
    ChatConversation.objects.filter(pk=conversation.pk).update(rodo_consent=True)
    lead = lead_capture(conversation.pk, now)
    assert lead is not None
    return lead


def lead_of(*messages: str, now: datetime = NOON) -> Lead:
    return agree(talk(*messages, now=now), now)


def go_on(lead: Lead, *messages: str, now: datetime = NOON) -> Lead:
    """The visitor says more in the same talk."""
    for message in messages:
        say(message, lead.conversation.session_id, now)
    return Lead.objects.get(pk=lead.pk)


def cards(lead: Lead | None = None) -> list[dict[str, Any]]:
    """What monday.com is to be told, in order; of one lead's item or of all."""
    saves = OutboxMessage.objects.filter(destination="monday", kind="lead_item").order_by("pk")
    if lead is not None:
        saves = saves.filter(stream=f"lead:{lead.pk}")
    return [message.payload["card"] for message in saves if message.payload]


def alerts() -> list[dict[str, Any]]:
    """What Slack is to be told, in order."""
    return [message.payload for message in OutboxMessage.objects.filter(destination="slack").order_by("pk")]
