"""Unsubscribe and revoke, one click from a mail."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from consent.pages.link_page import LinkPage
from consent.services.consent_revoke import consent_revoke
from consent.services.links import WITHDRAW
from consent.services.marketing_unsubscribe import marketing_unsubscribe
from consent.services.person import Person


def masked(email: str) -> str:
    """`j•••@example.com`: enough for its owner, on a screen that others may see."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


class UnsubscribePage(LinkPage):
    kind = WITHDRAW
    phrases: ClassVar = "unsubscribe"
    switchable = True

    def values(self, about: dict[str, Any]) -> dict[str, object]:
        return {"address": masked(about["e"])}

    def post(self, request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
        marketing_unsubscribe(person=Person(email=about["e"]), origin=self.origin, reason=None, now=self.now)
        return self.done(about)


class RevokePage(UnsubscribePage):
    phrases = "revoke"

    def post(self, request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
        consent_revoke(person=Person(email=about["e"]), origin=self.origin, reason=None, now=self.now)
        return self.done(about)
