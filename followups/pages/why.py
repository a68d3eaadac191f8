"""Why did you write to me? The page behind the link in each follow-up, with one button to stop them."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone, translation
from django.utils.formats import date_format

from consent.models.audit import Source
from consent.pages.withdraw import UnsubscribePage, masked
from consent.phrasebook import page_phrases, purpose_names
from followups.mail.links import WHY
from followups.pages.account import Account, Consent, account_of
from followups.phrasebook import followup_phrases


class WhyPage(UnsubscribePage):
    """The button is that of the page to unsubscribe, and so is what follows it; there is none where it would change nothing.

    Nothing else of the talk is shown.
    """

    kind = WHY
    template: ClassVar[str] = "followups/why_page.html"

    def texts(self, about: dict[str, Any]) -> dict[str, Any]:
        done = page_phrases("unsubscribe", self.language, **self.values(about))["done"]
        return {"ask": {}, "done": done}

    def context(self, about: dict[str, Any]) -> dict[str, Any]:
        account = account_of(about["e"], about["c"], about["n"])
        language = self.language
        told = followup_phrases(
            "why",
            "page",
            language,
            address=masked(about["e"]),
            number=about["n"],
            talk_date=_said(account.talk_began, "date", language),
            sent_date=_said(account.sent_at, "time", language),
            ended_date=_said(account.ended_at, "date", language),
        )
        state = _state(account)
        return {
            "title": told["title"],
            "lead": told["lead"][state],
            "labels": told["labels"],
            "message": [
                told["message" if account.talk_began else "message_alone"],
                *([told["sent"]] if account.sent_at else []),
            ],
            "facts": _facts(account.consent, language) if account.consent else [],
            "next": told["next"]["stopped" if account.stopped else "stands" if state == "stands" else "over"],
            "wordings": _wordings(account.consent, language),
            "button": "" if account.stopped else told["button"],
        }


def _state(account: Account) -> str:
    if account.consent is None:
        return "gone"
    if account.stands:
        return "stands"
    return "ended" if account.ended_at else "over"


def _facts(consent: Consent, language: str) -> list[tuple[str, str]]:
    """When and how the consent was given, as pairs of a label and what stands beside it."""
    confirmed = consent.given if consent.given.source == Source.MAIL_LINK else None
    ticked = consent.asked or consent.given if confirmed else consent.given
    ways = followup_phrases("why", "ways", language)
    phrases = followup_phrases(
        "why",
        "consent",
        language,
        ticked=_said(ticked.created_at, "time", language),
        way=ways.get(ticked.source, ways["other"]),
        confirmed=_said(confirmed.created_at, "time", language) if confirmed else "",
        version=consent.given.text_version,
    )
    told = [phrases["ticked"]] if ticked is not confirmed else []
    told.append(phrases["confirmed" if confirmed else "unconfirmed"])
    return [(fact["label"], fact["text"]) for fact in (*told, phrases["version"])]


def _wordings(consent: Consent | None, language: str) -> list[dict[str, str]]:
    """In the language in which it was agreed to, whatever the page's is."""
    if consent is None or consent.wording is None:
        return []
    wording = consent.wording
    return [{"title": purpose_names([wording.purpose], language), "text": wording.text, "language": wording.language}]


def _said(moment: datetime | None, form: str, language: str) -> str:
    """Warsaw time, in words: 24 listopada 2026 r. o 10:30."""
    if moment is None:
        return ""
    with translation.override(language):
        local = timezone.localtime(moment)
        day, time = date_format(local, "j E Y"), date_format(local, "G:i")
    forms = followup_phrases("why", "moments", language, day=day, time=time)
    return str(forms[form])
