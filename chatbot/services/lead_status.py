from dataclasses import replace

from django.db import transaction

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.lead_card import card_digest, lead_card
from chatbot.services.lead_contact import may_be_told
from chatbot.services.lead_item import has_item, item_save


def lead_status_set(*, lead_id: int, status: LeadStatus) -> None:
    """Staff say how far they are with a lead: the basis for keeping its data follows, and monday.com is told.

    Of a lead without an item of its own nothing is said there.
    """
    with transaction.atomic():
        ChatConversation.objects.select_for_update().get(lead=lead_id)  # whoever withdraws at this moment comes first or after
        lead = Lead.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=lead_id)
        if lead.status == status:
            return
        lead.status = status
        if has_item(lead) and may_be_told(lead):
            card = lead_card(lead)
            if item_save(lead, replace(card, status=status.label)):
                lead.card_digest = card_digest(card)
        lead.save(update_fields=["status", "card_digest", "updated_at"])
