from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.generic import FormView, View

from consent.admin.held import held_sections
from consent.admin.json_file import json_file
from consent.admin.person_base import ForPerson
from consent.admin.person_forms import EraseForm, NoteForm, ReasonForm
from consent.admin.report import tell_what_is_left
from consent.models.request import RequestKind
from consent.services.audit_note import audit_note
from consent.services.person import Person
from consent.services.person_export import person_export
from consent.services.processing_restrict import processing_restrict, restricted_since, restriction_lift
from consent.services.request_fulfil import person_copy, request_erase, request_open
from consent.services.subject import subject_of
from novahouse.privacy.email_address import email_hash


class PersonCopyView(ForPerson, View):
    """The copy of the data as a file. Handing it out is recorded, so a link must not do it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return json_file(person_copy(email=self.email, origin=self.origin, now=timezone.now()))


class PersonNoteView(ForPerson, View):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        if form.is_valid():
            audit_note(
                person=Person(email=self.email),
                note=form.cleaned_data["note"],
                user_id=self.user_id,
                origin=self.origin,
                now=timezone.now(),
            )
            messages.success(request, "Notatka jest w dzienniku zgód.")
        else:
            messages.error(request, "Notatka musi mieć od 1 do 500 znaków.")
        return HttpResponseRedirect(self.url())


class PersonRestrictView(ForPerson, View):
    """Restricts the processing of a person's data, or lifts the restriction where there is one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Powód może mieć najwyżej 500 znaków.")
            return HttpResponseRedirect(self.url())
        lift = request.POST.get("zniesienie") == "1"
        if lift == (restricted_since(email_hash(self.email)) is not None):
            change = restriction_lift if lift else processing_restrict
            change(
                person=Person(email=self.email),
                reason=form.cleaned_data["reason"] or None,
                user_id=self.user_id,
                origin=self.origin,
                now=timezone.now(),
            )
        done = "Ograniczenie zostało zniesione." if lift else "Przetwarzanie danych tej osoby jest ograniczone."
        messages.success(request, done)
        return HttpResponseRedirect(self.url())


class PersonEraseView(ForPerson, FormView):
    """GET shows what goes and asks, POST erases and leaves a closed request behind, so that every erasure has its reason."""

    title = "Usunąć dane tej osoby?"
    form_class = EraseForm
    template_name = "consent/admin/person_erase.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = person_export(subject_of(self.email), now=timezone.now())
        return super().get_context_data(email=self.email, sections=held_sections(document), back=self.url(), **kwargs)

    def form_valid(self, form: EraseForm) -> HttpResponse:
        now = timezone.now()
        opened = request_open(
            kind=RequestKind.ERASE,
            email=self.email,
            channel=form.cleaned_data["channel"],
            received_at=now,
            verified=form.cleaned_data["verified"],
        )
        report = request_erase(request_id=opened.pk, user_id=self.user_id, origin=self.origin, now=now)
        messages.success(self.request, "Dane zostały usunięte. Sprawozdanie jest we wniosku poniżej.")
        tell_what_is_left(self.request, report)
        return HttpResponseRedirect(self.url())
