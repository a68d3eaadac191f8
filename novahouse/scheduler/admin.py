"""The jobs and their history in the console, for reading."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_apscheduler.models import DjangoJob, DjangoJobExecution
from unfold.decorators import display

from novahouse.scheduler.heartbeat import last_beat
from novahouse.scheduler.jobs import JOBS, TITLES
from novahouse.scheduler.wording import COLOURS, STATUSES, duration, moment, rhythm, sign_of_life
from novahouse.web.admin_paging import LargeTableAdmin
from novahouse.web.admin_read_only import ReadOnlyAdmin

_JOBS = {job.command: job for job in JOBS}
_REASON_IN_LIST = 120  # characters


class _RecordOfTheScheduler(ReadOnlyAdmin, LargeTableAdmin):
    """What the scheduler writes about its jobs is read here, and changed by nobody."""

    list_before_template = "novahouse/admin/jobs_explained.html"
    sortable_by = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the sidebar leads here; the start page of the console is for people's work

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        alive, sentence = sign_of_life(last_beat(), timezone.now())
        shown = {"title": self.opts.verbose_name_plural.capitalize(), "alive": alive, "sign_of_life": sentence}
        return super().changelist_view(request, {**(extra_context or {}), **shown})


class JobFilter(admin.SimpleListFilter):
    title, parameter_name = "zadanie", "zadanie"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(TITLES.items(), key=lambda item: item[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(job_id=self.value()) if self.value() in TITLES else queryset


class StatusFilter(admin.SimpleListFilter):
    title, parameter_name = "wynik", "wynik"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(STATUSES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() in STATUSES else queryset


@admin.register(DjangoJobExecution)
class JobExecutionAdmin(_RecordOfTheScheduler):
    list_display = ["title", "status_name", "planned", "took", "reason"]
    list_filter = [JobFilter, StatusFilter]
    ordering = ["-run_time", "-id"]
    fieldsets = [
        ("Wykonanie", {"fields": [("title", "status_text"), ("planned", "took"), "whole_reason"]}),
        ("Dla administratora", {"fields": ["command", "frames"]}),
    ]

    @display(description="Zadanie")
    def title(self, execution: DjangoJobExecution) -> str:
        return TITLES.get(execution.job_id, execution.job_id)

    @display(description="Wynik", label=COLOURS)
    def status_name(self, execution: DjangoJobExecution) -> tuple[str, str]:
        return execution.status, STATUSES.get(execution.status, execution.status)

    @display(description="Wynik")
    def status_text(self, execution: DjangoJobExecution) -> str:
        return STATUSES.get(execution.status, execution.status)

    @display(description="Kiedy")
    def planned(self, execution: DjangoJobExecution) -> str:
        return moment(execution.run_time)

    @display(description="Jak długo")
    def took(self, execution: DjangoJobExecution) -> str:
        return duration(execution.duration)

    @display(description="Dlaczego")
    def reason(self, execution: DjangoJobExecution) -> str:
        said = execution.exception or ""
        return f"{said[:_REASON_IN_LIST]}…" if len(said) > _REASON_IN_LIST else said or "–"

    @display(description="Dlaczego")
    def whole_reason(self, execution: DjangoJobExecution) -> str:
        return execution.exception or "–"

    @display(description="Polecenie")
    def command(self, execution: DjangoJobExecution) -> str:
        return execution.job_id

    @display(description="Miejsce w kodzie")
    def frames(self, execution: DjangoJobExecution) -> SafeString | str:
        return format_html('<pre class="outbox-payload">{}</pre>', execution.traceback) if execution.traceback else "–"


@admin.register(DjangoJob)
class JobAdmin(_RecordOfTheScheduler):
    list_display = ["title", "often", "next_run", "last_status", "last_run", "command"]
    ordering = ["next_run_time"]
    fieldsets = [("Zadanie", {"fields": [("title", "command"), ("often", "next_run"), ("last_run", "last_status_text")]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DjangoJob]:
        newest = DjangoJobExecution.objects.filter(job_id=OuterRef("pk")).order_by("-run_time")
        last = {field: Subquery(newest.values(field)[:1]) for field in ("status", "run_time")}
        found: QuerySet[DjangoJob] = super().get_queryset(request).defer("job_state")
        return found.annotate(last_status_value=last["status"], last_run_time=last["run_time"])

    @display(description="Zadanie")
    def title(self, job: DjangoJob) -> str:
        return TITLES.get(job.id, job.id)

    @display(description="Jak często")
    def often(self, job: DjangoJob) -> str:
        return rhythm(_JOBS[job.id].trigger) if job.id in _JOBS else "–"

    @display(description="Następny raz")
    def next_run(self, job: DjangoJob) -> str:
        return moment(job.next_run_time) if job.next_run_time else "wyłączone"

    @display(description="Ostatni wynik", label=COLOURS)
    def last_status(self, job: Any) -> tuple[str, str]:
        return job.last_status_value or "", STATUSES.get(job.last_status_value, "–")

    @display(description="Ostatni wynik")
    def last_status_text(self, job: Any) -> str:
        return STATUSES.get(job.last_status_value, "–")

    @display(description="Ostatnio w historii")
    def last_run(self, job: Any) -> str:
        return moment(job.last_run_time)

    @display(description="Polecenie")
    def command(self, job: DjangoJob) -> str:
        return job.id
