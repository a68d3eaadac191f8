"""What a row says of its talk: what cannot be read in it, however it came there, counts as not said and keeps back no mail."""

from collections.abc import Mapping
from typing import Any

from chatbot.engine.facts import PACKAGES
from chatbot.engine.slots.area import LARGEST, SMALLEST
from chatbot.engine.slots.property_type import APARTMENT, COMMERCIAL, HOUSE
from chatbot.models import ChatConversation


def said_in(conversation: ChatConversation) -> dict[str, Any]:
    """Of square_meters, package, property_type and city those that were said, as the assistant itself takes them."""
    stored = _mapping(conversation.context)
    package, kind = stored.get("package"), stored.get("property_type")
    read = {
        "square_meters": _area(stored.get("square_meters")),
        "package": package if package in PACKAGES else None,
        "property_type": kind if kind in (APARTMENT, HOUSE, COMMERCIAL) else None,
        "city": conversation.city or None,
    }
    return {slot: value for slot, value in read.items() if value is not None}


def finished_before(conversation: ChatConversation) -> bool:
    return _mapping(conversation.memory).get("secondary_market") is True


def _area(stored: Any) -> float | None:
    return stored if isinstance(stored, int | float) and SMALLEST <= stored <= LARGEST else None


def _mapping(stored: Any) -> Mapping[str, Any]:
    return stored if isinstance(stored, dict) else {}
