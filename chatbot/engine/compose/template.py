"""Filling an entry's answer: facts for placeholders, and no question whose answer is known.

`{?square_meters}Podaj metraż.{/}` shows the sentence only while the slot is unknown; of several slots, while one of them is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatbot.engine.facts import Facts

_ASKING = re.compile(r"[ \n]*\{\?([a-z_,]+)\}(.*?)\{/\}", re.DOTALL)
ASKABLE = frozenset({"square_meters", "budget_pln", "package", "city", "email", "phone", "name", "property_type"})


@dataclass(frozen=True)
class Filled:
    """`asked` is the first slot that the text asks for."""

    text: str
    asked: str | None = None


def fill_answer(template: str, facts: Facts, language: str, context: Mapping[str, Any], package: str | None) -> Filled:
    """Raises MissingFact where the template names a fact that is not there."""
    asked: list[str] = []

    def keep_while_unknown(match: re.Match[str]) -> str:
        unknown = [slot for slot in match.group(1).split(",") if slot not in context]
        asked.extend(unknown[:1])
        leading = match.group()[: match.start(1) - match.start() - 2]
        return leading + match.group(2) if unknown else ""

    text = facts.fill(_ASKING.sub(keep_while_unknown, template), language, package).strip()
    return Filled(text, asked[0] if asked else None)


def unknown_slots(template: str) -> set[str]:
    """Slots that the template asks for and that no visitor can give: a writer's mistake."""
    return {slot for match in _ASKING.finditer(template) for slot in match.group(1).split(",")} - ASKABLE
