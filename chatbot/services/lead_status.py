from dataclasses import replace

from django.db import transaction

from chatbot.models import Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.lead_card import card_digest
from chatbot.services.lead_contact import may_be_told
from chatbot.services.lead_item import item_card, item_save


def lead_status_set(*, lead_id: int, status: LeadStatus) -> None:
    """Staff say how far they are with a lead: the basis for keeping its data follows, and monday.com is told.

    A lead that shares another one's item says nothing there: the item has the status of its own lead.
    """
    with transaction.atomic():
        lead = Lead.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=lead_id)
        if lead.status == status:
            return
        lead.status = status
        if (lead.duplicate_of_id is None or lead.card_digest) and may_be_told(lead):
            card = item_card(lead, lead)
            if item_save(lead, replace(card, status=status.label), lead):
                lead.card_digest = card_digest(card)
        lead.save(update_fields=["status", "card_digest", "updated_at"])
