"""Limits by client address, on django-ratelimit's rules for rates, windows and keys.

django-ratelimit's own decorator answers 403, and 500 on a method of a class; ours answers 429 with the headers of
draft-ietf-httpapi-ratelimit-headers. Its `get_usage` counts with `add` and then `incr`; a cache that has `count` (ours) does
the same in one step. A limit holds for all processes that share the cache: novahouse.E003 refuses one that does not.
"""

import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_ratelimit.core import EXPIRATION_FUDGE, _get_window, _make_cache_key, _split_rate

from novahouse.metrics.instruments import RATE_LIMITED
from novahouse.web.client_address import client_address, counted_address
from novahouse.web.errors import error_response

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]

_PERIOD_NAMES = {1: "second", 60: "minute", 3600: "hour", 86400: "day"}


@dataclass(frozen=True)
class Usage:
    """How far one address has used up a limit: `count` of `limit` in a window that ends in `seconds_left`."""

    count: int
    limit: int
    period: int
    seconds_left: int

    @property
    def exceeded(self) -> bool:
        return self.count > self.limit


def count_request(group: str, rate: str, who: str) -> Usage:
    """Count one request of `who` and tell the usage. `rate` is django-ratelimit's: `30/m`."""
    limit, period = _split_rate(rate)
    window = _get_window(who, period)
    key = _make_cache_key(group, window, rate, who, None)
    cache = caches["default"]
    timeout = period + EXPIRATION_FUDGE
    if hasattr(cache, "count"):
        count = cache.count(key, timeout, limit)
    elif cache.add(key, 1, timeout):
        count = 1
    else:
        count = cache.incr(key)
    return Usage(count, limit, period, max(1, window - int(time.time())))


def rate_limited(
    group: str, setting: str, *, method: str = "POST", refuse: Callable[[HttpRequest], HttpResponseBase] | None = None
) -> Callable[[View], View]:
    """Limit a view's `method` by client address to the rate in `settings.<setting>`; beyond it answer 429 (`refuse` makes it).

    No other method counts: a preflight or a wrong one costs a visitor nothing. Every answer names the limit, an error too.
    """

    counted = ("GET", "HEAD") if method == "GET" else (method,)  # HEAD runs the same code

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not settings.RATE_LIMIT_ENABLED:
                return view(request, *args, **kwargs)
            rate: str = getattr(settings, setting)
            usage = None
            if request.method in counted:
                usage = count_request(group, rate, counted_address(request))
            response = _refused(request, group, refuse) if usage and usage.exceeded else view(request, *args, **kwargs)
            response["X-Rate-Limit"] = describe(rate)
            if usage:
                response["RateLimit-Policy"] = f'"{group}";q={usage.limit};w={usage.period}'
                response["RateLimit"] = f'"{group}";r={max(0, usage.limit - usage.count)};t={usage.seconds_left}'
                if usage.exceeded:
                    response["Retry-After"] = str(usage.seconds_left)
            return response

        return limited

    return decorate


def describe(rate: str) -> str:
    """`30/m` in words: `30 per minute per IP`."""
    limit, period = _split_rate(rate)
    return f"{limit} per {_PERIOD_NAMES.get(period, f'{period} seconds')} per IP"


def _refused(request: HttpRequest, group: str, refuse: Callable[[HttpRequest], HttpResponseBase] | None) -> HttpResponseBase:
    RATE_LIMITED.labels(group).inc()
    logger.warning("Rate limit exceeded for IP: %s", client_address(request))
    response = refuse(request) if refuse else error_response(429, "rate_limited", "Rate limit exceeded")
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own line beside ours would double a flood's log
    return response
