from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from unfold.views import UnfoldModelAdminViewMixin

from consent.admin.person_link import read_person
from consent.api.origin import origin_of
from consent.models.audit import Source
from consent.services.links import BadLink
from consent.services.origin import Origin

SEE_PERSONS = "consent.view_consentauditlog"
ACT_FOR_PERSONS = "consent.change_datasubjectrequest"


class OnePerson(UnfoldModelAdminViewMixin):
    """A view about the person whom the token in its address names."""

    permission_required: str | tuple[str, ...] = SEE_PERSONS
    email: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.has_permission():
            return self.handle_no_permission()
        self.token: str = kwargs["token"]
        try:
            self.email = read_person(self.token, timezone.now()).email or ""
        except BadLink:
            messages.warning(request, "Ten widok wygasł. Podaj adres jeszcze raz.")
            return HttpResponseRedirect(reverse("admin:consent_consentauditlog_person_search"))
        return super().dispatch(request, *args, **kwargs)

    @property
    def origin(self) -> Origin:
        return origin_of(self.request, Source.CONSOLE)

    @property
    def user_id(self) -> int:
        return self.request.user.pk

    def url(self, page: str = "person") -> str:
        return reverse(f"admin:consent_consentauditlog_{page}", args=[self.token])


class ForPerson(OnePerson):
    """Something done for a person, which takes more than being allowed to see them."""

    permission_required = (SEE_PERSONS, ACT_FOR_PERSONS)
