"""Answering one message: the flow from a visitor's text to the stored reply."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from chatbot.engine.compose.answer import Answer
from chatbot.engine.entries import in_language
from chatbot.engine.memory import Memory
from chatbot.models import ChatConversation, ChatMessage
from chatbot.models.message import Sender
from chatbot.models.statements import insert
from chatbot.services.conversation_open import conversation_open
from chatbot.services.knowledge_index import current_assistant
from chatbot.services.lead_capture import is_contactable, lead_capture
from chatbot.signals import email_changed, visitor_wrote
from novahouse.locks import is_deadlock
from novahouse.privacy.email_address import InvalidEmail, normalise_email

ENGINE = "knowledge"
MOST_ATTEMPTS = 50
_CONTACT_COLUMNS = ("email", "name", "phone", "city")


class Contention(RuntimeError):
    """Other messages of the same session were stored first, every time."""


@dataclass(frozen=True)
class Reply:
    """`details` is everything of the answer beside its text, in the names of the API; it is stored with the message."""

    conversation_id: int
    session_id: uuid.UUID
    message_id: uuid.UUID
    text: str
    details: dict[str, Any]


def message_answer(*, message: str, session_id: uuid.UUID | None, message_id: uuid.UUID | None, now: datetime) -> Reply:
    """Answer a visitor's message and store both in one transaction.

    A message id that the conversation has seen gets the first answer again. The conversation is read without a lock, and
    stored only if no other message of the session was answered meanwhile; else this one starts over and reads what the other
    has written. So the transaction is as short as it can be, which on SQLite is what the other workers wait for.
    Raises Contention where a session's messages come faster than they can be stored one after another.
    """
    assistant = current_assistant()
    understood = assistant.understand(message)
    for _ in range(MOST_ATTEMPTS):
        conversation = conversation_open(session_id, now)
        if message_id and conversation.pk and (first := _first_reply(conversation, message_id)):
            return first
        memory = Memory.restore(conversation.memory, conversation.public_context(), conversation.language)
        given = understood.slots.values.get("email")
        same_address = given is None or _normalised(given) == conversation.email  # consent belongs to an address
        answer = assistant.answer(understood, memory, consented=same_address and conversation.asked_for_consent())
        if reply := _stored(conversation, message, message_id or uuid.uuid4(), answer, now):
            return reply
    raise Contention


def _stored(conversation: ChatConversation, message: str, message_id: uuid.UUID, answer: Answer, now: datetime) -> Reply | None:
    """None where another message of the session was first."""
    previous = conversation.email
    _take_over(conversation, answer, now)
    try:
        with transaction.atomic():
            if conversation.pk is None:
                conversation.turn = 1
                conversation.save(force_insert=True)
            elif not ChatConversation.objects.remember(conversation):
                return None
            else:
                visitor_wrote.send(ChatConversation, conversation=conversation, now=now)
                if conversation.email != previous:
                    email_changed.send(ChatConversation, conversation=conversation, previous=previous, now=now)
            reply = _messages_stored(conversation, message, message_id, answer, now)
            if conversation.email == previous and is_contactable(conversation):  # else it costs no query
                lead_capture(conversation.pk, now)
            return reply
    except IntegrityError:  # two first messages of one session
        return None
    except OperationalError as error:
        if is_deadlock(error):
            return None
        raise


def _first_reply(conversation: ChatConversation, message_id: uuid.UUID) -> Reply | None:
    seen = conversation.messages.filter(client_message_id=message_id).first()
    if seen is None:
        return None
    # Written in one statement with the visitor's message: the next row of the conversation is its answer.
    reply = conversation.messages.filter(sender=Sender.ASSISTANT, pk__gt=seen.pk).order_by("pk").first()
    if reply is None:
        return None
    return Reply(conversation.pk, conversation.session_id, message_id, reply.text, reply.details)


def _take_over(conversation: ChatConversation, answer: Answer, now: datetime) -> None:
    """What the answer learned, onto the conversation."""
    context, known = dict(answer.memory.context), conversation.email
    for column in _CONTACT_COLUMNS:
        setattr(conversation, column, context.pop(column, None))
    if conversation.email and conversation.email != known:
        conversation.email = _normalised(conversation.email)
    conversation.context = context
    conversation.memory = answer.memory.stored()
    conversation.language = answer.language
    conversation.last_message_at = now
    if answer.booked is not None:
        conversation.booked_at = (conversation.booked_at or now) if answer.booked else None


def _normalised(email: str) -> str:
    try:
        return normalise_email(email)
    except InvalidEmail:  # written so that a person understands it, and no mail server will
        return email


def _messages_stored(
    conversation: ChatConversation, message: str, message_id: uuid.UUID, answer: Answer, now: datetime
) -> Reply:
    details: dict[str, Any] = {
        "context": conversation.public_context(),
        "quick_replies": list(answer.quick_replies),
        "actions": [{"type": action.type, "label": action.label, "url": action.url} for action in answer.actions],
        "sources": [{"slug": entry.slug, "title": in_language(entry.titles, answer.language)} for entry in answer.sources],
        "language": answer.language,
        "engine": ENGINE,
    }
    source = answer.sources[0] if answer.sources else None
    insert(
        [
            ChatMessage(
                conversation=conversation, sender=Sender.VISITOR, text=message, created_at=now, client_message_id=message_id
            ),
            ChatMessage(
                conversation=conversation,
                sender=Sender.ASSISTANT,
                text=answer.text,
                created_at=now,
                engine=ENGINE,
                entry_slug=source.slug if source else "",
                entry_version=source.version if source else None,
                reply={"details": details, "versions": {entry.slug: entry.version for entry in answer.sources}},
            ),
        ]
    )
    return Reply(conversation.pk, conversation.session_id, message_id, answer.text, details)
