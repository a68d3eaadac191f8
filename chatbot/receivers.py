"""What the chat does about events of the outbox, inside their transaction."""

from typing import Any

from django.dispatch import receiver

from chatbot.models import Lead
from integrations.models import OutboxMessage
from integrations.monday.outgoing import SAVE
from integrations.signals import delivered


@receiver(delivered)
def keep_the_item_id(message: OutboxMessage, external_id: str, **kwargs: Any) -> None:
    """A lead that has been forgotten over there meanwhile stays without: the removal of its item is under way."""
    if message.kind == SAVE and external_id:
        told = Lead.objects.filter(pk=message.payload["card"]["lead_id"]).exclude(card_digest="")
        told.exclude(monday_item_id=external_id).update(monday_item_id=external_id)
