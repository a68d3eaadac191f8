from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from consent.admin.address_search import by_address_or_number
from consent.admin.audit_export import CsvExportView, JsonLinesExportView
from consent.admin.audit_filters import PeriodFilter
from consent.admin.chain_state import chain_state
from consent.admin.chain_views import AnchorView, VerifyView
from consent.admin.held import readable
from consent.admin.labels import ACTION_COLOURS
from consent.admin.person_link import person_link
from consent.admin.person_views import PERSON_URLS
from consent.admin.row_proof import prove
from consent.models import ConsentAuditLog, ConsentText
from consent.services.person import Person
from novahouse.web.admin_filters import ChoiceFilter
from novahouse.web.admin_paging import LargeTableAdmin
from novahouse.web.admin_read_only import ReadOnlyAdmin

_NAMES = {
    "service": "usługa",
    "item": "numery kopii",
    "reference": "numer leada w usłudze",
    "number": "która z wiadomości po rozmowie",
    "consent_row": "wpis zgody, na której się opiera",
    "message_id": "Message-ID",
    "lifted": "zniesione",
    "user": "kto (konto w konsoli)",
    "rule": "reguła",
    "removed": "usunięto",
    "kept": "zostaje",
    "redacted": "wiersze, z których usunięto dane",
    "consents_ended": "rozmowy, w których skończyły się zgody",
    "proof_expired": "wiersze, z których usunięto skrót adresu",
}


@admin.register(ConsentAuditLog)
class ConsentAuditLogAdmin(ReadOnlyAdmin, LargeTableAdmin):
    list_display = ["when", "what", "purpose_name", "source_name", "whom", "conversation", "number"]
    list_filter = [("action", ChoiceFilter), ("purpose", ChoiceFilter), ("source", ChoiceFilter), PeriodFilter]
    ordering = ["-id"]
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["email"]
    search_help_text = "Cały adres e-mail (znajduje też wiersze, z których go usunięto) albo numer wiersza."
    list_before_template = "consent/admin/chain_state.html"
    change_form_outer_before_template = "consent/admin/row_person.html"
    fieldsets = [
        ("Dowód", {"fields": ["proof"]}),
        (
            "Zdarzenie",
            {"fields": [("action_name", "when"), ("purpose_name", "source_name"), ("reason_given", "shown_details")]},
        ),
        ("Kogo dotyczy", {"fields": [("whom", "address"), ("conversation", "lead"), ("browser",)]}),
        ("Treść, którą pokazano", {"fields": ["wording", ("text_version", "text_language"), "text_hash"]}),
        (
            "Skróty",
            {
                "classes": ["collapse"],
                "fields": ["hash", "previous_hash", "commitment", "address_commitment", "email_hmac", "details"],
            },
        ),
    ]

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        name = "consent_consentauditlog"
        return (
            ("sprawdz/", f"{name}_verify", VerifyView.as_view(model_admin=self)),
            ("zakotwicz/", f"{name}_anchor", AnchorView.as_view(model_admin=self)),
            ("eksport.csv", f"{name}_csv", CsvExportView.as_view()),
            ("eksport.jsonl", f"{name}_jsonl", JsonLinesExportView.as_view()),
            *((path, f"{name}_{suffix}", view.as_view(model_admin=self)) for path, suffix, view in PERSON_URLS),
        )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return by_address_or_number(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "chain": chain_state()})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        context["person_link"] = person_link(Person(email=row.email)) if row and row.email else ""
        return super().render_change_form(request, context, **kwargs)

    @display(description="Kiedy")
    def when(self, row: ConsentAuditLog) -> SafeString:
        written = f"{timezone.localtime(row.created_at):%d.%m.%Y, %H:%M:%S}"
        return format_html('<span class="dpo-when">{}</span>', written)

    @display(description="Zdarzenie", label=ACTION_COLOURS)
    def what(self, row: ConsentAuditLog) -> tuple[str, str]:
        return row.action, row.event()

    @display(description="Zdarzenie")
    def action_name(self, row: ConsentAuditLog) -> str:
        return row.event()

    @display(description="Cel")
    def purpose_name(self, row: ConsentAuditLog) -> str:
        return row.get_purpose_display() or "–"

    @display(description="Źródło")
    def source_name(self, row: ConsentAuditLog) -> str:
        return row.get_source_display()

    @display(description="E-mail")
    def whom(self, row: ConsentAuditLog) -> str:
        return "usunięty" if row.redacted else row.email or "–"

    @display(description="Rozmowa")
    def conversation(self, row: ConsentAuditLog) -> str:
        return str(row.conversation_id or "–")

    @display(description="Nr")
    def number(self, row: ConsentAuditLog) -> int:
        return row.pk

    @display(description="Lead")
    def lead(self, row: ConsentAuditLog) -> str:
        return str(row.lead_id or "–")

    @display(description="Adres IP")
    def address(self, row: ConsentAuditLog) -> str:
        return _kept(row, row.ip_address)

    @display(description="Przeglądarka")
    def browser(self, row: ConsentAuditLog) -> str:
        return _kept(row, row.user_agent)

    @display(description="Powód")
    def reason_given(self, row: ConsentAuditLog) -> str:
        return _kept(row, row.reason)

    @display(description="Szczegóły")
    def shown_details(self, row: ConsentAuditLog) -> str:
        return "; ".join(f"{_NAMES.get(name, name)}: {_shown(name, value)}" for name, value in row.facts.items()) or "–"

    @display(description="Treść")
    def wording(self, row: ConsentAuditLog) -> str:
        if not row.text_hash:
            return "Przy tym zdarzeniu nie pokazano żadnej treści."
        text = ConsentText.objects.with_hash(row.text_hash).filter(language=row.text_language).first()
        return text.text if text else "Treści o tym skrócie nie ma w bazie."

    @display(description="Co się zgadza")
    def proof(self, row: ConsentAuditLog) -> SafeString:
        return render_to_string("consent/admin/proof.html", {"proof": prove([row])[row.pk]})


def _kept(row: ConsentAuditLog, value: str | None) -> str:
    return value or ("usunięte" if row.redacted else "–")


def _shown(name: str, value: Any) -> str:
    if name == "user":
        user = get_user_model().objects.filter(pk=value).first()
        return user.get_username() if user else f"konto {value}, już usunięte"
    return readable(value)
