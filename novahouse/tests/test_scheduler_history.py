"""What the history keeps of the runs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_EXECUTED,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    EVENT_JOB_SUBMITTED,
    JobExecutionEvent,
    JobSubmissionEvent,
)
from django.core.management import call_command
from django.utils import timezone
from django_apscheduler.models import DjangoJob, DjangoJobExecution

from novahouse.scheduler.command import JobFailed
from novahouse.scheduler.history import INTERRUPTED, History, close_interrupted
from novahouse.scheduler.jobs import JOBS

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def history() -> History:
    for job in JOBS:
        DjangoJob.objects.create(id=job.command, job_state=b"")
    return History(JOBS)


def begun(job: str, seconds: int = 0) -> JobSubmissionEvent:
    return JobSubmissionEvent(EVENT_JOB_SUBMITTED, job, "default", [AT + timedelta(seconds=seconds)])


def ended(code: int, job: str, seconds: int = 0, **outcome: Any) -> JobExecutionEvent:
    return JobExecutionEvent(code, job, "default", AT + timedelta(seconds=seconds), **outcome)


def rows(job: str) -> list[tuple[str, str | None]]:
    return list(DjangoJobExecution.objects.filter(job_id=job).order_by("run_time").values_list("status", "exception"))


def test_a_run_is_seen_while_it_goes_on_and_when_it_is_done(history: History) -> None:
    history._submitted(begun("apply_retention"))
    assert rows("apply_retention") == [("Started execution", None)]
    history._done(ended(EVENT_JOB_EXECUTED, "apply_retention", retval=75.5))
    assert rows("apply_retention") == [("Executed", None)]
    assert DjangoJobExecution.objects.get().duration == 75.5  # and not the hours since it was planned


def test_a_run_that_is_over_before_it_was_seen_to_begin_stays_over(history: History) -> None:
    history._done(ended(EVENT_JOB_EXECUTED, "apply_retention", retval=0.1))
    history._submitted(begun("apply_retention"))
    assert rows("apply_retention") == [("Executed", None)]


def test_a_failure_tells_why(history: History) -> None:
    error = JobFailed("The audit trail is NOT intact." + "x" * 2000 + "\x00", 1.5, "File a, line 1")
    history._failed(ended(EVENT_JOB_ERROR, "verify_audit_log", exception=error))
    found = DjangoJobExecution.objects.get()
    assert found.status == "Error!"
    assert found.exception.startswith("The audit trail is NOT intact.")
    assert len(found.exception) == 1000
    assert (float(found.duration), found.traceback) == (1.5, "File a, line 1")


def test_what_nobody_expected_is_named_without_its_text(history: History, caplog: pytest.LogCaptureFixture) -> None:
    history._failed(ended(EVENT_JOB_ERROR, "verify_audit_log", exception=KeyError("anna@example.pl"), traceback="File a"))
    assert rows("verify_audit_log") == [("Error!", "Nieoczekiwany błąd: KeyError.")]
    assert "Job verify_audit_log failed before its command began" in caplog.text


def test_missed_and_skipped_runs_are_noted_and_logged(history: History, caplog: pytest.LogCaptureFixture) -> None:
    history._missed(ended(EVENT_JOB_MISSED, "anchor_audit_log"))
    skipped = JobSubmissionEvent(EVENT_JOB_MAX_INSTANCES, "apply_retention", "default", [AT])
    history._skipped(skipped)
    assert [status for status, _ in rows("anchor_audit_log")] == ["Missed!"]
    assert [status for status, _ in rows("apply_retention")] == ["Max instances!"]
    assert "Job anchor_audit_log missed its run of" in caplog.text
    assert "Job apply_retention skips a run" in caplog.text


def test_of_a_frequent_job_the_changes_are_kept_and_a_sample(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    now = AT
    monkeypatch.setattr(timezone, "now", lambda: now)
    for seconds in range(0, 1205, 5):  # twenty minutes, a failure after five
        now = AT + timedelta(seconds=seconds)
        history._submitted(begun("deliver_outbox", seconds))
        history._skipped(JobSubmissionEvent(EVENT_JOB_MAX_INSTANCES, "deliver_outbox", "default", [now]))
        if 300 <= seconds < 320:
            history._failed(ended(EVENT_JOB_ERROR, "deliver_outbox", seconds, exception=JobFailed("no disk", 0)))
        else:
            history._done(ended(EVENT_JOB_EXECUTED, "deliver_outbox", seconds, retval=0.1))
    kept = DjangoJobExecution.objects.filter(job_id="deliver_outbox").order_by("run_time")
    since = [(int((row.run_time - AT).total_seconds()), row.status) for row in kept]
    assert since == [(0, "Executed"), (300, "Error!"), (320, "Executed"), (920, "Executed")]


def test_what_a_dead_scheduler_left_open_is_closed(history: History) -> None:
    history._submitted(begun("apply_retention"))
    history._done(ended(EVENT_JOB_EXECUTED, "verify_audit_log", retval=1.0))
    close_interrupted()
    assert rows("apply_retention") == [("Error!", INTERRUPTED)]
    assert rows("verify_audit_log") == [("Executed", None)]


def test_old_history_goes_that_of_frequent_jobs_sooner(history: History) -> None:
    now = timezone.now()
    for job in ("deliver_outbox", "apply_retention"):
        for days in (0, 2, 29, 31):
            DjangoJobExecution.objects.create(job_id=job, status="Executed", run_time=now - timedelta(days=days))
    call_command("delete_old_job_executions")
    assert len(rows("deliver_outbox")) == 1
    assert len(rows("apply_retention")) == 3
