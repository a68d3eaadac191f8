"""A call that was let through, in the state that its breaker was in when it began. Each call has an object of its own."""

from typing import Any

import pybreaker
from django.utils import timezone

from integrations.breakers.storage import SharedStorage
from integrations.models import BreakerState
from integrations.outbox.errors import DeliveryError, Postponed, Refused


class GuardedCall(pybreaker.CircuitBreakerState):
    """pybreaker runs the call and asks here what its end means.

    Its own states would count a refusal as a success, which forgets the failures before it, or as a failure.
    """

    def __init__(self, breaker: pybreaker.CircuitBreaker, storage: SharedStorage, seen: BreakerState) -> None:
        super().__init__(breaker, seen.state)
        self._storage = storage
        self._seen = seen

    def _handle_success(self) -> None:
        self.on_success()

    def _handle_error(self, exc: BaseException, reraise: bool = True) -> Any:
        """What was postponed says nothing of the service, and neither does the end of this process."""
        if isinstance(exc, Refused):
            self.on_refusal()
        elif isinstance(exc, Exception) and not isinstance(exc, Postponed):
            self.on_failure(exc)
        if reraise:
            raise exc

    def on_refusal(self) -> None:
        """The service answered that it will not do this: it works."""


class ClosedCall(GuardedCall):
    def on_success(self) -> None:
        self._storage.succeeded(self._seen)

    def on_failure(self, exc: BaseException) -> None:
        self._storage.failed(self._seen, self._breaker.fail_max, timezone.now())


class Probe(GuardedCall):
    """The one call of a half-open breaker."""

    def on_success(self) -> None:
        self._storage.probe_answered(self._seen, timezone.now())

    def on_refusal(self) -> None:
        self.on_success()

    def on_failure(self, exc: BaseException) -> None:
        """The service was known to be down: a message that finds out that it still is loses no attempt."""
        if isinstance(exc, DeliveryError):
            exc.counts = False
        self._storage.probe_failed(self._seen, timezone.now())
