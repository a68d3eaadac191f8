"""Bringing a lead's item up to date, whatever became of earlier attempts: never a second item for one lead."""

from integrations.http.post import NotConnected
from integrations.leads.card import LeadCard
from integrations.monday.answer import ItemGone
from integrations.monday.items import INDEX_SECONDS, item_change, item_create, item_states, items_find
from integrations.outbox.errors import Unavailable


def item_save(card: LeadCard, *, item_id: str, again: bool, may_exist: bool, ends_at: float) -> str:
    """The id of the item that now says what the card says. Raises DeliveryError: ItemGone where one was found
    and is there no more.

    `item_id` is empty where none is known. Then, where `may_exist` says that one may have been made all the same, it is looked
    for by the lead's reference before one is made. `again`: an earlier attempt failed. An item that people have deleted over
    there is made anew; one that they have archived or moved to another board is theirs, and left as it is.
    """
    if item_id and not (again and _is_deleted(item_id, ends_at)):
        try:
            item_change(item_id, card, ends_at=ends_at)
        except ItemGone:
            if _is_deleted(item_id, ends_at):
                return _found_or_made(card, ends_at)
        return item_id
    return _found_or_made(card, ends_at) if item_id or may_exist else _make(card, ends_at)


def _is_deleted(item_id: str, ends_at: float) -> bool:
    """Asked for only where a change failed: monday.com answers some unknown ids with an internal server error."""
    return item_states([item_id], ends_at=ends_at).get(item_id, "deleted") == "deleted"


def _found_or_made(card: LeadCard, ends_at: float) -> str:
    """Where there are several, somebody has copied the item: the oldest is ours."""
    found = items_find(card.reference, ends_at=ends_at)
    if not found:
        return _make(card, ends_at)
    item_change(found[0], card, ends_at=ends_at)
    return found[0]


def _make(card: LeadCard, ends_at: float) -> str:
    """After an outcome that nobody knows the next attempt has to find the item, which takes a while to be found."""
    try:
        return item_create(card, ends_at=ends_at)
    except NotConnected:  # surely not made
        raise
    except Unavailable as error:
        error.retry_after = max(error.retry_after or 0, INDEX_SECONDS)
        raise
