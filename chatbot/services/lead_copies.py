"""The copies of leads at outside services."""

from collections.abc import Iterable

from chatbot.models import Lead
from integrations.copies import queue_removal
from novahouse.privacy.holding import Copy

MONDAY = "monday"


def copies_remove(leads: Iterable[Lead]) -> list[Copy]:
    """Have the copies of leads removed that are about to go, or have lost their contact data. Tells which copies there were.

    A lead whose copy's removal is queued forgets the copy.
    """
    copies = [
        Copy(MONDAY, lead.monday_item_id, queue_removal(MONDAY, lead.monday_item_id)) for lead in leads if lead.monday_item_id
    ]
    queued = [copy.external_id for copy in copies if copy.queued]
    Lead.objects.filter(monday_item_id__in=queued).update(monday_item_id="")
    return copies
