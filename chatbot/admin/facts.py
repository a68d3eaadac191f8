"""What a visitor said of their flat, in one line for a list."""

from collections.abc import Mapping
from typing import Any

from chatbot.engine import money
from chatbot.services.shipped_knowledge import load_facts

_PROPERTY_TYPES = {"apartment": "mieszkanie", "house": "dom", "commercial": "lokal usługowy"}


def given_facts(context: Mapping[str, Any]) -> str:
    """mieszkanie, 60 m2, pakiet Comfort, budżet 150 000 zł"""
    said = []
    if "property_type" in context:
        said.append(_PROPERTY_TYPES.get(context["property_type"], ""))
    if "square_meters" in context:
        said.append(money.area(context["square_meters"], "pl"))
    if "package" in context:
        said.append(f"pakiet {load_facts().package_name(context['package'], 'pl')}")
    if "budget_pln" in context:
        said.append(f"budżet {money.price(context['budget_pln'], 'pl')}")
    return ", ".join(filter(None, said)) or "–"
