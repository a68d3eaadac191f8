"""A lead as an item of the board: its name, and what goes into its columns. Pure.

How a value of each type is written: https://developer.monday.com/api-reference/reference/column-types-reference and the page of
the type: text, long-text, email, phone, number, status, link.
"""

import json
from collections.abc import Mapping
from typing import Any

import phonenumbers

from integrations.leads.card import LeadCard
from integrations.monday.columns import Column

LONGEST_NAME = 255  # characters; beyond that ItemNameTooLongException
LONGEST_LONG_TEXT = 2000
_NAME_COLUMN = "name"  # every board has it
# What a card has to say, under the names of integrations.monday.columns. Its name is the item's.
_FIELDS = {
    "reference": "reference",
    "email": "email",
    "phone": "phone",
    "city": "city",
    "square_meters": "area",
    "package": "package",
    "budget_pln": "budget",
    "property_type": "property",
    "score": "score",
    "status": "status",
    "url": "link",
}
_CONTROLS = dict.fromkeys((*range(0x20), 0x7F), " ")

Said = str | int | float


def item_name(card: LeadCard) -> str:
    """The person's name, or the lead's number until there is one."""
    return _name(card.name or "") or f"Zapytanie z czatu nr {card.lead_id}"


def new_values(card: LeadCard, columns: Mapping[str, Column]) -> str:
    """The columns of an item that is made, as the JSON text that `column_values` takes."""
    return json.dumps(_values(card, columns), ensure_ascii=False)


def changed_values(card: LeadCard, columns: Mapping[str, Column]) -> str:
    """The columns of an item that is there. What we do not know stays as it is: people may have written there."""
    values = _values(card, columns)
    if _name(card.name or ""):
        values[_NAME_COLUMN] = item_name(card)
    return json.dumps(values, ensure_ascii=False)


def _name(text: str) -> str:
    return text.translate(_CONTROLS).strip()[:LONGEST_NAME]


def _values(card: LeadCard, columns: Mapping[str, Column]) -> dict[str, Any]:
    said = {what: getattr(card, field) for field, what in _FIELDS.items()}
    link_text = "Rozmowa w konsoli" if card.talks == 1 else f"Rozmowy w konsoli: {card.talks}"
    given = {what: column for what, column in columns.items() if said[what] is not None}
    known = {column.id: _written(said[what], column.type, link_text) for what, column in given.items()}
    return {column_id: value for column_id, value in known.items() if value is not None}


def _written(value: Said, column_type: str, link_text: str) -> Any:
    """None where a column of this type cannot take the value."""
    text = _plain(value)
    match column_type:
        case "long_text":
            return {"text": text[:LONGEST_LONG_TEXT]}
        case "email":
            return {"email": text, "text": text}
        case "phone":
            return {"phone": text, "countryShortName": _country(text)}
        case "numbers":
            return text if isinstance(value, int | float) else None
        case "status":
            return {"label": text}
        case "link":
            return {"url": text, "text": link_text}
    return text


def _plain(value: Said) -> str:
    """Numbers with a point, and without the zero that a float drags along."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _country(phone: str) -> str:
    """The two letters of the country, which the column wants beside the number; a number of no country counts as Polish."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or "PL"
    except phonenumbers.NumberParseException:
        return "PL"
