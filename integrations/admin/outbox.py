from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from integrations.admin.outbox_decision import GIVE_UP, SEND_AGAIN, Decision
from integrations.admin.outbox_outlook import outlook
from integrations.admin.outbox_payload import payload_text
from integrations.models import OutboxMessage, Status
from novahouse.web.admin_filters import ChoiceFilter
from novahouse.web.admin_paging import LargeTableAdmin
from novahouse.web.admin_read_only import ReadOnlyAdmin

_STATUS_COLOURS: dict[str, str] = {
    Status.PENDING: "info",
    Status.SENDING: "primary",
    Status.SENT: "success",
    Status.DEAD: "danger",
    Status.HELD: "warning",
    Status.CANCELLED: "",
}
_GIVE_UP_MANY = "Zrezygnować z wysłania zaznaczonych wiadomości?"


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin, LargeTableAdmin):
    """What leaves the house and how far it is; what a message says is masked for those without the right to read it."""

    list_display = ["state", "shown_kind", "destination_name", "age", "attempts", "last_error", "next_attempt", "created_at"]
    list_filter = [("status", ChoiceFilter), ("destination", ChoiceFilter)]
    ordering = ["-id"]
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    actions: Any = ["send_selected_again", "give_up_selected"]
    actions_detail = ["send_again", "give_up"]
    fieldsets = [
        ("Wiadomość", {"fields": [("shown_kind", "destination_name"), ("state_name", "service"), "conversation_id"]}),
        ("Doręczenie", {"fields": ["what_next", ("created_at", "sent_at"), ("attempts", "next_attempt"), "last_error"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        return super().get_queryset(request).defer("payload")

    def get_fieldsets(self, request: HttpRequest, obj: OutboxMessage | None = None) -> Any:
        content = "payload_whole" if request.user.has_perm("integrations.view_outbox_payload") else "payload_masked"
        return [*self.fieldsets, ("Treść", {"fields": [content]}), ("Decyzje pracowników", {"fields": ["decisions"]})]

    @display(description="Stan", label=_STATUS_COLOURS)
    def state(self, message: OutboxMessage) -> tuple[str, str]:
        return message.status, message.get_status_display()

    @display(description="Rodzaj")
    def shown_kind(self, message: OutboxMessage) -> str:
        return message.kind_name

    @display(description="Stan")
    def state_name(self, message: OutboxMessage) -> str:
        return message.get_status_display()

    @display(description="Dokąd")
    def destination_name(self, message: OutboxMessage) -> str:
        return message.get_destination_display()

    @display(description="Wiek")
    def age(self, message: OutboxMessage) -> str:
        """How long it waited, or waits."""
        seconds = int(((message.sent_at or timezone.now()) - message.created_at).total_seconds())
        for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
            if seconds >= length:
                return f"{seconds // length} {unit}"
        return f"{max(seconds, 0)} s"

    @display(description="Następna próba")
    def next_attempt(self, message: OutboxMessage) -> str:
        if message.status != Status.PENDING:
            return "–"
        return f"{timezone.localtime(message.next_attempt_at):%d.%m.%Y, %H:%M:%S}"

    @display(description="Co dalej")
    def what_next(self, message: OutboxMessage) -> str:
        return outlook(message, timezone.now())

    @display(description="Treść")
    def payload_whole(self, message: OutboxMessage) -> SafeString | str:
        return payload_text(message, whole=True)

    @display(description="Treść")
    def payload_masked(self, message: OutboxMessage) -> SafeString | str:
        return payload_text(message, whole=False)

    @display(description="Kto i kiedy")
    def decisions(self, message: OutboxMessage) -> SafeString | str:
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(OutboxMessage), object_id=str(message.pk)
        ).select_related("user")
        lines = [
            (f"{timezone.localtime(entry.action_time):%d.%m.%Y, %H:%M:%S}", entry.user, entry.get_change_message())
            for entry in entries
        ]
        return format_html_join("", "<p>{}, {}: {}</p>", lines) or "Nikt niczego tu nie zmieniał."

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """A method and not the permission's name, which Unfold would look up in the database before `migrate` has made it."""
        return request.user.has_perm("integrations.change_outboxmessage")

    @action(description="Wyślij ponownie", url_path="send-again", permissions=["decide"])
    def send_again(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._asked_and_done(request, object_id, SEND_AGAIN)

    @action(description="Zrezygnuj", url_path="give-up", permissions=["decide"])
    def give_up(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._asked_and_done(request, object_id, GIVE_UP)

    @admin.action(description="Wyślij ponownie", permissions=["decide"])
    def send_selected_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        self._done_to_all(request, queryset, SEND_AGAIN)

    @admin.action(description="Zrezygnuj z wysłania i usuń treść", permissions=["decide"])
    def give_up_selected(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> HttpResponse | None:
        """What is dropped does not come back: the first POST asks, the second acts."""
        if "confirmed" in request.POST:
            self._done_to_all(request, queryset, GIVE_UP)
            return None
        chosen = list(queryset.values_list("pk", flat=True))
        back = reverse("admin:integrations_outboxmessage_changelist")
        return self._ask(request, GIVE_UP, {"question": _GIVE_UP_MANY, "chosen": chosen, "back": back})

    def _asked_and_done(self, request: HttpRequest, object_id: int, decision: Decision) -> HttpResponse:
        """Unfold's buttons are links, and a link must change nothing: GET asks, POST acts."""
        message = self.get_object(request, str(object_id))
        if message is None:
            raise Http404
        back = reverse("admin:integrations_outboxmessage_change", args=[message.pk])
        if decision.bars(message):
            messages.error(request, decision.never)
            return HttpResponseRedirect(back)
        if request.method != "POST":
            shown = {
                "question": decision.question,
                "message": message,
                "outlook": outlook(message, timezone.now()),
                "back": back,
            }
            return self._ask(request, decision, shown)
        if self._done(request, message, decision):
            messages.success(request, decision.success)
        else:
            messages.error(request, f"Stan tej wiadomości się zmienił. {decision.too_late}")
        return HttpResponseRedirect(back)

    def _ask(self, request: HttpRequest, decision: Decision, shown: dict[str, Any]) -> HttpResponse:
        site = self.admin_site.each_context(request)
        common = {"title": shown["question"], "model_admin": self, "opts": self.opts, "decision": decision}
        return render(request, "integrations/admin/outbox_decision.html", {**site, **common, **shown})

    def _done_to_all(self, request: HttpRequest, queryset: QuerySet[OutboxMessage], decision: Decision) -> None:
        chosen = list(queryset)
        done = sum([self._done(request, message, decision) for message in chosen])
        if done:
            messages.success(request, f"{decision.counted}: {done}.")
        if done < len(chosen):
            messages.warning(request, f"Bez zmian: {len(chosen) - done}. {decision.too_late}")
        if any(decision.bars(message) for message in chosen):
            messages.warning(request, decision.never)

    def _done(self, request: HttpRequest, message: OutboxMessage, decision: Decision) -> bool:
        with transaction.atomic():
            changed = decision.act(message.pk)
            if changed:
                self.log_change(request, message, decision.logged)
        return changed
