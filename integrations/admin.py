from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

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


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin, LargeTableAdmin):
    """What leaves the house and how far it is. What a message says and to whom is shown nowhere."""

    list_display = ["state", "kind", "destination_name", "age", "attempts", "last_error", "created_at"]
    list_filter = [("status", ChoiceFilter), ("destination", ChoiceFilter)]
    ordering = ["-id"]
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    fieldsets = [
        ("Wiadomość", {"fields": [("kind", "destination_name"), ("state_name", "service"), "conversation_id"]}),
        ("Doręczenie", {"fields": [("created_at", "sent_at"), ("attempts", "next_attempt_at"), "last_error"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        return super().get_queryset(request).defer("payload")

    @display(description="Stan", label=_STATUS_COLOURS)
    def state(self, message: OutboxMessage) -> tuple[str, str]:
        return message.status, message.get_status_display()

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
