"""What consent does about events of the chat, inside their transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from chatbot.models import ChatConversation
from chatbot.signals import email_changed
from consent.models.audit import Source
from consent.services.address_change import consents_end
from consent.services.audit_append import audit_append
from consent.services.origin import Origin


@receiver(email_changed)
def end_consents_of_the_old_address(conversation: ChatConversation, previous: str | None, now: datetime, **kwargs: Any) -> None:
    if entries := consents_end(conversation, previous, Origin(Source.CHAT)):
        audit_append(entries, now=now)
