"""A call that was let through, in the state that its breaker was in when it began. Each call has an object of its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pybreaker
from django.db import Error
from django.utils import timezone

from integrations.breakers.storage import SharedStorage
from integrations.models import BreakerState
from integrations.outbox.errors import Deferred, DeliveryError, Postponed, Refused
from integrations.reconnect import reconnect

logger = logging.getLogger(__name__)


class GuardedCall(pybreaker.CircuitBreakerState):
    """pybreaker runs the call and asks here what its end means.

    Its own states would count a refusal as a success, which forgets the failures before it, or as a failure. What the call
    returned or raised reaches the caller also where the database does not take down what that means.
    """

    def __init__(self, breaker: pybreaker.CircuitBreaker, storage: SharedStorage, seen: BreakerState) -> None:
        super().__init__(breaker, seen.state)
        self._storage = storage
        self._seen = seen

    def _handle_success(self) -> None:
        with self._noting():
            self.on_success()

    def _handle_error(self, exc: BaseException, reraise: bool = True) -> Any:
        """What was postponed says nothing of the service, and neither does the end of this process."""
        with self._noting():
            if isinstance(exc, Refused | Deferred):
                self.on_answer()
            elif isinstance(exc, Exception) and not isinstance(exc, Postponed):
                self.on_failure(exc)
        if reraise:
            raise exc

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """A message that arrived must not look as if it had not: it would be sent again."""
        try:
            yield
        except Error as error:  # its type alone: with it goes what the call raised, whose text may hold an address
            name, kind = self._seen.name, type(error).__name__
            logger.error("Circuit breaker %s: what came of a call could not be noted (%s)", name, kind)  # noqa: TRY400
            reconnect()  # the message is still to be marked

    def on_answer(self) -> None:
        """The service said that it will not do this, or not now: it works."""


class ClosedCall(GuardedCall):
    def on_success(self) -> None:
        self._storage.succeeded(self._seen)

    def on_failure(self, exc: BaseException) -> None:
        self._storage.failed(self._seen, self._breaker.fail_max, timezone.now())


class Probe(GuardedCall):
    """The one call of a half-open breaker."""

    def on_success(self) -> None:
        self._storage.probe_answered(self._seen, timezone.now())

    def on_answer(self) -> None:
        self.on_success()

    def on_failure(self, exc: BaseException) -> None:
        """The service was known to be down: a message that finds out that it still is loses no attempt."""
        if isinstance(exc, DeliveryError):
            exc.counts = False
        self._storage.probe_failed(self._seen, timezone.now())
