"""Deleting a lead's item. What is deleted lies in the recycle bin of monday.com for 30 days, which no API empties."""

from collections.abc import Iterable

from integrations.monday.answer import ItemGone
from integrations.monday.items import item_delete, item_states, items_find


def items_remove(reference: str, *, item_ids: Iterable[str], ends_at: float) -> list[str]:
    """Delete the items of these ids, archived ones as well, and every other that carries the reference; the ids of all.

    One that is not there any more counts as removed. Raises DeliveryError; then all of it is to be done again.
    """
    known = list(dict.fromkeys([*item_ids, *items_find(reference, ends_at=ends_at)]))
    states = item_states(known, ends_at=ends_at) if known else {}
    for item_id, state in states.items():
        if state != "deleted":
            try:
                item_delete(item_id, ends_at=ends_at)
            except ItemGone:  # somebody was faster
                continue
    return known
