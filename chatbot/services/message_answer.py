"""Answering one message: the flow from a visitor's text to the stored reply."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from chatbot.engine.assistant import Assistant
from chatbot.engine.compose.answer import Answer
from chatbot.engine.entries import in_language
from chatbot.engine.memory import Memory
from chatbot.engine.understanding import Understanding
from chatbot.models import ChatConversation, ChatMessage
from chatbot.models.message import Sender
from chatbot.services.conversation_open import conversation_open
from chatbot.services.knowledge_index import current_assistant

ENGINE = "knowledge"
_CONTACT_COLUMNS = ("email", "name", "phone", "city")


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

    A message id that the conversation has seen gets the first answer again. Two requests that race for one new session or
    one message id meet at a unique constraint; the later one starts over and finds what the first has written.
    """
    assistant = current_assistant()
    understood = assistant.understand(message)  # the slow part, and it needs no lock
    try:
        return _answer_once(assistant, understood, message, session_id, message_id, now)
    except IntegrityError:
        return _answer_once(assistant, understood, message, session_id, message_id, now)


@transaction.atomic
def _answer_once(
    assistant: Assistant,
    understood: Understanding,
    message: str,
    session_id: uuid.UUID | None,
    message_id: uuid.UUID | None,
    now: datetime,
) -> Reply:
    conversation = conversation_open(session_id, now)
    if message_id and conversation.pk and (first := _first_reply(conversation, message_id)):
        return first
    memory = Memory.restore(conversation.memory, conversation.public_context(), conversation.language)
    answer = assistant.answer(understood, memory, consented=conversation.rodo_consent)
    _remember(conversation, answer, now)
    return _store(conversation, message, message_id or uuid.uuid4(), answer, now)


def _first_reply(conversation: ChatConversation, message_id: uuid.UUID) -> Reply | None:
    seen = conversation.messages.filter(client_message_id=message_id).first()
    if seen is None:
        return None
    # Written in one statement with the visitor's message, under the conversation's lock: the next row is its answer.
    reply = conversation.messages.filter(sender=Sender.ASSISTANT, pk__gt=seen.pk).order_by("pk").first()
    if reply is None:
        return None
    return Reply(conversation.pk, conversation.session_id, message_id, reply.text, reply.details)


def _remember(conversation: ChatConversation, answer: Answer, now: datetime) -> None:
    context = dict(answer.memory.context)
    for column in _CONTACT_COLUMNS:
        setattr(conversation, column, context.pop(column, None))
    conversation.context = context
    conversation.memory = answer.memory.stored()
    conversation.language = answer.language
    conversation.last_message_at = now
    if conversation.pk is None:
        conversation.save(force_insert=True)
    else:
        conversation.save(update_fields=[*_CONTACT_COLUMNS, "context", "memory", "language", "last_message_at"])


def _store(conversation: ChatConversation, message: str, message_id: uuid.UUID, answer: Answer, now: datetime) -> Reply:
    details: dict[str, Any] = {
        "context": conversation.public_context(),
        "quick_replies": list(answer.quick_replies),
        "actions": [{"type": action.type, "label": action.label, "url": action.url} for action in answer.actions],
        "sources": [{"slug": entry.slug, "title": in_language(entry.titles, answer.language)} for entry in answer.sources],
        "language": answer.language,
        "engine": ENGINE,
    }
    source = answer.sources[0] if answer.sources else None
    ChatMessage.objects.bulk_create(
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
                entry_id=source.pk if source else None,
                entry_version=source.version if source else None,
                reply={"details": details, "versions": {entry.slug: entry.version for entry in answer.sources}},
            ),
        ]
    )
    return Reply(conversation.pk, conversation.session_id, message_id, answer.text, details)
