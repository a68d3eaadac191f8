"""A lead's item in monday.com: one for a person, however many talks they had."""

import uuid
from collections.abc import Iterable, Sequence
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

_MOST_LINKED = 20  # the newest
# Of a card, what another talk of the same person may have brought.
_FILLED = ("name", "email", "phone", "city", "square_meters", "budget_pln", "package", "property_type")


def item_holder(lead: Lead) -> Lead:
    """The lead whose item says what is known of this one: what has an item already keeps it when it is linked later."""
    root = lead.duplicate_of
    return lead if root is None or lead.card_digest else root


def item_card(holder: Lead, also: Lead) -> LeadCard:
    """What the item of `holder` is to say. `also`: a lead that surely belongs to it, as it stands in memory."""
    others = _linked(holder, {also.pk})
    return lead_card(holder, others if also.pk == holder.pk else [*others, also])


def item_announce(holder: Lead, by: Lead) -> None:
    """Have the item say what is known, where that has changed. `by`: whose talk has changed it.

    Sets `card_digest` of the holder, which the caller has locked and saves.
    """
    card = item_card(holder, by)
    digest = card_digest(card)
    if holder.card_digest != digest or _was_dropped(holder):
        status = None if holder.card_digest else LeadStatus(holder.status).label
        if item_save(holder, replace(card, status=status), by):
            holder.card_digest = digest


def item_forget(holder: Lead, gone: Sequence[Lead]) -> None:
    """Have the item lose what linked leads had brought to it that are erased now. The caller has locked the holder.

    What waits to be sent still says it, and is replaced; what is just being sent is put right by what follows it.
    """
    others = _linked(holder, {lead.pk for lead in gone})
    before, after = lead_card(holder, [*others, *gone]), lead_card(holder, others)
    if not holder.card_digest or before == after:
        return
    waiting = saves_unsent([holder])
    set_by_staff = [message.payload["card"].get("status") for message in waiting.order_by("pk") if message.payload]
    waiting.update(status=Status.CANCELLED, payload={})
    card = replace(after, status=next((status for status in reversed(set_by_staff) if status), None))
    cleared = tuple(name for name in _FILLED if getattr(before, name) is not None and getattr(after, name) is None)
    if item_save(holder, card, holder, cleared):
        holder.card_digest = card_digest(card)
        holder.save(update_fields=["card_digest"])


def saves(holders: Iterable[Lead]) -> QuerySet[OutboxMessage]:
    """What was written for the items of these leads."""
    streams = [f"lead:{holder.pk}" for holder in holders]
    return OutboxMessage.objects.exclude(stream="").filter(stream__in=streams, destination=Destination.MONDAY, kind=SAVE)


def saves_unsent(holders: Iterable[Lead]) -> QuerySet[OutboxMessage]:
    """What of it has not gone out, and nobody is just sending."""
    return saves(holders).filter(status__in=(Status.PENDING, Status.HELD, Status.DEAD))


def item_save(holder: Lead, card: LeadCard, by: Lead, cleared: tuple[str, ...] = ()) -> bool:
    """False where monday.com is not set up."""
    person, conversation_id = _theirs(holder, by)
    return monday_item_save(
        card,
        key=f"lead:{holder.pk}:monday:{uuid.uuid4().hex}",
        person=person,
        conversation_id=conversation_id,
        item_id=holder.monday_item_id,
        cleared=cleared,
    )


def _was_dropped(holder: Lead) -> bool:
    """What monday.com was to be told last never went out: consents were withdrawn meanwhile, or somebody gave it up."""
    return saves([holder]).order_by("-pk").values_list("status", flat=True).first() == Status.CANCELLED


def _linked(holder: Lead, without: set[int]) -> list[Lead]:
    """The newest of the leads that have no item but this one."""
    linked = Lead.objects.filter(duplicate_of=holder, card_digest="").exclude(pk__in=without)
    newest = linked.select_related("conversation").order_by("-pk")[:_MOST_LINKED]
    return [lead for lead in newest if may_be_told(lead)]


def _theirs(holder: Lead, by: Lead) -> tuple[str, int]:
    """Person and conversation of a message that speaks of two: whoever of them withdraws, it is held back."""
    if by.email:
        return email_hash(by.email), holder.conversation_id
    return (email_hash(holder.email), by.conversation_id) if holder.email else ("", holder.conversation_id)
