"""Reading a conversation back, and ending it at the visitor's wish."""

import uuid
from datetime import datetime

from django.db.models import QuerySet

from chatbot.models import ChatConversation, ChatMessage

MOST_MESSAGES = 500


def conversation_messages(conversation: ChatConversation) -> list[ChatMessage]:
    """The last 500 messages, oldest first."""
    latest: QuerySet[ChatMessage] = conversation.messages.order_by("-pk")[:MOST_MESSAGES]
    return list(reversed(latest))


def conversation_end(session_id: uuid.UUID, now: datetime) -> bool:
    """End a conversation; ending it again changes nothing. False where there is none."""
    conversations = ChatConversation.objects.for_session(session_id)
    return bool(conversations.filter(ended_at=None).update(ended_at=now)) or conversations.exists()
