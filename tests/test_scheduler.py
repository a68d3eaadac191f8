"""Schedulers as processes: each run once, by one of them, whoever dies.

SCHEDULER_SECONDS is how long two of them run side by side; 60 for the long version.
"""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.conftest import ON_POSTGRES, ROOT, Server

SECONDS = float(os.environ.get("SCHEDULER_SECONDS", "5"))
PATIENCE = 40  # seconds, for conditions that come true in a few

HISTORY = "SELECT status, exception FROM django_apscheduler_djangojobexecution WHERE job_id = '{job}' ORDER BY run_time"
CLEAR = (
    "DELETE FROM django_apscheduler_djangojobexecution",
    "DELETE FROM django_apscheduler_djangojob",
)
ADD_EXPIRED = "INSERT INTO fallback_cache_cacheentry (key, counter, expires_at) VALUES ('old-{number}', 1, 1)"
EXPIRED = "SELECT count(*) FROM fallback_cache_cacheentry WHERE key LIKE 'old-%'"
END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


@dataclass
class Schedulers:
    """Schedulers on the database of a site, and what their jobs wrote."""

    site: Server
    folder: Path
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def log(self) -> str:
        return "".join(file.read_text(encoding="utf-8") for file in sorted(self.folder.glob("*.log")))

    def start(self, *jobs: str) -> "subprocess.Popen[bytes]":
        log = self.folder / f"{len(self.processes)}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.ticking_scheduler", *jobs],
                cwd=ROOT,
                env={**self.site.environment, "FILE": str(self.folder / "runs")},
                stdout=out,
                stderr=out,
            )
        self.processes.append(process)
        return process

    def runs(self, what: str) -> list[tuple[float, int]]:
        """When, and in which process."""
        file = self.folder / "runs"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [(float(at), int(pid)) for name, at, pid in map(str.split, lines) if name == what]

    def claimed(self, job: str) -> list[str]:
        """The moments of the schedule that a scheduler took to run."""
        return re.findall(rf"Job {job} begins its run of (\S+ \S+)", self.log)

    def history(self, job: str) -> list[tuple[str, str | None]]:
        return ask(self.site, HISTORY.format(job=job))

    def stop(self) -> list[int]:
        for process in self.processes:
            process.terminate()
        return [process.wait(PATIENCE) for process in self.processes]


@pytest.fixture(scope="module")
def site(server_factory: Callable[..., Server]) -> Server:
    return server_factory()


@pytest.fixture
def schedulers(site: Server, tmp_path: Path) -> Iterator[Schedulers]:
    made = Schedulers(site, tmp_path)
    yield made
    for process in made.processes:
        process.kill()
        process.wait()
    ask(site, *CLEAR)


def ask(site: Server, *statements: str) -> list[Any]:
    """The rows of the last statement."""
    if ON_POSTGRES:
        connection: Any = psycopg2.connect(site.database_url)
    else:
        connection = sqlite3.connect(site.database_url.removeprefix("sqlite:///"), timeout=20)
    with closing(connection), connection, closing(connection.cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def database_restarts(site: Server, down_seconds: float) -> None:
    """What its clients see of it: every session ends, and for a while none begins."""
    name = site.database_url.rpartition("/")[2]
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {down_seconds == 0}")
            cursor.execute(END_SESSIONS.format(name=name))
            time.sleep(down_seconds)
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def until(condition: Callable[[], object], schedulers: Schedulers) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"It did not come true:\n{schedulers.log}"
        time.sleep(0.05)


def test_of_two_schedulers_one_runs_each_job_once_and_the_other_takes_over(schedulers: Schedulers) -> None:
    leader = schedulers.start("tick", "fail")
    until(lambda: schedulers.runs("tick"), schedulers)
    standby = schedulers.start("tick", "fail")
    until(lambda: "stands by" in schedulers.log, schedulers)
    time.sleep(SECONDS)

    leader.kill()
    killed = time.time()
    leader.wait()
    until(lambda: schedulers.runs("tick")[-1][1] == standby.pid, schedulers)
    by_standby = [at for at, pid in schedulers.runs("tick") if pid == standby.pid]
    print(f"\ntaken over {by_standby[0] - killed:.2f} s after the kill")  # noqa: T201
    assert min(by_standby) > killed
    assert by_standby[0] - killed < 10
    until(lambda: len(schedulers.runs("tick")) >= SECONDS + 4, schedulers)
    assert schedulers.stop()[1] == 0

    ticks = each_run_once(schedulers, lost_to_a_kill=1)
    assert len(ticks) >= SECONDS
    assert len(schedulers.history("tick")) >= len(ticks) - 1
    failed = [why for status, why in schedulers.history("fail") if status == "Error!"]
    assert len(failed) >= SECONDS
    assert failed[0] == "The cat sleeps on it."
    assert "Job fail failed: The cat sleeps on it." in schedulers.log
    assert "Traceback" not in schedulers.log


def test_a_stopped_scheduler_finishes_its_job_and_begins_no_other(schedulers: Schedulers) -> None:
    process = schedulers.start("slow")
    until(lambda: schedulers.runs("begin"), schedulers)
    standby = schedulers.start("tick")
    until(lambda: "stands by" in schedulers.log, schedulers)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert len(schedulers.runs("begin")) == len(schedulers.runs("end"))
    ended = schedulers.runs("end")[-1][0]
    until(lambda: schedulers.runs("tick"), schedulers)
    assert schedulers.runs("tick")[0][0] > ended  # the lock was held until the job was done
    standby.send_signal(signal.SIGINT)
    assert standby.wait(PATIENCE) == 0


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no server that could be restarted")
def test_a_restart_of_the_database_stops_nothing_and_repeats_nothing(schedulers: Schedulers) -> None:
    schedulers.start("tick")
    schedulers.start("tick")
    until(lambda: len(schedulers.runs("tick")) >= 3, schedulers)
    for down_seconds in (0, 3):
        enough = len(schedulers.runs("tick")) + 3
        database_restarts(schedulers.site, down_seconds)
        until(partial(has_ticked, schedulers, enough), schedulers)
    assert schedulers.stop() == [0, 0]
    each_run_once(schedulers)


def test_the_running_scheduler_purges_what_has_expired(schedulers: Schedulers) -> None:
    ask(schedulers.site, *(ADD_EXPIRED.format(number=number) for number in range(500)))
    schedulers.start("purge_expired_cache", "heartbeat")
    until(lambda: "Purged 500 expired fallback cache entries" in schedulers.log, schedulers)
    assert "APScheduler started: cache cleanup every 10 minutes" in schedulers.log
    assert ask(schedulers.site, EXPIRED) == [(0,)]
    alive = schedulers.site.get("/api/health/deep").json()["checks"]["scheduler"]
    assert alive["status"] == "ok"
    assert alive["age_seconds"] < PATIENCE


def has_ticked(schedulers: Schedulers, times: int) -> bool:
    return len(schedulers.runs("tick")) >= times


def each_run_once(schedulers: Schedulers, lost_to_a_kill: int = 0) -> list[tuple[float, int]]:
    """No moment of the schedule was taken twice, and each that was taken came to a tick."""
    claimed, ticks = schedulers.claimed("tick"), schedulers.runs("tick")
    print(f"\n{len(ticks)} ticks, by process: {dict(Counter(pid for _, pid in ticks))}")  # noqa: T201
    assert len(set(claimed)) == len(claimed)
    assert 0 <= len(claimed) - len(ticks) <= lost_to_a_kill
    return ticks
