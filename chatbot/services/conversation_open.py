"""Finding or starting the conversation that a message belongs to."""

import uuid
from datetime import datetime

from chatbot.models import ChatConversation


def conversation_open(session_id: uuid.UUID | None, now: datetime) -> ChatConversation:
    """The running conversation of a session; else a new one, not saved yet.

    A session whose conversation has ended goes on in a successor with a session id of its own, made from the old one: a
    retried or doubled send finds the same successor. Who holds the old secret may hold the new one.
    """
    if session_id is None:
        return _new(uuid.uuid4(), now)
    while True:
        conversation = ChatConversation.objects.find(session_id)
        if conversation is None:
            return _new(session_id, now)
        if not conversation.has_ended(now):
            return conversation
        session_id = uuid.uuid5(session_id, "successor")


def _new(session_id: uuid.UUID, now: datetime) -> ChatConversation:
    return ChatConversation(session_id=session_id, started_at=now, last_message_at=now)
