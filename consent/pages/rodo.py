"""The pages behind the mailed links to a copy of one's data, and to its erasure."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from chatbot.models import ChatConversation
from consent.pages.link_page import LinkPage, page
from consent.phrasebook import page_phrases
from consent.services.links import ERASE, EXPORT
from consent.services.person import Person
from consent.services.rodo_requests import rodo_erase, rodo_export


class _RodoPage(LinkPage):
    def person(self, about: dict[str, Any]) -> Person | None:
        """Whom the link is about; None where it was a conversation that is gone, or that has an address by now: then the proof
        is a mail to it.
        """
        if email := about.get("e"):
            return Person(email=email)
        conversation = ChatConversation.objects.filter(pk=about["c"]).first()
        person = Person.of(conversation) if conversation else None
        return person if person and person.email is None else None


class ExportPage(_RodoPage):
    kind = EXPORT
    phrases = "export"

    def post(self, request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
        """JSON as a file; a browser gets the same to read first, with a button for the file."""
        person = self.person(about)
        if person is None:
            return self.say("nothing_held")
        as_page = self.wants_page(request)  # reads the body, and refuses a bad one before anything is written
        document = rodo_export(
            person=person, requested_at=datetime.fromisoformat(about["at"]), origin=self.origin, now=self.now
        )
        if as_page:
            if not document["held"]:
                return self.say("nothing_held")
            texts = page_phrases(self.phrases, self.language)
            return page(request, "consent/export_page.html", self.language, {**texts["done"], "document": document})
        name = f"novahouse-dane-{timezone.localdate(self.now):%Y-%m-%d}.json"
        response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    def wants_page(self, request: HttpRequest) -> bool:
        return "text/html" in request.headers.get("Accept", "") and request.POST.get("format") != "json"


class ErasePage(_RodoPage):
    kind = ERASE
    phrases = "erase"

    def post(self, request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
        person = self.person(about)
        report = (
            rodo_erase(person=person, requested_at=datetime.fromisoformat(about["at"]), origin=self.origin, now=self.now)
            if person
            else None
        )
        return self.done(about, report=report) if report else self.say("nothing_held")
