"""The copies of leads at outside services."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from chatbot.models import Lead
from chatbot.services.lead_alert import lead_alert
from chatbot.services.lead_card import lead_reference
from chatbot.services.lead_contact import may_be_told
from chatbot.services.lead_item import item_announce, saves, saves_unsent
from integrations.copies import queue_removal
from integrations.models import Destination, Status
from integrations.outbox.attempted import attempted_until
from novahouse.privacy.holding import Copy

MONDAY = "monday"


def leads_lock(conversation_ids: Collection[int]) -> list[Lead]:
    """The leads of these conversations, locked together with those that are linked to them."""
    theirs = Q(conversation__in=conversation_ids) | Q(duplicate_of__conversation__in=conversation_ids)
    locked = Lead.objects.select_for_update(of=("self",)).select_related("conversation").filter(theirs).order_by("pk")
    return [lead for lead in locked if lead.conversation_id in conversation_ids]


def copies_remove(leads: Collection[Lead], *, now: datetime) -> list[Copy]:
    """Have the copies of leads removed that are about to go, or have lost their contact data. Tells which copies there were.

    Called before what is still to be sent about them is cancelled, with the leads locked by `leads_lock`. An item may exist
    though its id never reached us: then it goes by its reference. A lead whose copy's removal is queued forgets the copy; what
    was linked to it gets one of its own.
    """
    copies = [(lead, _removed(lead, now)) for lead in leads if lead.monday_item_id or lead.card_digest]
    saves_unsent(leads).update(status=Status.CANCELLED, payload={})
    forgotten = [lead.pk for lead, copy in copies if copy is None or copy.queued]
    Lead.objects.filter(pk__in=forgotten).update(monday_item_id="", card_digest="")
    _let_others_go_on(leads, now)
    return [copy for _, copy in copies if copy]


def _removed(lead: Lead, now: datetime) -> Copy | None:
    """None where nothing about the lead has ever left."""
    until = attempted_until([lead.conversation_id], Destination.MONDAY, now)
    if not lead.monday_item_id and until is None and saves([lead]).exists():  # those of long ago leave no trace
        return None
    reference = lead_reference(lead)
    queued = queue_removal(MONDAY, lead_id=lead.pk, reference=reference, external_id=lead.monday_item_id, due_at=until)
    return Copy(MONDAY, lead.monday_item_id or reference, queued)


def _let_others_go_on(leads: Collection[Lead], now: datetime) -> None:
    """Other talks of the person, or of somebody who shares the telephone: the oldest takes the place of what goes."""
    going = [lead.pk for lead in leads]
    linked = Lead.objects.filter(duplicate_of__in=going).exclude(pk__in=going).select_related("conversation").order_by("pk")
    heirs: dict[int | None, Lead] = {}
    for lead in linked:
        root_id, lead.duplicate_of = lead.duplicate_of_id, None
        if not may_be_told(lead):
            lead.save(update_fields=["duplicate_of"])
            continue
        lead.duplicate_of = heirs.setdefault(root_id, lead)
        if lead.duplicate_of == lead:
            lead.duplicate_of = None
            lead_alert(lead, now)
            item_announce(lead)
        lead.save(update_fields=["duplicate_of", "alerted_from", "contact_asked_at", "card_digest"])
