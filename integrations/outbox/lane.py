"""One destination's deliverer in a process: a thread that sends what is due and sleeps until the next message is."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from integrations.models import Destination
from integrations.outbox.claim import next_due
from integrations.outbox.deliver import Delivered, deliver_to
from integrations.outbox.destinations import rests_until

LONGEST_NAP = 30.0  # seconds between looks while something waits
SHORTEST_NAP = 0.5  # seconds: what is due and not to be had is just being taken by another process

logger = logging.getLogger(__name__)


class Lane:
    """`look_every`: after how many seconds it looks for what other processes have added; None where it needs to be woken.

    `stopped` is asked before each message, beside stop().
    """

    def __init__(self, destination: Destination, look_every: float | None, stopped: Callable[[], bool]) -> None:
        self._destination = destination
        self._look_every = look_every
        self._stopped = stopped
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"outbox-{destination}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Something was committed."""
        self._awake.set()

    def stop(self) -> None:
        """The message in hand is the last one."""
        self._stopping.set()
        self._awake.set()

    def join(self, seconds: float | None) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._is_stopped():
            nap = self._round()
            self._awake.wait(nap)
            self._awake.clear()

    def _round(self) -> float | None:
        """Send what is due; tells how long to sleep. Whatever fails is a line in the log, and no connection stays open."""
        try:
            deliver_to(self._destination, self._is_stopped, Delivered())
            due, rested = next_due(self._destination), rests_until(self._destination)
            return nap_seconds(due, rested, timezone.now(), self._look_every)
        except Exception:  # this thread has to outlive a database that is down, and anything else
            logger.exception("The outbox (%s) could not be delivered; trying again", self._destination)
            return LONGEST_NAP if self._look_every is None else min(LONGEST_NAP, self._look_every)
        finally:
            connection.close()

    def _is_stopped(self) -> bool:
        return self._stopping.is_set() or self._stopped()


def nap_seconds(due: datetime | None, rested: datetime | None, now: datetime, look_every: float | None) -> float | None:
    """How long to sleep: until something is due and its destination has rested; None where nothing waits: until woken."""
    if due is None:
        return look_every
    wait = (max(due, rested or due) - now).total_seconds()
    return min(max(wait, SHORTEST_NAP), LONGEST_NAP if look_every is None else look_every)
