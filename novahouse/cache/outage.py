"""One process' view of a server that may be out: whether to ask it now, and what to say when that changes."""

import logging
import threading
import time

from django.core.cache import caches

from novahouse.metrics.instruments import CACHE_FALLBACK

logger = logging.getLogger("novahouse.cache")

SKIP_SECONDS = 10.0  # so long an outage's error counts; then one caller tries again
_ANNOUNCED, _ANNOUNCED_SECONDS = "redis-outage", 6 * SKIP_SECONDS


class Outage:
    """All processes share the announcement in the fallback cache, so that an outage is logged once, and its end once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._skip_until: float | None = None  # None: it answers, as far as this process knows

    @property
    def is_on(self) -> bool:
        return self._skip_until is not None

    def may_ask(self) -> bool:
        """Whether to ask the server now. Of many callers one tries every SKIP_SECONDS, and no other waits for it."""
        if self._skip_until is None:
            return True
        with self._lock:
            if self._skip_until is not None and time.monotonic() < self._skip_until:
                return False
            self._skip_until = time.monotonic() + SKIP_SECONDS
            return True

    def begins(self, error: Exception) -> None:
        """It failed: nobody asks it for SKIP_SECONDS. The error's kind is logged and not its text, which may name a host."""
        with self._lock:
            self._skip_until = time.monotonic() + SKIP_SECONDS
        CACHE_FALLBACK.set(1)
        if caches["fallback"].add(_ANNOUNCED, 1, _ANNOUNCED_SECONDS):
            logger.warning("Redis does not answer (%s); the database serves in its place", type(error).__name__)
        else:
            caches["fallback"].touch(_ANNOUNCED, _ANNOUNCED_SECONDS)

    def ends(self) -> None:
        """It answered."""
        if self._skip_until is None:
            return
        with self._lock:
            self._skip_until = None
        CACHE_FALLBACK.set(0)
        if caches["fallback"].delete(_ANNOUNCED):
            logger.info("Redis answers again")
