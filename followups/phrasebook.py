"""What visitors read in a follow-up around its text, and on the page that explains it, from followups/phrases/*.yaml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from consent.phrasebook import controller_values, filled

_FOLDER = Path(__file__).resolve().parent / "phrases"


def followup_phrases(book: str, topic: str, language: str, **values: object) -> dict[str, Any]:
    """What one file says on a topic in one language, every {placeholder} filled."""
    said: dict[str, Any] = filled(_book(book)[topic][language], {**values, **controller_values()})
    return said


@cache
def _book(name: str) -> dict[str, Any]:
    book: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return book
