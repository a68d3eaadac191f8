"""The team writes down that a consultation was booked, by telephone say, or called off."""

from datetime import datetime

from django.db.models import F

from chatbot.models import ChatConversation


def booking_note(conversation_id: int, *, booked: bool, now: datetime) -> bool:
    """False where it was so already, or nobody's name stands on the talk any more.

    A message that is being answered at this moment starts over, and knows of it.
    """
    conversations = ChatConversation.objects.filter(pk=conversation_id, booked_at__isnull=booked, anonymised_at=None)
    return bool(conversations.update(booked_at=now if booked else None, turn=F("turn") + 1))
