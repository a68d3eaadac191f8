"""What stands in the database between two starts, and who may begin a run."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.base import STATE_RUNNING
from apscheduler.triggers.cron import CronTrigger
from django_apscheduler.jobstores import DjangoJobStore
from django_apscheduler.models import DjangoJob, DjangoJobExecution
from pytest_django import Settings

from novahouse.scheduler.background import Scheduler
from novahouse.scheduler.jobs import WARSAW, Job
from novahouse.scheduler.stored import store_jobs

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, 0, 1, tzinfo=UTC)
DAY = timedelta(days=1)
DAILY = Job("apply_retention", "Usuwanie", CronTrigger(hour=4, timezone=WARSAW), DAY)
FAST = Job("deliver_outbox", "Wysyłanie", CronTrigger(second="*/5", timezone=WARSAW), frequent=True)
PURGE = Job("purge_expired_cache", "Czyszczenie", CronTrigger(minute="*/10", timezone=WARSAW), switch="PURGE_ENABLED")
Start = Callable[[Sequence[Job], datetime], Scheduler]


@pytest.fixture
def start() -> Start:
    """A scheduler that has brought its jobs in line and whose thread does not run."""

    def make(jobs: Sequence[Job], now: datetime) -> Scheduler:
        scheduler = Scheduler(jobs)
        scheduler._store._scheduler, scheduler._store._alias = scheduler, "default"
        store_jobs(scheduler, scheduler._store, jobs, now)
        scheduler.state = STATE_RUNNING
        return scheduler

    return make


def next_run(job: Job) -> datetime | None:
    found: datetime | None = DjangoJob.objects.get(pk=job.command).next_run_time
    return found


def taken(scheduler: Scheduler, now: datetime) -> list[str]:
    return [job.id for job in scheduler._store.get_due_jobs(now.astimezone(WARSAW))]


def test_a_start_does_not_put_off_what_is_due(start: Start) -> None:
    start([DAILY], NOW)
    due = next_run(DAILY)
    assert due == datetime(2026, 11, 25, 3, tzinfo=UTC)
    start([DAILY], due + timedelta(hours=5))  # it was down at four in the morning
    assert next_run(DAILY) == due
    assert taken(start([DAILY], due + timedelta(hours=5)), due + timedelta(hours=5)) == ["apply_retention"]
    assert next_run(DAILY) == due + DAY


def test_many_starts_starve_no_job(start: Start) -> None:
    start([DAILY], NOW)
    due = next_run(DAILY)
    for hours in range(1, 14):
        start([DAILY], NOW + timedelta(hours=hours))
    assert next_run(DAILY) == due


def test_a_changed_rhythm_counts_from_now(start: Start) -> None:
    start([DAILY], NOW)
    DjangoJobExecution.objects.create(job_id=DAILY.command, status="Executed", run_time=NOW)
    start([Job(DAILY.command, DAILY.title, CronTrigger(hour=20, timezone=WARSAW), DAY)], NOW)
    assert next_run(DAILY) == datetime(2026, 11, 24, 19, tzinfo=UTC)
    assert DjangoJobExecution.objects.count() == 1  # it keeps its history


def test_a_job_that_is_none_any_more_goes(start: Start) -> None:
    start([DAILY, FAST], NOW)
    start([FAST], NOW)
    assert list(DjangoJob.objects.values_list("id", flat=True)) == ["deliver_outbox"]


def test_a_job_that_is_switched_off_stays_without_a_next_run(start: Start, settings: Settings) -> None:
    start([PURGE], NOW)
    settings.PURGE_ENABLED = False
    scheduler = start([PURGE], NOW)
    assert next_run(PURGE) is None
    assert taken(scheduler, NOW + DAY) == []
    settings.PURGE_ENABLED = True
    start([PURGE], NOW)
    assert next_run(PURGE) == datetime(2026, 11, 24, 12, 10, tzinfo=UTC)


def test_a_month_of_missed_runs_is_not_counted_one_by_one(start: Start) -> None:
    start([FAST], NOW)
    later = NOW + timedelta(days=30)
    start([FAST], later)
    due = next_run(FAST)
    assert due is not None
    assert later - FAST.grace <= due <= later


def test_a_clock_that_was_wrong_stops_no_job(start: Start) -> None:
    start([FAST, DAILY], NOW + timedelta(days=3650))
    start([FAST, DAILY], NOW)
    assert next_run(FAST) == datetime(2026, 11, 24, 12, 0, 5, tzinfo=UTC)
    assert next_run(DAILY) == datetime(2026, 11, 25, 3, tzinfo=UTC)


def test_a_run_goes_to_one_scheduler_alone(start: Start) -> None:
    """Also while one that has lost the lock does not know it yet."""
    one, other = start([FAST], NOW), start([FAST], NOW)
    due = NOW + timedelta(seconds=20)
    seen_by_other = DjangoJobStore.get_due_jobs(other._store, due.astimezone(WARSAW))
    assert taken(one, due) == ["deliver_outbox"]
    assert other._store._claim(seen_by_other[0], due.astimezone(WARSAW)) is None
    assert taken(other, due) == []
    assert taken(other, due + timedelta(seconds=5)) == ["deliver_outbox"]


def test_a_scheduler_that_is_stopped_takes_nothing(start: Start) -> None:
    scheduler = start([FAST], NOW)
    scheduler.state = 0
    assert taken(scheduler, NOW + DAY) == []
    assert next_run(FAST) == datetime(2026, 11, 24, 12, 0, 5, tzinfo=UTC)
