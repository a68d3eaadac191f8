"""What the console shows of the runs: django-apscheduler's table, written by ourselves."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from apscheduler import events
from apscheduler.schedulers.base import BaseScheduler
from django.db import Error
from django.utils import timezone
from django_apscheduler.models import DjangoJobExecution

from integrations.reconnect import reconnect
from novahouse.scheduler.command import JobFailed
from novahouse.scheduler.jobs import Job

logger = logging.getLogger("novahouse.scheduler")

SAMPLE_EVERY = timedelta(minutes=10)
INTERRUPTED = "Nie wiadomo, jak się skończyło: planista albo baza danych przestały w tym czasie działać."
_MISSED = "Nie wykonano: planista nie działał o tej porze, a potem było już za późno."
_STILL_RUNNING = "Pominięto: poprzednie wykonanie jeszcze trwało."
_LONGEST_REASON = 1000  # characters: the library's column

Execution = DjangoJobExecution


class History:
    """Writes how each run went. The library's own listeners would write 20,000 rows a day that all say "nothing to do", and a
    duration that counts from when the run was planned, so that one caught up in the morning seems to have taken the night.

    Of a frequent job an outcome is noted when it differs from the last one, and else once in SAMPLE_EVERY: the first failure,
    another failure and the recovery are there to the second, and the console stays readable.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._frequent = {job.command for job in jobs if job.frequent}
        self._noted: dict[str, tuple[tuple[str, str], Any]] = {}

    def listen(self, scheduler: BaseScheduler) -> None:
        scheduler.add_listener(self._submitted, events.EVENT_JOB_SUBMITTED)
        scheduler.add_listener(self._skipped, events.EVENT_JOB_MAX_INSTANCES)
        scheduler.add_listener(self._missed, events.EVENT_JOB_MISSED)
        scheduler.add_listener(self._done, events.EVENT_JOB_EXECUTED)
        scheduler.add_listener(self._failed, events.EVENT_JOB_ERROR)

    def _submitted(self, event: events.JobSubmissionEvent) -> None:
        """It may be over already: then what stands there is the outcome, and stays."""
        if event.job_id not in self._frequent:
            run_time = event.scheduled_run_times[-1]
            _write(
                lambda: Execution.objects.get_or_create(
                    job_id=event.job_id, run_time=run_time, defaults={"status": Execution.SENT}
                )
            )

    def _skipped(self, event: events.JobSubmissionEvent) -> None:
        """Every few seconds a job may well find itself at work; else it is worth a word."""
        if event.job_id not in self._frequent:
            logger.warning("Job %s skips a run: the one before is still running", event.job_id)
            self._note(event.job_id, event.scheduled_run_times[-1], Execution.MAX_INSTANCES, reason=_STILL_RUNNING)

    def _missed(self, event: events.JobExecutionEvent) -> None:
        logger.warning("Job %s missed its run of %s", event.job_id, event.scheduled_run_time)
        self._note(event.job_id, event.scheduled_run_time, Execution.MISSED, reason=_MISSED)

    def _done(self, event: events.JobExecutionEvent) -> None:
        self._note(event.job_id, event.scheduled_run_time, Execution.SUCCESS, seconds=event.retval)

    def _failed(self, event: events.JobExecutionEvent) -> None:
        error = event.exception
        if isinstance(error, JobFailed):
            reason, seconds, where = str(error), error.seconds, error.where
        else:
            reason, seconds, where = f"Nieoczekiwany błąd: {type(error).__name__}.", 0.0, event.traceback
            logger.error("Job %s failed before its command began:\n%s", event.job_id, where)
        self._note(event.job_id, event.scheduled_run_time, Execution.ERROR, reason=reason, seconds=seconds, where=where)

    def _note(
        self, job_id: str, run_time: Any, status: str, *, reason: str = "", seconds: float | None = None, where: str = ""
    ) -> None:
        if job_id in self._frequent and not self._is_news(job_id, (status, reason)):
            return
        values = {
            "status": status,
            "duration": None if seconds is None else round(seconds, 2),
            "finished": round(timezone.now().timestamp(), 2),
            "exception": reason.replace("\x00", "")[:_LONGEST_REASON] or None,
            "traceback": where or None,
        }
        _write(lambda: Execution.objects.update_or_create(job_id=job_id, run_time=run_time, defaults=values))

    def _is_news(self, job_id: str, outcome: tuple[str, str]) -> bool:
        last, at = self._noted.get(job_id, (None, None))
        now = timezone.now()
        if last == outcome and at is not None and now - at < SAMPLE_EVERY:
            return False
        self._noted[job_id] = outcome, now
        return True


def close_interrupted() -> None:
    """What a scheduler that is gone has begun and not finished is said to be so, and not to be running for ever."""
    Execution.objects.filter(status=Execution.SENT).update(status=Execution.ERROR, exception=INTERRUPTED)


def _write(write: Any) -> None:
    """A row that cannot be written is a line in the log, and no reason to stop."""
    reconnect()
    try:
        write()
    except Error as error:
        logger.warning("A run could not be noted in the history: %s", error)
    finally:
        reconnect()
