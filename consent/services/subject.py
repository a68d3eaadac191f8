"""Who a person is in our tables."""

from chatbot.models import ChatConversation, Lead
from novahouse.privacy.email_address import email_hash
from novahouse.privacy.holding import Subject


def subject_of(email: str) -> Subject:
    """The owner of a normalised address: every conversation in which it was given, or whose lead has it."""
    conversations = set(ChatConversation.objects.for_email(email).values_list("pk", flat=True))
    conversations |= set(Lead.objects.filter(email=email).values_list("conversation_id", flat=True))
    return Subject(email, email_hash(email), tuple(sorted(conversations)))


def subject_of_conversation(conversation: ChatConversation) -> Subject:
    """The holder of one session, and nothing beyond: an address that was given there proves nothing about others."""
    return Subject(None, None, (conversation.pk,))
