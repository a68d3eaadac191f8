"""What a visitor said of their flat, and whether they have booked a consultation, in one line for a list."""

from collections.abc import Mapping
from typing import Any

from chatbot.engine import money
from chatbot.models import ChatConversation
from chatbot.services.shipped_knowledge import load_facts

_PROPERTY_TYPES = {"apartment": "mieszkanie", "house": "dom", "commercial": "lokal usługowy"}


def given_facts(conversation: ChatConversation) -> str:
    """mieszkanie, 60 m2, pakiet Comfort, budżet 150 000 zł, konsultacja umówiona"""
    said = _of_the_flat(conversation.context)
    if conversation.booked_at:
        said.append("konsultacja umówiona")
    return ", ".join(filter(None, said)) or "–"


def _of_the_flat(context: Mapping[str, Any]) -> list[str]:
    said = []
    if "property_type" in context:
        said.append(_PROPERTY_TYPES.get(context["property_type"], ""))
    if "square_meters" in context:
        said.append(money.area(context["square_meters"], "pl"))
    if "package" in context:
        said.append(f"pakiet {load_facts().package_name(context['package'], 'pl')}")
    if "budget_pln" in context:
        said.append(f"budżet {money.price(context['budget_pln'], 'pl')}")
    return said
