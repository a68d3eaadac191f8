"""Whom a request is about: an address, or a conversation in which none was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from chatbot.models import ChatConversation, Lead
from chatbot.models.conversation import ConversationQuerySet
from novahouse.privacy.email_address import InvalidEmail, email_hash, normalise_email


@dataclass(frozen=True)
class Person:
    """Exactly one of the two is given. `email` is normalised."""

    email: str | None = None
    conversation_id: int | None = None

    @classmethod
    def of(cls, conversation: ChatConversation) -> Self:
        """The holder of a session: the address given there, or the conversation itself."""
        try:
            return cls(email=normalise_email(conversation.email or ""))
        except InvalidEmail:
            return cls(conversation_id=conversation.pk)

    @property
    def email_hmac(self) -> str | None:
        return email_hash(self.email) if self.email else None

    def conversations(self) -> ConversationQuerySet:
        if self.conversation_id is not None:
            return ChatConversation.objects.filter(pk=self.conversation_id)
        return ChatConversation.objects.for_email(self.email or "")

    def lock_conversations(self) -> list[ChatConversation]:
        """All conversations of the person, locked in the order of their ids."""
        return list(self.conversations().select_for_update().order_by("pk"))


def lead_of(conversations: Sequence[ChatConversation]) -> int | None:
    """The newest lead among conversations, for an audit row. Asked even where there are none: no address answers faster."""
    leads = Lead.objects.filter(conversation__in=[0, *(conversation.pk for conversation in conversations)])
    return leads.order_by("-pk").values_list("pk", flat=True).first()
