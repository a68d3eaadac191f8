from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from chatbot.admin.facts import given_facts
from chatbot.admin.restricted import sees_restricted
from chatbot.admin.search import HELP_TEXT, search
from chatbot.models import Lead
from chatbot.models.lead import LeadStatus
from novahouse.web.admin_filters import ChoiceFilter
from novahouse.web.admin_paging import LargeTableAdmin

_STATUS_COLOURS = {
    LeadStatus.NEW: "info",
    LeadStatus.CONTACTED: "warning",
    LeadStatus.QUALIFIED: "primary",
    LeadStatus.WON: "success",
    LeadStatus.LOST: "danger",
}


@admin.register(Lead)
class LeadAdmin(LargeTableAdmin):
    list_display = ["person", "contact", "city", "facts", "score", "shown_status", "created_at"]
    list_filter = [("status", ChoiceFilter)]
    list_select_related = ["conversation"]
    ordering = ["-created_at", "-id"]
    search_fields = ["email"]
    search_help_text = HELP_TEXT
    actions = None
    fieldsets = [
        ("Kontakt", {"fields": [("name", "city"), ("email", "phone")]}),
        ("Sprzedaż", {"fields": [("status", "score"), ("facts", "conversation_link"), ("created_at", "updated_at")]}),
    ]
    # Contact data is the person's own; staff change the status alone.
    readonly_fields = [
        "name",
        "city",
        "email",
        "phone",
        "score",
        "facts",
        "conversation_link",
        "created_at",
        "updated_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lead]:
        found = super().get_queryset(request)
        return found if sees_restricted(request) else found.filter(conversation__restricted_at__isnull=True)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return search(queryset, search_term, "conversation__session_id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Klient")
    def person(self, lead: Lead) -> str:
        return str(lead)

    @display(description="Kontakt")
    def contact(self, lead: Lead) -> str:
        return ", ".join(filter(None, [lead.phone, lead.email])) or "–"

    @display(description="Ustalenia")
    def facts(self, lead: Lead) -> str:
        return given_facts(lead.conversation.context)

    @display(description="Status", label=_STATUS_COLOURS)
    def shown_status(self, lead: Lead) -> tuple[str, str]:
        return lead.status, lead.get_status_display()

    @display(description="Rozmowa")
    def conversation_link(self, lead: Lead) -> SafeString:
        url = reverse("admin:chatbot_chatconversation_change", args=[lead.conversation_id])
        return format_html('<a class="text-primary-600 underline" href="{}">Zapis rozmowy</a>', url)
