"""What we do with items of the board. Every function may raise what integrations.monday.client.call raises."""

from collections.abc import Collection
from typing import Any

from django.conf import settings

from integrations.leads.card import LeadCard
from integrations.monday.client import call
from integrations.monday.documents import CHANGE_ITEM, CREATE_ITEM, DELETE_ITEM, FIND_ITEMS, ITEM_STATES
from integrations.monday.values import changed_values, item_name, new_values
from integrations.outbox.errors import Unavailable

# A value that was just written is found after around 30 seconds:
# https://developer.monday.com/api-reference/docs/items-by-column-values
INDEX_SECONDS = 30


def item_create(card: LeadCard, *, ends_at: float) -> str:
    """The id of the item that was made."""
    variables = {
        "board": settings.MONDAY_BOARD_ID,
        "name": item_name(card),
        "values": new_values(card, settings.MONDAY_COLUMNS),
        "labels": card.status is not None,
    }
    return call(CREATE_ITEM, variables, field="create_item", read=_id, ends_at=ends_at)


def item_change(item_id: str, card: LeadCard, *, ends_at: float) -> None:
    variables = {
        "board": settings.MONDAY_BOARD_ID,
        "item": item_id,
        "values": changed_values(card, settings.MONDAY_COLUMNS),
        "labels": card.status is not None,
    }
    call(CHANGE_ITEM, variables, field="change_multiple_column_values", read=_id, ends_at=ends_at)


def item_delete(item_id: str, *, ends_at: float) -> None:
    call(DELETE_ITEM, {"item": item_id}, field="delete_item", read=_id, ends_at=ends_at)


def items_find(reference: str, *, ends_at: float) -> list[str]:
    """Ids of the active items that carry a lead's reference, the oldest first."""
    columns = [{"column_id": settings.MONDAY_COLUMNS["reference"].id, "column_values": [reference]}]
    variables = {"board": settings.MONDAY_BOARD_ID, "columns": columns}
    return call(FIND_ITEMS, variables, field="items_page_by_column_values", read=_oldest_first, ends_at=ends_at)


def item_states(item_ids: Collection[str], *, ends_at: float) -> dict[str, str]:
    """`active`, `archived` or `deleted` by the ids of the items that monday.com still knows."""
    return call(ITEM_STATES, {"items": list(item_ids)}, field="items", read=_states, ends_at=ends_at)


def _oldest_first(page: Any) -> list[str]:
    items = page.get("items") if isinstance(page, dict) else None
    return sorted(map(_id, _list(items)), key=lambda item_id: (len(item_id), item_id))


def _states(items: Any) -> dict[str, str]:
    return {_id(item): str(item.get("state")) for item in _list(items)}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unavailable("200 without a list of items")
    return value


def _id(item: Any) -> str:
    """Ids are digits; a number that came as one is taken as well."""
    item_id = str(item.get("id")) if isinstance(item, dict) else ""
    if not item_id.isascii() or not item_id.isdigit():
        raise Unavailable("200 with an item without an id")
    return item_id
