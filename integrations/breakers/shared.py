"""A pybreaker circuit breaker whose state all processes share."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import pybreaker
from django.conf import settings
from django.utils import timezone

from integrations.breakers.calls import ClosedCall, GuardedCall, Probe
from integrations.breakers.reasons import BY_HAND, Reason
from integrations.breakers.storage import SharedStorage
from integrations.models import BreakerState, BreakerStatus
from integrations.outbox.errors import Postponed

T = TypeVar("T")
FAIL_MAX = 5
RESET_SECONDS = 60


class Resting(Postponed, pybreaker.CircuitBreakerError):
    """The breaker is open, or its one probe is under way: nothing was called."""


class SharedBreaker(pybreaker.CircuitBreaker):
    """Guards the calls of one service.

    A failure is Unavailable and every exception that nobody foresaw; five in a row open it. Refused and Deferred are answers:
    they neither count nor clear the count, and they close a half-open breaker. All its queries are made before and after the
    guarded call, outside a transaction; what the database raises before it goes to the caller, what it raises after it to the
    log. pybreaker's listeners hear nothing: changes are logged and recorded once, by the process that made them.
    """

    def __init__(self, name: str, *, title: str) -> None:
        super().__init__(FAIL_MAX, RESET_SECONDS, throw_new_error_on_trip=False)
        # Not given to pybreaker: it would read the state at once, and nobody has a database while modules are imported.
        self._shared = self._state_storage = SharedStorage(name)
        self.title = title

    def call(self, func: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What `func` returns or raises. Raises Resting without calling it; with BREAKERS_ENABLED off it is just called.

        No lock is held meanwhile, as pybreaker's own `call` does: calls of one breaker run side by side.
        """
        if not settings.BREAKERS_ENABLED:
            return func(*args, **kwargs)
        return self._admitted(timezone.now()).call(func, *args, **kwargs)

    def _admitted(self, now: datetime) -> GuardedCall:
        seen = self.read()
        if seen.state == BreakerStatus.CLOSED:
            return ClosedCall(self, self._shared, seen)
        if seen.rests_until(self.reset_timeout, now):
            raise Resting(f"the circuit breaker {self.name} is {seen.state}")
        probe = self._shared.take_probe(seen, now)
        if probe is None:
            raise Resting(f"the circuit breaker {self.name} is being probed")
        return Probe(self, self._shared, probe)

    def read(self) -> BreakerState:
        """The shared state as it is now; not saved where the breaker never saw a failure."""
        return self._shared.read()

    def rests_until(self) -> datetime | None:
        """Before this moment no call is made; None where calls go. Changes nothing."""
        if not settings.BREAKERS_ENABLED:
            return None
        return self.read().rests_until(self.reset_timeout, timezone.now())

    def is_probing(self) -> bool:
        """The next call, as soon as one is made, finds out whether the service works again."""
        return settings.BREAKERS_ENABLED and self.read().state != BreakerStatus.CLOSED

    @property  # type: ignore[misc]  # read-only: it is the key of the state
    def name(self) -> str:
        return self._shared.name

    @property  # type: ignore[misc]  # read-only: open() and close() change it
    def state(self) -> Any:
        """pybreaker's object for the state. Made anew, since one that is told of a change would clear the counters of all."""
        return self._create_new_state(self.current_state)

    def open(self, reason: Reason = BY_HAND) -> bool:
        """For `reset_timeout` seconds, in all processes; then one probe goes. False: nothing is raised on a trip."""
        self._shared.set(BreakerStatus.OPEN, reason, timezone.now())
        return self._throw_new_error_on_trip

    def half_open(self, reason: Reason = BY_HAND) -> None:
        """The next call is the probe, in whichever process."""
        self._shared.set(BreakerStatus.HALF_OPEN, reason, timezone.now())

    def close(self, reason: Reason = BY_HAND) -> None:
        """In all processes; the failures are forgotten, and what a running probe finds out too."""
        self._shared.set(BreakerStatus.CLOSED, reason, timezone.now())
