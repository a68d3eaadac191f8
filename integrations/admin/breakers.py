"""The breakers in the console: how each stands, what it went through, and the buttons that open and close it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from integrations.breakers import SharedBreaker, breakers
from integrations.breakers.reasons import IN_CONSOLE
from integrations.models import BreakerChange, BreakerState, BreakerStatus
from integrations.outbox.worker import wake
from novahouse.web.admin_read_only import ReadOnlyAdmin

_COLOURS: dict[str, str] = {BreakerStatus.CLOSED: "success", BreakerStatus.OPEN: "danger", BreakerStatus.HALF_OPEN: "warning"}
_CHANGES_SHOWN = 50
_OPENING = (
    "Przez minutę nic do tej usługi nie wyjdzie. Potem jedna wiadomość sprawdzi, czy usługa odpowiada.",
    "Żadna wiadomość przy tym nie zginie: wszystkie czekają wśród wychodzących i wyjdą same.",
)
_CLOSING = (
    "Wiadomości, które czekają, zaczną od razu wychodzić.",
    "Jeśli usługa nadal nie odpowiada, bezpiecznik otworzy się sam po pięciu błędach z rzędu.",
)


@admin.register(BreakerState)
class BreakerStateAdmin(ReadOnlyAdmin):
    list_display = ["service", "status", "failures", "open_since", "next_probe"]
    list_before_template = "integrations/admin/breakers_explained.html"
    change_form_template = "integrations/admin/breaker.html"
    change_form_outer_before_template = "integrations/admin/breakers_explained.html"
    actions_detail = ["open_breaker", "close_breaker"]
    ordering = ["name"]
    sortable_by = ()
    fieldsets = [
        ("Stan", {"fields": [("service", "status_name"), ("failures", "open_since"), "next_probe"]}),
        ("Ostatnie zmiany", {"fields": ["changes"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BreakerState]:
        """All known breakers. One that never saw a failure gets its row here; it says what its absence said."""
        found = super().get_queryset(request).filter(name__in=[breaker.name for breaker in breakers()])
        if found.count() < len(breakers()):
            rows = [BreakerState(name=breaker.name) for breaker in breakers()]
            BreakerState.objects.bulk_create(rows, ignore_conflicts=True)
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> BreakerState | None:
        """A name that no breaker has is not looked for: PostgreSQL would refuse to look for a NUL."""
        return super().get_object(request, object_id, from_field) if _named(object_id) else None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), **_switch()})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **_switch()})

    @display(description="Usługa")
    def service(self, row: BreakerState) -> str:
        breaker = _named(row.name)
        return breaker.title if breaker else row.name

    @display(description="Stan", label=_COLOURS)
    def status(self, row: BreakerState) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description="Stan")
    def status_name(self, row: BreakerState) -> str:
        return row.get_state_display()

    @display(description="Otwarty od")
    def open_since(self, row: BreakerState) -> str:
        if row.state == BreakerStatus.CLOSED or row.opened_at is None:
            return "–"
        return f"{timezone.localtime(row.opened_at):%d.%m.%Y, %H:%M:%S}"

    @display(description="Następna próba")
    def next_probe(self, row: BreakerState) -> str:
        breaker = _named(row.name)
        if breaker is None or row.state == BreakerStatus.CLOSED:
            return "–"
        until = row.rests_until(breaker.reset_timeout, timezone.now())
        if until is None:
            return "z najbliższą wiadomością"
        prefix = "właśnie trwa, najdłużej do" if row.state == BreakerStatus.HALF_OPEN else "po"
        return f"{prefix} {timezone.localtime(until):%H:%M:%S}"

    @display(description="Zmiany")
    def changes(self, row: BreakerState) -> SafeString | str:
        newest = BreakerChange.objects.filter(breaker=row.name).order_by("-changed_at", "-id")[:_CHANGES_SHOWN]
        rows = [
            [
                f"{timezone.localtime(change.changed_at):%d.%m.%Y, %H:%M:%S}",
                f"{change.get_previous_display()} → {change.get_state_display()}",
                change.reason,
            ]
            for change in newest
        ]
        if not rows:
            return "Ten bezpiecznik jeszcze się nie zmieniał."
        table = {"headers": ["Kiedy", "Zmiana", "Dlaczego"], "rows": rows}
        return render_to_string("unfold/components/table.html", {"table": table})

    def has_switch_breaker_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """A method and not the permission's name, which Unfold would look up in the database before `migrate` has made it."""
        return request.user.has_perm("integrations.change_breakerstate")

    @action(description="Otwórz bezpiecznik", url_path="open", permissions=["switch_breaker"])
    def open_breaker(self, request: HttpRequest, object_id: str) -> HttpResponse:
        breaker = _named_or_404(object_id)
        if request.method != "POST":
            return self._ask(request, breaker, "Otworzyć", "Otwórz bezpiecznik", _OPENING)
        breaker.open(IN_CONSOLE)
        return self._done(request, breaker, "otwarty")

    @action(description="Zamknij bezpiecznik", url_path="close", permissions=["switch_breaker"])
    def close_breaker(self, request: HttpRequest, object_id: str) -> HttpResponse:
        breaker = _named_or_404(object_id)
        if request.method != "POST":
            return self._ask(request, breaker, "Zamknąć", "Zamknij bezpiecznik", _CLOSING)
        breaker.close(IN_CONSOLE)
        wake()
        return self._done(request, breaker, "zamknięty")

    def _ask(
        self, request: HttpRequest, breaker: SharedBreaker, verb: str, button: str, sentences: tuple[str, ...]
    ) -> HttpResponse:
        """Unfold's buttons are links, and a link must change nothing: GET asks, POST acts."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} bezpiecznik usługi {breaker.title}?",
            "model_admin": self,
            "opts": self.opts,
            "sentences": sentences,
            "button": button,
            "back": _page(breaker),
        }
        return render(request, "integrations/admin/breaker_switch.html", context)

    def _done(self, request: HttpRequest, breaker: SharedBreaker, what: str) -> HttpResponse:
        self.log_change(request, breaker.read(), f"Bezpiecznik {what} ręcznie.")
        messages.success(request, f"Bezpiecznik usługi {breaker.title} jest teraz {what}.")
        return HttpResponseRedirect(_page(breaker))


def _named(name: str) -> SharedBreaker | None:
    return next((breaker for breaker in breakers() if breaker.name == name), None)


def _named_or_404(name: str) -> SharedBreaker:
    breaker = _named(name)
    if breaker is None:
        raise Http404
    return breaker


def _page(breaker: SharedBreaker) -> str:
    return reverse("admin:integrations_breakerstate_change", args=[breaker.name])


def _switch() -> dict[str, bool]:
    return {"breakers_enabled": settings.BREAKERS_ENABLED}
