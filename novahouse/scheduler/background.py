"""The library's scheduler, made to outlive a database that goes away."""

import logging
from collections.abc import Sequence

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import close_old_connections, connections
from django.utils import timezone

from novahouse.scheduler.history import History, close_interrupted
from novahouse.scheduler.jobs import WARSAW, Job
from novahouse.scheduler.store import ClaimingJobStore
from novahouse.scheduler.stored import store_jobs

logger = logging.getLogger("novahouse.scheduler")

_RETRY_SECONDS = 1.0  # after an error of the database


class Scheduler(BackgroundScheduler):
    """One leadership long: start it, look after it, shut it down. Every job has a thread, so that none waits for another."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        self._store = ClaimingJobStore(History(jobs))
        super().__init__(
            timezone=WARSAW,
            jobstores={"default": self._store},
            executors={"default": ThreadPoolExecutor(len(jobs))},
            jobstore_retry_interval=_RETRY_SECONDS,
        )

    def begin(self) -> None:
        """Bring the stored jobs in line with the table, and go. Raises what the database raises."""
        self.start(paused=True)
        close_interrupted()
        store_jobs(self, self._store, self._jobs, timezone.now())
        self.resume()

    def is_working(self) -> bool:
        return self.running and self._thread is not None and self._thread.is_alive()

    def _process_jobs(self) -> float | None:
        """An error that gets out of here ends the library's thread, and with it every job, without a word."""
        close_old_connections()
        try:
            seconds: float | None = super()._process_jobs()
        except Exception:
            logger.exception("The scheduler could not look for what is due; trying again")
            return _RETRY_SECONDS
        else:
            return seconds
        finally:
            close_old_connections()

    def _main_loop(self) -> None:
        try:
            super()._main_loop()
        finally:
            connections.close_all()
