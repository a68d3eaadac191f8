from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from unfold.decorators import display

from chatbot.admin.booking import BOOKING_ACTIONS, BookingActions
from chatbot.admin.deliveries import COLOURS, WORDS, deliveries, worst_delivery
from chatbot.admin.facts import given_facts
from chatbot.admin.linked_leads import linked_leads, linked_root
from chatbot.admin.restricted import sees_restricted
from chatbot.admin.search import HELP_TEXT, search
from chatbot.models import Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.conversation_read import conversation_messages
from chatbot.services.lead_status import lead_status_set
from chatbot.services.shipped_knowledge import load_facts
from novahouse.web.admin_filters import ChoiceFilter
from novahouse.web.admin_paging import LargeTableAdmin

_DELIVERY = "worst_delivery"
_ASKS = "Prosi o kontakt"
_STATUS_COLOURS = {
    LeadStatus.NEW: "info",
    LeadStatus.CONTACTED: "warning",
    LeadStatus.QUALIFIED: "primary",
    LeadStatus.WON: "success",
    LeadStatus.LOST: "danger",
}


class HotFilter(admin.SimpleListFilter):
    title = "ocena"
    parameter_name = "ocena"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("gorace", f"Gorące (od {_hot_from()})")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Lead]) -> QuerySet[Lead]:
        return queryset.filter(score__gte=_hot_from()) if self.value() == "gorace" else queryset


@admin.register(Lead)
class LeadAdmin(BookingActions, LargeTableAdmin):
    list_display = [
        *("person", "contact", "city", "facts", "shown_score", "asks", "shown_status", "told", "same_person", "created"),
    ]
    list_filter = [("status", ChoiceFilter), HotFilter]
    list_select_related = ["conversation", "duplicate_of__conversation"]
    ordering = ["-created_at", "-id"]
    sortable_by = ["shown_score", "created"]
    search_fields = ["email"]
    search_help_text = HELP_TEXT
    actions = None
    actions_detail = [*BOOKING_ACTIONS]
    fieldsets = [
        ("Kontakt", {"fields": [("name", "city"), ("phone_link", "email_link"), "asked_at"]}),
        (
            "Sprzedaż",
            {"fields": [("status", "score"), ("facts", "conversation_link"), "booking", ("created_at", "updated_at")]},
        ),
        ("Ta sama osoba", {"fields": ["linked"]}),
        ("Co i dokąd wysłaliśmy", {"fields": ["deliveries", "item"]}),
        ("Rozmowa", {"fields": ["transcript"]}),
    ]
    # Contact data is the person's own; staff change the status alone.
    readonly_fields = [
        *("name", "city", "phone_link", "email_link", "asked_at", "score", "facts", "conversation_link"),
        *("booking", "created_at", "updated_at", "linked", "deliveries", "item", "transcript"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lead]:
        found = super().get_queryset(request).annotate(**{_DELIVERY: worst_delivery()})
        return found if sees_restricted(request) else found.filter(conversation__restricted_at__isnull=True)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return search(queryset, search_term, "conversation__session_id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Lead, form: Any, change: bool) -> None:
        """The status alone: what the talk has changed since the page was opened stays."""
        lead_status_set(lead_id=obj.pk, status=LeadStatus(obj.status))

    @display(description="Klient")
    def person(self, lead: Lead) -> str:
        return str(lead)

    @display(description="Kontakt")
    def contact(self, lead: Lead) -> str:
        return ", ".join(filter(None, [lead.phone, lead.email])) or "–"

    @display(description="Ustalenia")
    def facts(self, lead: Lead) -> str:
        return given_facts(lead.conversation)

    @display(description="Ocena", ordering="-score")
    def shown_score(self, lead: Lead) -> int:
        return lead.score

    @display(description="Prośba", label={_ASKS: "warning"})
    def asks(self, lead: Lead) -> str:
        return _ASKS if lead.contact_asked_at else ""

    @display(description="Status", label=_STATUS_COLOURS)
    def shown_status(self, lead: Lead) -> tuple[str, str]:
        return lead.status, lead.get_status_display()

    @display(description="Zespół", label=COLOURS)
    def told(self, lead: Lead) -> str:
        return WORDS.get(getattr(lead, _DELIVERY), "")

    @display(description="Ta sama osoba")
    def same_person(self, lead: Lead) -> str:
        root = linked_root(lead)
        return f"co lead nr {root.pk}" if root else ""

    @display(description="Utworzony", ordering="-created_at")
    def created(self, lead: Lead) -> str:
        return date_format(localtime(lead.created_at), "d.m.Y, H:i")

    @display(description="Telefon")
    def phone_link(self, lead: Lead) -> str | SafeString:
        return _link(f"tel:{lead.phone}", lead.phone) if lead.phone else "–"

    @display(description="E-mail")
    def email_link(self, lead: Lead) -> str | SafeString:
        return _link(f"mailto:{quote(lead.email, safe='@')}", lead.email) if lead.email else "–"

    @display(description=_ASKS)
    def asked_at(self, lead: Lead) -> str:
        return f"Od {date_format(localtime(lead.contact_asked_at), 'j E Y, H:i')}" if lead.contact_asked_at else "Nie prosi"

    @display(description="Rozmowa")
    def conversation_link(self, lead: Lead) -> SafeString:
        return _link(reverse("admin:chatbot_chatconversation_change", args=[lead.conversation_id]), "Strona rozmowy")

    @display(description="Inne leady")
    def linked(self, lead: Lead) -> SafeString:
        return linked_leads(lead)

    @display(description="Wiadomości")
    def deliveries(self, lead: Lead) -> SafeString:
        return deliveries(lead)

    @display(description="Element w monday.com")
    def item(self, lead: Lead) -> str:
        return lead.monday_item_id or "–"

    @display(description="Zapis rozmowy")
    def transcript(self, lead: Lead) -> SafeString:
        return render_to_string("chatbot/admin/transcript.html", {"messages": conversation_messages(lead.conversation)})


def _hot_from() -> int:
    level: int = load_facts().data["lead_scoring"]["high_priority_from"]
    return level


def _link(url: str, text: str) -> SafeString:
    return format_html('<a class="text-primary-600 underline" href="{}">{}</a>', url, text)
