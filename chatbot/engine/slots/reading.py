"""All slots of one message, and the message with them masked."""

import re
from dataclasses import dataclass
from typing import Any

from chatbot.engine.slots.area import find_area
from chatbot.engine.slots.budget import find_budget
from chatbot.engine.slots.city import find_city
from chatbot.engine.slots.email_address import find_email
from chatbot.engine.slots.found import Found, Span
from chatbot.engine.slots.package import find_package
from chatbot.engine.slots.person_name import find_name
from chatbot.engine.slots.phone import find_phone
from chatbot.engine.slots.property_type import find_property_type
from chatbot.engine.text import Text

_NUMBER = re.compile(r"(?<![^\W\d_])\d+(?:[.,]\d+)*")  # "m2" and "Q4" are words
# Words no one types, so that "60 m2" and "75 metrów" are one thing to the classifier.
_MASK_OF = {"square_meters": "qarea", "budget_pln": "qmoney", "package": "qpackage", "city": "qcity", "name": "qname"}
NUMBER_MASK = "qnumber"
MASKS = frozenset({*_MASK_OF.values(), NUMBER_MASK})
COUNTED_MASKS = frozenset({_MASK_OF["square_meters"], _MASK_OF["budget_pln"], _MASK_OF["package"]})


@dataclass(frozen=True)
class Slots:
    """`values` holds what the visitor gave, under the names of the API's context; `masked` is the folded message with every
    mention of a slot replaced by a placeholder word; `packages` are the packages mentioned, chosen or not, in order.
    """

    values: dict[str, Any]
    packages: tuple[str, ...]
    masked: str


def read_slots(text: Text) -> Slots:
    found: dict[str, Found[Any]] = {"email": find_email(text)}
    text = _without(text, found["email"].spans)
    found["phone"] = find_phone(text)
    text = _without(text, found["phone"].spans)  # digits of a telephone number are no area
    package = find_package(text)
    found["package"] = package
    found["name"] = find_name(text)
    found["city"] = find_city(text)
    found["square_meters"] = find_area(text)
    found["budget_pln"] = find_budget(text)
    found["property_type"] = find_property_type(text)
    values = {slot: plain(one.value) for slot, one in found.items() if one.value is not None}
    return Slots(values, package.mentioned, _masked(text.folded, found))


def plain(value: Any) -> Any:
    """60.0 as 60: whole areas are written without a fraction, in answers and in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without(text: Text, spans: tuple[Span, ...]) -> Text:
    """The text with those places blank; every other place stays where it is."""
    if not spans:
        return text
    original, folded = list(text.original), list(text.folded)
    for start, end in spans:
        original[start:end] = folded[start:end] = " " * (end - start)
    return Text("".join(original), "".join(folded))


def _masked(folded: str, found: dict[str, Found[Any]]) -> str:
    spans = sorted((start, end, mask) for slot, mask in _MASK_OF.items() for start, end in found[slot].spans)
    pieces, at = [], 0
    for start, end, mask in spans:
        if start >= at:  # of two that overlap the first counts
            pieces += [folded[at:start], f" {mask} "]
            at = end
    return _NUMBER.sub(f" {NUMBER_MASK} ", "".join([*pieces, folded[at:]]))
