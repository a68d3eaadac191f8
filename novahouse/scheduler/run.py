"""The life of a scheduler's process: stand by, lead, step down, until it is told to stop."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

import psycopg2
from django.db import Error, connections
from django.utils import timezone

from novahouse.scheduler.background import Scheduler
from novahouse.scheduler.command import ending
from novahouse.scheduler.heartbeat import beat
from novahouse.scheduler.jobs import Job, start_line
from novahouse.scheduler.leader import CHECK_SECONDS, LeaderLock, leader_lock
from novahouse.scheduler.log import quiet_library

logger = logging.getLogger("novahouse.scheduler")

_STANDS_BY = "Another scheduler is active; this one stands by"
_LOOK_SECONDS = 0.2  # how soon a stop is noticed
_TROUBLE = (Error, psycopg2.Error, OSError)  # a database that is away, or being restarted, or not migrated yet


def run(jobs: Sequence[Job], stopped: Callable[[], bool]) -> None:
    """Run the jobs while this process is the leader. Returns once `stopped` is true and the running jobs have finished."""
    quiet_library()
    lock = leader_lock()
    said = ""  # what holds us up is said once, and not every second
    while not stopped():
        try:
            if lock.acquire():
                said = ""
                _lead(jobs, lock, stopped)
            elif said != _STANDS_BY:
                said = _STANDS_BY
                logger.info(said)
        except _TROUBLE as error:
            why = str(error).partition("\n")[0]
            if said != (said := f"The scheduler waits for the database: {why}"):
                logger.warning(said)
        _wait(CHECK_SECONDS, stopped)
    lock.release()


def _lead(jobs: Sequence[Job], lock: LeaderLock, stopped: Callable[[], bool]) -> None:
    ending.clear()
    scheduler = Scheduler(jobs)
    try:
        scheduler.begin()
        logger.info(start_line(jobs))
        beat(timezone.now())  # health need not wait for the job
        connections.close_all()
        while not stopped() and scheduler.is_working() and lock.is_held():
            _wait(CHECK_SECONDS, stopped)
        if stopped():
            logger.info("The scheduler stops: the running jobs finish")
        else:
            logger.warning("This scheduler is the leader no more: the running jobs finish, and no other begins")
    finally:
        ending.set()
        _finish(scheduler, lock)
        lock.release()
        connections.close_all()


def _finish(scheduler: Scheduler, lock: LeaderLock) -> None:
    """Let the running jobs end. Meanwhile the lock is kept alive: whoever got it would begin them a second time."""
    if not scheduler.running:
        return
    shutting = threading.Thread(target=scheduler.shutdown, name="shutdown")
    shutting.start()
    while shutting.is_alive():
        lock.is_held()
        shutting.join(CHECK_SECONDS)


def _wait(seconds: float, stopped: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + seconds
    while not stopped() and time.monotonic() < ends_at:
        time.sleep(_LOOK_SECONDS)
