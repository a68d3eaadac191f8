from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from chatbot.admin.restricted import SEES_RESTRICTED, sees_restricted
from followups.admin.cancel_view import CancelView
from followups.admin.forecast_view import SEE_PLAN, ForecastView
from followups.admin.mail_view import MailView
from followups.admin.pause_view import PauseView, ResumeView
from followups.admin.sending_state import shown_state
from followups.admin.visible import SEE_PEOPLE, called, sees_people
from followups.admin.words import stamp
from followups.models import FollowupEvent, FollowupStatus
from novahouse.privacy.email_address import InvalidEmail, email_hash, normalise_email
from novahouse.web.admin_filters import ChoiceFilter
from novahouse.web.admin_paging import LargeTableAdmin
from novahouse.web.admin_read_only import ReadOnlyAdmin

_STATUS_COLOURS: dict[str, str] = {
    FollowupStatus.CLAIMED: "info",
    FollowupStatus.SENDING: "primary",
    FollowupStatus.SENT: "success",
    FollowupStatus.CANCELLED: "warning",
    FollowupStatus.FAILED: "danger",
}
_PEOPLE, _TRAIL = "names_are_shown", "trail_is_shown"
_ONE = "plan/<int:conversation_id>/<int:number>/"


@admin.register(FollowupEvent)
class FollowupEventAdmin(ReadOnlyAdmin, LargeTableAdmin):
    """What was sent, called off or refused; and, at its own addresses, what is planned."""

    list_display = ["which", "whom", "state", "why", "sent", "tries", "begun"]
    list_filter = [("status", ChoiceFilter)]
    list_select_related = ["conversation"]
    ordering = ["-created_at", "-id"]
    sortable_by = ()
    empty_value_display = "–"
    search_fields = ["person"]
    search_help_text = "Cały adres e-mail."
    list_before_template = "followups/admin/sending_state.html"
    actions_detail = ["show_mail"]
    fieldsets = [
        ("Wiadomość", {"fields": [("which", "conversation_link"), ("state_name", "why"), ("sent", "tries"), "last_error"]}),
        ("Historia", {"fields": ["history"]}),
        ("Podstawa i dowód", {"fields": [("consent", "planned"), "chain_hash", "message_id"]}),
    ]

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        name = "followups_followupevent"
        return (
            ("plan/", f"{name}_plan", ForecastView.as_view(model_admin=self)),
            (_ONE, f"{name}_mail", MailView.as_view(model_admin=self)),
            (f"{_ONE}anuluj/", f"{name}_cancel", CancelView.as_view(model_admin=self)),
            ("wstrzymaj/", f"{name}_pause", PauseView.as_view(model_admin=self)),
            ("wznow/", f"{name}_resume", ResumeView.as_view(model_admin=self)),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowupEvent]:
        """What is restricted is not there for sales. Each row knows what of it may be shown to who asks."""
        found = super().get_queryset(request)
        if not sees_restricted(request):
            found = found.filter(conversation__restricted_at__isnull=True)
        return found.annotate(**{_PEOPLE: Value(sees_people(request)), _TRAIL: Value(request.user.has_perm(SEES_RESTRICTED))})

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the keyed hash of the whole address. An empty term asks for everything."""
        if not search_term.strip():
            return queryset, False
        try:
            person = email_hash(normalise_email(search_term))
        except InvalidEmail:
            return queryset.none(), False
        return queryset.filter(~Q(person=""), person=person), False  # with the first of the two SQLite uses the index

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), **shown_state(request, timezone.now())})

    def has_show_mail_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """A method and not the permission's name, which Unfold would look up in the database before `migrate` has made it."""
        return request.user.has_perms((SEE_PLAN, SEE_PEOPLE))

    @action(description="Podgląd wiadomości", url_path="podglad", icon="visibility", permissions=["show_mail"])
    def show_mail(self, request: HttpRequest, object_id: int) -> HttpResponse:
        event = self.get_object(request, str(object_id))
        if event is None:
            raise Http404
        return redirect("admin:followups_followupevent_mail", event.conversation_id, event.followup_number)

    @display(description="Wiadomość")
    def which(self, event: FollowupEvent) -> str:
        return f"{event.followup_number} z 3"

    @display(description="Odbiorca")
    def whom(self, event: FollowupEvent) -> str:
        return called(event.conversation, sees_people=getattr(event, _PEOPLE))

    @display(description="Stan", label=_STATUS_COLOURS)
    def state(self, event: FollowupEvent) -> tuple[str, str]:
        return event.status, event.get_status_display()

    @display(description="Stan")
    def state_name(self, event: FollowupEvent) -> str:
        return event.get_status_display()

    @display(description="Dlaczego nie")
    def why(self, event: FollowupEvent) -> str:
        return event.reason_name or "–"

    @display(description="Wysłana")
    def sent(self, event: FollowupEvent) -> str:
        return stamp(event.sent_at)

    @display(description="Utworzona")
    def begun(self, event: FollowupEvent) -> str:
        return stamp(event.created_at)

    @display(description="Liczona od wiadomości klienta")
    def planned(self, event: FollowupEvent) -> str:
        return stamp(event.planned_from)

    @display(description="Rozmowa")
    def conversation_link(self, event: FollowupEvent) -> SafeString | str:
        name = self.whom(event)
        if not getattr(event, _PEOPLE):
            return name
        return _link(reverse("admin:chatbot_chatconversation_change", args=[event.conversation_id]), name)

    @display(description="Zgoda, na której się opiera")
    def consent(self, event: FollowupEvent) -> SafeString | str:
        if event.consent_row is None:
            return "–"
        name = f"Wpis nr {event.consent_row} dziennika zgód"
        if not getattr(event, _TRAIL):
            return name
        return _link(reverse("admin:consent_consentauditlog_change", args=[event.consent_row]), name)

    @display(description="Co się działo")
    def history(self, event: FollowupEvent) -> SafeString | str:
        rows = [
            [stamp(change.changed_at), change.get_status_display(), change.reason_name or "–", change.details or "–"]
            for change in event.changes.all()
        ]
        if not rows:
            return "Jeszcze nic się nie działo."
        table = {"headers": ["Kiedy", "Stan", "Powód", "Szczegóły"], "rows": rows}
        return render_to_string("unfold/components/table.html", {"table": table})


def _link(url: str, text: str) -> SafeString:
    return format_html('<a class="text-primary-600 underline" href="{}">{}</a>', url, text)
