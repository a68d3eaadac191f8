"""What visitors read in mails and on pages about their data, by language, from consent/phrases/*.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chatbot.services.shipped_knowledge import load_facts

LANGUAGES = ("pl", "en", "uk")
_FOLDER = Path(__file__).resolve().parent / "phrases"


def mail_phrases(kind: str, language: str, values: Mapping[str, object]) -> dict[str, Any]:
    """Subject, paragraphs, button and what stands below it, with every {placeholder} filled; `footer` as in all mails."""
    book = _book("mails")
    values = {**values, **controller_values()}
    said: dict[str, Any] = filled({**book[kind][language], "footer": book["footer"][language]}, values)
    return said


def page_phrases(page: str, language: str, **values: object) -> dict[str, Any]:
    said: dict[str, Any] = filled(_book("pages")[page][language], {**values, **controller_values()})
    return said


def purpose_names(purposes: list[str], language: str) -> str:
    names = _book("mails")["purposes"][language]
    return ", ".join(names[purpose] for purpose in purposes)


def contact_email() -> str:
    """Where a person writes about their data."""
    facts = load_facts()
    return str(facts.data["controller"]["privacy_contact"] or facts.get("contact.email", "pl"))


def controller_values() -> dict[str, str]:
    return {"controller": load_facts().data["controller"]["name"], "email": contact_email()}


@cache
def _book(name: str) -> dict[str, Any]:
    book: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return book


def filled(phrases: Any, values: Mapping[str, object]) -> Any:
    """The same phrases, lists and mappings of them, with every {placeholder} filled."""
    if isinstance(phrases, str):
        return phrases.format(**values)
    if isinstance(phrases, list):
        return [filled(phrase, values) for phrase in phrases]
    return {name: filled(phrase, values) for name, phrase in phrases.items()}
