"""Whose mails a member of staff sees: the rules of the conversations hold here, too."""

from django.db.models import QuerySet
from django.http import HttpRequest

from chatbot.admin.restricted import sees_restricted
from chatbot.models import ChatConversation

SEE_PEOPLE = "chatbot.view_chatconversation"


def sees_people(request: HttpRequest) -> bool:
    return request.user.has_perm(SEE_PEOPLE)


def visible_conversations(request: HttpRequest) -> QuerySet[ChatConversation]:
    """What is restricted is not there for sales."""
    found = ChatConversation.objects.all()
    return found if sees_restricted(request) else found.filter(restricted_at__isnull=True)


def called(conversation: ChatConversation, *, sees_people: bool) -> str:
    """By name, else by address; by its number for whoever may not see conversations."""
    known = (conversation.name or conversation.email) if sees_people else None
    return known or f"Rozmowa {conversation.pk}"
