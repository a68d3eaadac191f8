from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from consent.admin.ask_view import AskView
from consent.admin.held import Section, held_sections
from consent.admin.json_file import json_file
from consent.admin.report import tell_what_is_left
from consent.api.origin import origin_of
from consent.models import DataSubjectRequest
from consent.models.audit import Source
from consent.models.request import RequestKind
from consent.services.person_export import person_export
from consent.services.request_fulfil import (
    NotReady,
    is_ready,
    request_erase,
    request_export,
    request_object,
    request_restrict,
)
from consent.services.subject import subject_of


@dataclass(frozen=True)
class Deed:
    """What the program does for a kind of request, and how its button and its question read."""

    do: Callable[..., dict[str, Any] | None]
    button: str
    question: str
    sentence: str
    done: str
    variant: str = "primary"


DEEDS: dict[str, Deed] = {
    RequestKind.ACCESS: Deed(
        request_export,
        "Pobierz kopię danych",
        "Wydać kopię danych?",
        "Pobierze się plik JSON ze wszystkim, co mamy o tej osobie. Wniosek zostanie zamknięty, a wydanie kopii zapisane "
        "w dzienniku.",
        "Kopia została wydana.",
    ),
    RequestKind.ERASE: Deed(
        request_erase,
        "Usuń dane",
        "Usunąć dane tej osoby?",
        "Tego nie da się cofnąć. Wniosek zostanie zamknięty ze sprawozdaniem, a usunięcie zapisane w dzienniku.",
        "Dane zostały usunięte. Sprawozdanie jest poniżej.",
        "danger",
    ),
    RequestKind.RESTRICT: Deed(
        request_restrict,
        "Ogranicz przetwarzanie",
        "Ograniczyć przetwarzanie?",
        "Rozmowy tej osoby znikną z list sprzedaży, a czekające wiadomości zostaną wstrzymane. Ograniczenie można potem znieść "
        "na stronie osoby.",
        "Przetwarzanie danych tej osoby jest ograniczone.",
    ),
    RequestKind.OBJECT: Deed(
        request_object,
        "Wstrzymaj wiadomości marketingowe",
        "Wstrzymać wiadomości marketingowe?",
        "Na ten adres nie wyjdzie już żadna wiadomość marketingowa. Sprzeciw zostanie zapisany w dzienniku.",
        "Ten adres nie dostanie już wiadomości marketingowych.",
    ),
}


class RequestFulfilView(AskView):
    """Does what a request asks for and closes it."""

    permission_required = ("consent.change_datasubjectrequest", "consent.view_datasubjectrequest")
    template_name = "consent/admin/request_fulfil.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.has_permission():
            return self.handle_no_permission()
        self.asked = get_object_or_404(DataSubjectRequest, pk=kwargs["object_id"])
        deed = DEEDS.get(self.asked.kind)
        if deed is None or not is_ready(self.asked):
            return self.refused()
        self.deed, self.title, self.button, self.variant = deed, deed.question, deed.button, deed.variant
        self.sentences = (deed.sentence,)
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> str:
        return reverse("admin:consent_datasubjectrequest_change", args=[self.asked.pk])

    def act(self) -> HttpResponse:
        try:
            result = self.deed.do(
                request_id=self.asked.pk,
                user_id=self.request.user.pk,
                origin=origin_of(self.request, Source.CONSOLE),
                now=timezone.now(),
            )
        except NotReady:  # somebody else was faster
            return self.refused()
        if self.asked.kind == RequestKind.ACCESS and result is not None:
            return json_file(result)
        messages.success(self.request, self.deed.done)
        tell_what_is_left(self.request, result or {})
        return HttpResponseRedirect(self.back())

    def refused(self) -> HttpResponse:
        messages.error(self.request, "Tego wniosku nie można wykonać: jest zamknięty albo tożsamość nie jest potwierdzona.")
        return HttpResponseRedirect(self.back())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked=self.asked, sections=self.concerned(), **kwargs)

    def concerned(self) -> list[Section]:
        """What goes, or goes out; a person sees it before saying yes."""
        if self.asked.kind not in (RequestKind.ACCESS, RequestKind.ERASE):
            return []
        return held_sections(person_export(subject_of(self.asked.email or ""), now=timezone.now()))
