"""Confirming consents by the mailed link, and undoing a revocation."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from consent.models import ConsentText
from consent.pages.link_page import LinkPage
from consent.pages.withdraw import masked
from consent.phrasebook import purpose_names
from consent.services.consent_confirm import Requested, consent_confirm
from consent.services.consent_restore import consent_restore
from consent.services.links import CONFIRM, RESTORE


class ConfirmPage(LinkPage):
    kind = CONFIRM
    phrases = "confirm_consent"
    switchable = True

    def values(self, about: dict[str, Any]) -> dict[str, object]:
        return {"address": masked(about["e"])}

    def context(self, about: dict[str, Any]) -> dict[str, Any]:
        """The wordings in the language in which they were agreed to, whatever the page's is."""
        return {
            "wordings": [
                {"title": purpose_names([text.purpose], self.language), "text": text.text, "language": text.language}
                for text in _agreed(about).values()
            ]
        }

    def post(self, request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
        requested = Requested(about["e"], about["c"], _agreed(about), about["a"])
        confirmed = consent_confirm(requested=requested, origin=self.origin, now=self.now)
        return self.done(about) if confirmed else self.bad_link()


class RestorePage(LinkPage):
    kind = RESTORE
    phrases = "restore"

    def values(self, about: dict[str, Any]) -> dict[str, object]:
        return {"address": masked(about["e"])}

    def post(self, request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
        restored = consent_restore(email=about["e"], origin=self.origin, now=self.now)
        return self.done(about) if restored else self.bad_link()


def _agreed(about: dict[str, Any]) -> dict[str, ConsentText]:
    """The very wordings that were ticked, by purpose."""
    texts = ConsentText.objects.in_bulk(about["t"].values())
    return {purpose: texts[pk] for purpose, pk in about["t"].items() if pk in texts}
