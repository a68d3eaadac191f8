"""The table of jobs: which command runs when. What a job does stands in its command, and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from django.conf import settings

WARSAW = ZoneInfo("Europe/Warsaw")
PURGE = "purge_expired_cache"
PURGE_MINUTES = 10

_LEAST_GRACE = timedelta(minutes=5)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def _cron(**fields: str) -> CronTrigger:
    """Keep days clear of the hour from two to three, which one night of the year has not, and another twice."""
    return CronTrigger(timezone=WARSAW, **fields)


@dataclass(frozen=True)
class Job:
    """A command, and when it runs.

    `grace`: how late it may still begin after a restart or an outage; as long as its period, so that one run is caught up and
    not more. `switch` is the setting that turns it off. Of a `frequent` job the history keeps what changes and a sample of what
    stays the same, and what it prints goes nowhere.
    """

    command: str
    title: str
    trigger: CronTrigger
    grace: timedelta = _LEAST_GRACE
    options: Mapping[str, Any] = field(default_factory=dict)
    switch: str = ""
    frequent: bool = False

    @property
    def is_on(self) -> bool:
        return not self.switch or bool(getattr(settings, self.switch))


JOBS = (
    Job(
        "deliver_outbox",
        "Wysyłanie wiadomości wychodzących",
        _cron(second="*/5"),
        options={"side_by_side": True},
        frequent=True,
    ),
    Job("heartbeat", "Znak życia", _cron(second="*/30"), frequent=True),
    Job("send_followups", "Wiadomości po rozmowach", _cron(minute="*/5"), switch="FOLLOWUPS_ENABLED"),
    Job(PURGE, "Czyszczenie pamięci podręcznej", _cron(minute=f"*/{PURGE_MINUTES}"), 2 * _LEAST_GRACE, switch="PURGE_ENABLED"),
    Job("anchor_audit_log", "Kotwica dziennika zgód", _cron(minute="0"), _HOUR),
    Job("verify_audit_log", "Sprawdzenie dziennika zgód", _cron(hour="3", minute="30"), _DAY),
    Job("apply_retention", "Usuwanie danych po terminie", _cron(hour="4", minute="0"), _DAY),
    Job("delete_old_job_executions", "Porządkowanie historii zadań", _cron(hour="4", minute="30"), _DAY),
)
TITLES = {job.command: job.title for job in JOBS}


def start_line(jobs: Sequence[Job]) -> str:
    """What the log says when the scheduler begins."""
    purges = any(job.command == PURGE and job.is_on for job in jobs)
    cleanup = f"every {PURGE_MINUTES} minutes" if purges else "is off (PURGE_ENABLED=false)"
    return f"APScheduler started: cache cleanup {cleanup}"
