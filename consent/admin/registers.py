"""The registers that the officer reads: withdrawals, addresses without marketing, retention, checks of the chain."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from consent.admin.address_search import by_address
from consent.admin.findings import in_polish
from consent.models import AuditVerification, RetentionLedger, Revocation, Suppression
from consent.models.revocation import TIME_TO_UNDO
from consent.retention.schedule import SCHEDULE
from novahouse.web.admin_paging import LargeTableAdmin
from novahouse.web.admin_read_only import ReadOnlyAdmin

_RULES = {rule.name: rule.title for rule in SCHEDULE}


class _Register(ReadOnlyAdmin, LargeTableAdmin):
    ordering = ["-id"]
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER


class _OfAddresses(_Register):
    search_fields = ["email_hmac"]
    search_help_text = "Cały adres e-mail."

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return by_address(queryset, search_term), False


@admin.register(Revocation)
class RevocationAdmin(_OfAddresses):
    list_display = ["whom", "revoked_at", "erased_on"]
    fieldsets = [(None, {"fields": ["whom", "conversation_id", ("revoked_at", "erased_on")]})]
    # The first to be erased comes first.
    ordering = ["revoked_at", "id"]

    @display(description="Kto")
    def whom(self, revocation: Revocation) -> str:
        return revocation.email or (f"rozmowa {revocation.conversation_id}" if revocation.conversation_id else "–")

    @display(description="Można cofnąć do; potem dane zostaną usunięte")
    def erased_on(self, revocation: Revocation) -> str:
        return f"{timezone.localtime(revocation.revoked_at + TIME_TO_UNDO):%d.%m.%Y, %H:%M}"


@admin.register(Suppression)
class SuppressionAdmin(_OfAddresses):
    list_display = ["shortened", "created_at"]
    fieldsets = [(None, {"fields": ["email_hmac", "created_at"]})]

    @display(description="Skrót adresu")
    def shortened(self, suppression: Suppression) -> str:
        return f"{suppression.email_hmac[:16]}…"


@admin.register(RetentionLedger)
class RetentionLedgerAdmin(_Register):
    list_display = ["run_at", "rule_title", "removed", "shown_overdue"]
    fieldsets = [(None, {"fields": ["rule_title", "run_at", ("removed", "overdue")]})]

    @display(description="Co jest robione")
    def rule_title(self, entry: RetentionLedger) -> str:
        return _RULES.get(entry.rule, entry.rule)

    @display(description="Nadal po terminie", label={"none": "success", "some": "danger"})
    def shown_overdue(self, entry: RetentionLedger) -> tuple[str, str]:
        return "some" if entry.overdue else "none", str(entry.overdue)


@admin.register(AuditVerification)
class AuditVerificationAdmin(_Register):
    list_display = ["verified_at", "outcome", "rows", "anchors", "what_was_found"]
    fieldsets = [(None, {"fields": ["verified_at", "what_was_found", ("rows", "anchors")]})]

    @display(description="Wynik", label={"whole": "success", "broken": "danger"})
    def outcome(self, verification: AuditVerification) -> tuple[str, str]:
        return ("broken", "naruszony") if verification.finding else ("whole", "nienaruszony")

    @display(description="Co znaleziono")
    def what_was_found(self, verification: AuditVerification) -> str:
        return in_polish(verification.finding) or "–"
