"""The table of jobs: every one is a command, and its rhythm is right in the nights when the clock changes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.management import get_commands
from pytest_django import Settings

from novahouse.scheduler.jobs import JOBS, WARSAW, Job, start_line
from novahouse.scheduler.wording import rhythm

SPRING = datetime(2027, 3, 27, 12, tzinfo=UTC)  # the night to the 28th has no hour from two to three
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # the night to the 25th has it twice
RHYTHMS = {
    "deliver_outbox": ("co 5 sekund", timedelta(seconds=5)),
    "heartbeat": ("co 30 sekund", timedelta(seconds=30)),
    "send_followups": ("co 5 minut", timedelta(minutes=5)),
    "purge_expired_cache": ("co 10 minut", timedelta(minutes=10)),
    "anchor_audit_log": ("co godzinę", timedelta(hours=1)),
    "verify_audit_log": ("codziennie o 3:30", timedelta(days=1)),
    "apply_retention": ("codziennie o 4:00", timedelta(days=1)),
    "delete_old_job_executions": ("codziennie o 4:30", timedelta(days=1)),
}

DAY = timedelta(days=1)
DAILY = [job for job in JOBS if RHYTHMS[job.command][1] == DAY]
OTHERS = [job for job in JOBS if RHYTHMS[job.command][1] < DAY]


def test_every_job_is_a_command_and_has_a_name() -> None:
    assert [job.command for job in JOBS if job.command not in get_commands()] == []
    assert all(job.title for job in JOBS)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.command)
def test_every_job_has_its_rhythm_and_a_grace_that_catches_up_one_run(job: Job) -> None:
    said, period = RHYTHMS[job.command]
    assert rhythm(job.trigger) == said
    assert job.grace == max(period, timedelta(minutes=5))


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
@pytest.mark.parametrize("job", OTHERS, ids=lambda job: job.command)
def test_the_clock_change_neither_repeats_nor_skips_a_run(job: Job, start: datetime) -> None:
    period = RHYTHMS[job.command][1]
    now = start + timedelta(hours=11)  # from two hours before the change
    end = now + timedelta(hours=3)
    runs = [job.trigger.get_next_fire_time(None, now).astimezone(UTC)]
    while runs[-1] < end:
        runs.append(job.trigger.get_next_fire_time(runs[-1].astimezone(WARSAW), runs[-1]).astimezone(UTC))
    assert {after - before for before, after in pairwise(runs)} == {period}


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
@pytest.mark.parametrize("job", DAILY, ids=lambda job: job.command)
def test_a_daily_job_runs_once_a_day_at_its_hour(job: Job, start: datetime) -> None:
    first = job.trigger.get_next_fire_time(None, start)
    second = job.trigger.get_next_fire_time(first, first)
    assert (second.date() - first.date()).days == 1
    assert first.timetz().replace(tzinfo=None) == second.timetz().replace(tzinfo=None)


def test_the_start_line_tells_of_the_cleanup(settings: Settings) -> None:
    assert start_line(JOBS) == "APScheduler started: cache cleanup every 10 minutes"
    settings.PURGE_ENABLED = False
    assert start_line(JOBS) == "APScheduler started: cache cleanup is off (PURGE_ENABLED=false)"
