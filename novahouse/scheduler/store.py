"""The jobs in the database. A run is claimed there before it begins, so that no run is ever begun twice."""

import logging
import pickle
from datetime import datetime
from typing import Any

from apscheduler.job import Job as ScheduledJob
from apscheduler.schedulers.base import STATE_STOPPED
from django.db import Error
from django_apscheduler.jobstores import DjangoJobStore
from django_apscheduler.models import DjangoJob

from novahouse.scheduler.history import History

logger = logging.getLogger("novahouse.scheduler")


class ClaimingJobStore(DjangoJobStore):
    """The library submits a job and then writes when it runs next. If that write fails, or a scheduler that has just lost the
    lock is a moment late, the same run would begin twice. Here the next run is written first, on condition that this one is
    still to come: whoever changes the row has the run. One that is claimed and never begun, because the process was killed in
    that moment, is lost: the next one comes.
    """

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    def register_event_listeners(self) -> None:
        """In place of the library's own, which write two rows' worth for each run."""
        self._history.listen(self._scheduler)

    def get_due_jobs(self, now: datetime) -> list[ScheduledJob]:
        """The jobs whose run the caller now has to begin. None once the scheduler is stopped: its thread may still come here,
        and what it took then would be refused by the executor and lost.
        """
        if self._scheduler.state == STATE_STOPPED:
            return []
        claimed: list[ScheduledJob] = []
        for job in super().get_due_jobs(now):
            try:
                run_time = self._claim(job, now)
                if run_time:
                    logger.debug("Job %s begins its run of %s", job.id, run_time)
                    claimed.append(job)
            except Error as error:
                logger.warning("Job %s could not be claimed: %s", job.id, error)
                break
        return claimed

    def update_job(self, job: ScheduledJob) -> None:
        """The library's word that a run was submitted: the claim has written it already."""

    def put(self, job: ScheduledJob) -> None:
        """Add it, or change what stands there and keep its history."""
        values = {"next_run_time": job.next_run_time, "job_state": _pickled(job)}
        DjangoJob.objects.update_or_create(id=job.id, defaults=values)

    def _claim(self, job: ScheduledJob, now: datetime) -> datetime | None:
        """The run that is the caller's, the last one that is due; None where another was faster."""
        last_due: datetime = job._get_run_times(now)[-1]
        following = job.trigger.get_next_fire_time(last_due, now)
        found = DjangoJob.objects.filter(id=job.id, next_run_time=job.next_run_time)
        changed = found.update(next_run_time=following, job_state=_pickled(job, next_run_time=following))
        return last_due if changed else None


def _pickled(job: ScheduledJob, **changes: Any) -> bytes:
    return pickle.dumps({**job.__getstate__(), **changes}, pickle.HIGHEST_PROTOCOL)
