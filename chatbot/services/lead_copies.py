"""The copies of leads at outside services."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from chatbot.models import Lead
from chatbot.services.lead_card import lead_reference
from chatbot.services.lead_item import item_forget, saves, saves_unsent
from integrations.copies import queue_removal
from integrations.models import Destination, Status
from integrations.outbox.attempted import attempted_until
from novahouse.privacy.holding import Copy

MONDAY = "monday"


def leads_lock(conversation_ids: Collection[int]) -> list[Lead]:
    """The leads of these conversations, locked together with those they are linked to, whose items they may have filled."""
    theirs = Lead.objects.filter(conversation__in=conversation_ids)
    together = Lead.objects.filter(pk__in=theirs.values("pk")) | Lead.objects.filter(pk__in=theirs.values("duplicate_of"))
    locked = together.select_for_update(of=("self",)).select_related("conversation").order_by("pk")
    return [lead for lead in locked if lead.conversation_id in conversation_ids]


def copies_remove(leads: Collection[Lead], *, now: datetime) -> list[Copy]:
    """Have the copies of leads removed that are about to go, or have lost their contact data. Tells which copies there were.

    Called before what is still to be sent about them is cancelled. An item may exist though its id never reached us: then it
    goes by its reference. A lead whose copy's removal is queued forgets the copy; what it brought to the item of another lead,
    which stays, is taken out there.
    """
    copies = [(lead, _removed(lead, now)) for lead in leads if lead.monday_item_id or lead.card_digest]
    saves_unsent(leads).update(status=Status.CANCELLED, payload={})
    forgotten = [lead.pk for lead, copy in copies if copy is None or copy.queued]
    Lead.objects.filter(pk__in=forgotten).update(monday_item_id="", card_digest="")
    _forget_at_others(leads)
    return [copy for _, copy in copies if copy]


def _removed(lead: Lead, now: datetime) -> Copy | None:
    """None where nothing about the lead has ever left."""
    talks = [lead.conversation_id, *lead.duplicates.values_list("conversation_id", flat=True)]
    until = attempted_until(talks, Destination.MONDAY, now)
    if not lead.monday_item_id and until is None and saves([lead]).exists():  # those of long ago leave no trace
        return None
    reference = lead_reference(lead)
    queued = queue_removal(MONDAY, lead_id=lead.pk, reference=reference, external_id=lead.monday_item_id, due_at=until)
    return Copy(MONDAY, lead.monday_item_id or reference, queued)


def _forget_at_others(leads: Collection[Lead]) -> None:
    going = {lead.pk for lead in leads}
    by_root: dict[int, list[Lead]] = defaultdict(list)
    for lead in leads:
        if lead.duplicate_of_id and lead.duplicate_of_id not in going and not lead.card_digest:
            by_root[lead.duplicate_of_id].append(lead)
    roots = Lead.objects.select_for_update(of=("self",)).select_related("conversation")
    for root in roots.filter(pk__in=by_root).order_by("pk"):
        item_forget(root, by_root[root.pk])
