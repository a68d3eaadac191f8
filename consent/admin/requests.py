from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, Value, When
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display

from consent.admin.address_search import by_address
from consent.admin.labels import STATE_COLOURS
from consent.admin.person_link import person_link, read_person
from consent.admin.report import report_lines
from consent.admin.request_form import RequestForm
from consent.admin.request_fulfil import DEEDS, RequestFulfilView
from consent.models import DataSubjectRequest
from consent.models.request import OPEN, Channel
from consent.services.deadlines import due_date
from consent.services.links import BadLink
from consent.services.person import Person
from consent.services.request_fulfil import is_ready
from novahouse.privacy.email_address import email_hash
from novahouse.web.admin_filters import ChoiceFilter
from novahouse.web.admin_paging import LargeTableAdmin

_SOON = 7  # days
_OPEN_FIRST = OrderBy(Case(When(state__in=OPEN, then=Value(0)), default=Value(1)))


@admin.register(DataSubjectRequest)
class DataSubjectRequestAdmin(LargeTableAdmin):
    form = RequestForm
    list_display = ["deadline", "kind_name", "shown_state", "whom", "channel_name", "received", "handler"]
    list_filter = [("state", ChoiceFilter), ("kind", ChoiceFilter), ("channel", ChoiceFilter)]
    list_select_related = ["handled_by"]
    ordering = [_OPEN_FIRST, "due_on", "-id"]
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["email"]
    search_help_text = "Cały adres e-mail."
    actions = None
    warn_unsaved_form = True
    change_form_outer_before_template = "consent/admin/request_box.html"
    add_fieldsets = [(None, {"fields": [("kind", "channel"), "received_at", "email", "verified", "note"]})]
    fieldsets = [
        ("Wniosek", {"fields": [("kind_name", "channel_name"), ("received", "due_on"), "whom"]}),
        ("Załatwienie", {"fields": ["state", "verified", "note", ("handler", "closed")]}),
        ("Sprawozdanie", {"fields": ["shown_report"]}),
    ]
    readonly_fields = [
        "kind_name",
        "channel_name",
        "received",
        "due_on",
        "whom",
        "handler",
        "closed",
        "shown_report",
    ]

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        name = "consent_datasubjectrequest_fulfil"
        return (("<int:object_id>/wykonaj/", name, RequestFulfilView.as_view(model_admin=self)),)

    def get_readonly_fields(self, request: HttpRequest, obj: DataSubjectRequest | None = None) -> list[str]:
        return self.readonly_fields if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Prefilled from the page of a person, whose token names them."""
        initial = {"channel": Channel.POST, "received_at": timezone.now()}
        try:
            return {**initial, "email": read_person(request.GET.get("osoba", ""), timezone.now()).email}
        except BadLink:
            return initial

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return by_address(queryset, search_term), False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False  # how a request was answered must be shown later on; retention removes it after 36 months

    def save_model(self, request: HttpRequest, obj: DataSubjectRequest, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.email_hmac = email_hash(obj.email) if obj.email else None
            obj.due_on = due_date(obj.received_at)
        elif form.has_changed():
            obj.handled_by_id = request.user.pk
        if obj.state in OPEN:
            obj.closed_at = None
        else:
            obj.closed_at = obj.closed_at or timezone.now()
        super().save_model(request, obj, form, change)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        asked: DataSubjectRequest | None = kwargs.get("obj")
        if asked:
            context["asked"] = asked
            context["deed"] = DEEDS.get(asked.kind)
            context["ready"] = is_ready(asked) and self.has_change_permission(request, asked)
            may_see = asked.email and request.user.has_perm("consent.view_consentauditlog")
            context["person_link"] = person_link(Person(email=asked.email)) if may_see else ""
        return super().render_change_form(request, context, **kwargs)

    @display(description="Termin", label={"late": "danger", "soon": "warning", "ok": "info", "closed": ""})
    def deadline(self, asked: DataSubjectRequest) -> tuple[str, str]:
        left = asked.days_left
        if left is None:
            return "closed", "zamknięty"
        if left < 0:
            return "late", f"{_days(-left)} po terminie"
        return "soon" if left <= _SOON else "ok", "dzisiaj" if left == 0 else f"zostało: {_days(left)}"

    @display(description="Czego dotyczy")
    def kind_name(self, asked: DataSubjectRequest) -> str:
        return asked.get_kind_display()

    @display(description="Stan", label=STATE_COLOURS)
    def shown_state(self, asked: DataSubjectRequest) -> tuple[str, str]:
        return asked.state, asked.get_state_display()

    @display(description="E-mail")
    def whom(self, asked: DataSubjectRequest) -> str:
        return asked.email or ("usunięty" if asked.email_hmac else "–")

    @display(description="Jak wpłynął")
    def channel_name(self, asked: DataSubjectRequest) -> str:
        return asked.get_channel_display()

    @display(description="Wpłynął")
    def received(self, asked: DataSubjectRequest) -> str:
        return f"{timezone.localtime(asked.received_at):%d.%m.%Y, %H:%M}"

    @display(description="Kto załatwia")
    def handler(self, asked: DataSubjectRequest) -> str:
        return asked.handled_by.get_username() if asked.handled_by else "–"

    @display(description="Zamknięty")
    def closed(self, asked: DataSubjectRequest) -> str:
        return f"{timezone.localtime(asked.closed_at):%d.%m.%Y, %H:%M}" if asked.closed_at else "–"

    @display(description="Co wydano albo usunięto")
    def shown_report(self, asked: DataSubjectRequest) -> SafeString:
        """Kept with the object: Unfold asks several times for what it shows once."""
        if "rendered_report" not in asked.__dict__:
            lines = report_lines(asked.report, asked.closed_at)
            asked.__dict__["rendered_report"] = render_to_string("consent/admin/report.html", {"lines": lines})
        return asked.__dict__["rendered_report"]


def _days(number: int) -> str:
    return "1 dzień" if number == 1 else f"{number} dni"
