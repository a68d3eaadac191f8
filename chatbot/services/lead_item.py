"""A lead's item in monday.com: it says what its own talk said. A lead that is linked to another one's has none."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import QuerySet

from chatbot.models import Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.lead_card import card_digest, lead_card
from chatbot.services.lead_contact import may_be_told
from integrations.leads.card import LeadCard
from integrations.models import Destination, OutboxMessage, Status
from integrations.monday.outgoing import SAVE, monday_item_save
from novahouse.privacy.email_address import email_hash


def item_announce(lead: Lead) -> None:
    """Have the item say what is known, where that has changed.

    Sets `card_digest`, which the caller, who has locked the lead, saves.
    """
    if not (has_item(lead) and may_be_told(lead)):
        return
    card = lead_card(lead)
    digest = card_digest(card)
    if lead.card_digest != digest or _was_dropped(lead):
        status = None if lead.card_digest else LeadStatus(lead.status).label
        if item_save(lead, replace(card, status=status)):
            lead.card_digest = digest


def has_item(lead: Lead) -> bool:
    """Whether there is, or is to be, an item of its own. What has one keeps it when it is linked later."""
    return lead.duplicate_of_id is None or bool(lead.card_digest)


def item_save(lead: Lead, card: LeadCard) -> bool:
    """False where monday.com is not set up."""
    return monday_item_save(
        card,
        key=f"lead:{lead.pk}:monday:{uuid.uuid4().hex}",
        person=email_hash(lead.email) if lead.email else "",
        conversation_id=lead.conversation_id,
        item_id=lead.monday_item_id,
        may_exist=bool(lead.card_digest),
    )


def saves(leads: Iterable[Lead]) -> QuerySet[OutboxMessage]:
    """What was written for the items of these leads."""
    streams = [f"lead:{lead.pk}" for lead in leads]
    return OutboxMessage.objects.exclude(stream="").filter(stream__in=streams, destination=Destination.MONDAY, kind=SAVE)


def saves_unsent(leads: Iterable[Lead]) -> QuerySet[OutboxMessage]:
    """What of it has not gone out, and nobody is just sending."""
    return saves(leads).filter(status__in=(Status.PENDING, Status.HELD, Status.DEAD))


def _was_dropped(lead: Lead) -> bool:
    """What monday.com was to be told last never went out: consents were withdrawn meanwhile, or somebody gave it up."""
    return saves([lead]).order_by("-pk").values_list("status", flat=True).first() == Status.CANCELLED
