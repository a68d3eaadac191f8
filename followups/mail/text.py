"""The text of a follow-up: the one that staff edit, and where that is no good, the one that was shipped."""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from followups.mail.placeholders import validate
from followups.models import FollowupText

logger = logging.getLogger(__name__)

_FOLDER = Path(__file__).resolve().parent.parent / "texts"


@dataclass(frozen=True)
class MailText:
    """As a row of FollowupText has it."""

    language: str
    subject: str
    body: str
    button: str


def text_of(number: int, language: str) -> MailText:
    """A row that staff broke keeps back no mail and spoils none: the shipped text goes instead, and the log says so."""
    row = FollowupText.objects.filter(followup_number=number, language=language).first()
    if row is None:
        logger.error("There is no text of follow-up %d in %s: the shipped one is used", number, language)
        return shipped_text(number, language)
    text = MailText(row.language, row.subject, row.body, row.button)
    if problems := validate(text):
        logger.error("The text of follow-up %d in %s is broken, the shipped one is used: %s", number, language, problems)
        return shipped_text(number, language)
    return text


def shipped_text(number: int, language: str) -> MailText:
    return MailText(language, **_shipped(number)[language])


@cache
def _shipped(number: int) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = yaml.safe_load((_FOLDER / f"{number}.yaml").read_text(encoding="utf-8"))
    return read
