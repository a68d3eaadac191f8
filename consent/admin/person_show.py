from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from consent.admin.person_base import ACT_FOR_PERSONS, SEE_PERSONS, OnePerson
from consent.admin.person_forms import NoteForm, PersonForm, ReasonForm
from consent.admin.person_link import person_link
from consent.admin.person_page import PersonPage
from consent.services.person import Person


class PersonSearchView(UnfoldModelAdminViewMixin, FormView):
    """The address is sent in the body of the request: it stands in no URL, no log and no browser history."""

    title = "Osoba"
    permission_required = SEE_PERSONS
    form_class = PersonForm
    template_name = "consent/admin/person_search.html"

    def form_valid(self, form: PersonForm) -> HttpResponse:
        return HttpResponseRedirect(person_link(Person(email=form.cleaned_data["email"])))


class PersonView(OnePerson, TemplateView):
    """Everything about one address, and the proof of it, on one page."""

    title = "Osoba"
    template_name = "consent/admin/person.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person=PersonPage.of(self.email),
            may_act=self.request.user.has_perm(ACT_FOR_PERSONS),
            may_open=self.request.user.has_perm("consent.add_datasubjectrequest"),
            search_form=PersonForm(initial={"email": self.email}),
            note_form=NoteForm(auto_id="note_%s"),
            reason_form=ReasonForm(auto_id="reason_%s"),
            here=self.url(),
            copy_url=self.url("person_copy"),
            note_url=self.url("person_note"),
            restrict_url=self.url("person_restrict"),
            erase_url=self.url("person_erase"),
            request_url=f"{reverse('admin:consent_datasubjectrequest_add')}?osoba={self.token}",
            **kwargs,
        )
