"""What consent does about events of the chat and of the outbox, inside their transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from chatbot.models import ChatConversation
from chatbot.signals import email_changed
from consent.models.audit import Source
from consent.services.address_change import consents_end
from consent.services.audit_append import audit_append
from consent.services.copy_confirm import copy_confirm
from consent.services.origin import Origin
from integrations.copies import REMOVAL
from integrations.models import OutboxMessage
from integrations.signals import delivered


@receiver(email_changed)
def end_consents_of_the_old_address(conversation: ChatConversation, previous: str | None, now: datetime, **kwargs: Any) -> None:
    if entries := consents_end(conversation, previous, Origin(Source.CHAT), now):
        audit_append(entries, now=now)


@receiver(delivered)
def confirm_a_removed_copy(message: OutboxMessage, external_id: str, **kwargs: Any) -> None:
    if message.kind == REMOVAL:
        copy_confirm(
            service=message.destination,
            lead_id=message.payload["lead_id"],
            reference=message.payload["reference"],
            items=[item_id for item_id in external_id.split(",") if item_id],
            now=timezone.now(),
        )
