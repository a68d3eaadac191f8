"""Bringing the stored jobs in line with the table of jobs, without losing what is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apscheduler.job import Job as ScheduledJob
from apscheduler.schedulers.base import BaseScheduler

from novahouse.scheduler.command import run_command
from novahouse.scheduler.jobs import Job
from novahouse.scheduler.store import ClaimingJobStore


def store_jobs(scheduler: BaseScheduler, store: ClaimingJobStore, jobs: Sequence[Job], now: datetime) -> None:
    """Add what is new, change what has changed, remove what is no job any more; what is unchanged is not touched.

    To replace every job at every start, as the library's manual proposes, counts its time from the start again: a run that fell
    into a restart is lost, and a server that restarts daily may never come to a daily job. A job that is switched off stays,
    without a next run and with its history.
    """
    stored = {job.id: job for job in store.get_all_jobs()}
    for name in stored.keys() - {job.command for job in jobs}:
        store.remove_job(name)
    for job in jobs:
        before = stored.get(job.command)
        wanted = _scheduled(scheduler, job, next_run(job, before, now))
        if before is None or _state(before) != _state(wanted):
            store.put(wanted)


def next_run(job: Job, before: ScheduledJob | None, now: datetime) -> datetime | None:
    """When it runs next: None where it is switched off; a moment that is over where a run is to be caught up.

    Runs that are late beyond the grace are left out, since the library would count them all, one by one. A stored moment that
    lies too far ahead was written by a clock that went wrong, and would stop the job until then.
    """
    if not job.is_on:
        return None
    fresh: datetime = job.trigger.get_next_fire_time(None, now)
    if before is None or before.next_run_time is None or repr(before.trigger) != repr(job.trigger):
        return fresh
    stored: datetime = before.next_run_time
    if stored > fresh + job.grace:
        return fresh
    earliest: datetime = job.trigger.get_next_fire_time(None, now - job.grace)
    return max(stored, earliest)


def _scheduled(scheduler: BaseScheduler, job: Job, next_run_time: datetime | None) -> ScheduledJob:
    return ScheduledJob(
        scheduler,
        id=job.command,
        name=job.title,
        func=run_command,
        args=(job.command, dict(job.options), not job.frequent),
        kwargs={},
        trigger=job.trigger,
        executor="default",
        misfire_grace_time=int(job.grace.total_seconds()),
        coalesce=True,
        max_instances=1,
        next_run_time=next_run_time,
    )


def _state(job: ScheduledJob) -> dict[str, Any]:
    """Two jobs with the same state run the same command at the same moments."""
    return {**job.__getstate__(), "trigger": repr(job.trigger)}
