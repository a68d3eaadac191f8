"""Numbered system checks: what is misconfigured is said at start, with a hint, and not at the first request."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from novahouse import environment

# Backends whose counters all processes share and which count in one atomic step.
EXACT_COUNTERS = {
    "novahouse.cache.backend.DatabaseFallbackCache",
    "novahouse.cache.redis.ResilientRedisCache",
    "django_redis.cache.RedisCache",
    "django.core.cache.backends.redis.RedisCache",
}
TAG = "novahouse"
MIN_KEY_LENGTH = 32


@register(TAG)
def check_environment(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(f"{problem.name} {problem.message}.", hint=problem.hint, id="novahouse.E001") for problem in environment.problems
    ]


@register(TAG)
def check_keys(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(
            f"{name} is shorter than {MIN_KEY_LENGTH} characters.",
            hint="Use 50 random characters, or leave it out: one is made under VAR_DIR.",
            id="novahouse.E002",
        )
        for name in ("SECRET_KEY", "PRIVACY_KEY")
        if len(getattr(settings, name)) < MIN_KEY_LENGTH
    ]


@register(TAG)
def check_cache_counts_exactly(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    backend = settings.CACHES["default"]["BACKEND"]
    if backend in EXACT_COUNTERS:
        return []
    return [
        Error(
            f"The default cache, {backend}, cannot count exactly over several processes; rate limits would leak.",
            hint="Set REDIS_URL, or leave it out to use the database fallback cache.",
            id="novahouse.E003",
        )
    ]


@register(TAG)
def check_rate_limit_is_on(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if settings.RATE_LIMIT_ENABLED:
        return []
    return [
        Warning(
            "RATE_LIMIT_ENABLED is false: anybody may flood the chat.",
            hint="Switch it on again once the reason is gone.",
            id="novahouse.W001",
        )
    ]


@register(TAG)
def check_monday_is_whole(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """One that is malformed is reported already, and read as empty."""
    pair = ("MONDAY_API_KEY", "MONDAY_BOARD_ID")
    missing = [name for name in pair if not getattr(settings, name)]
    if len(missing) != 1 or any(problem.name in pair for problem in environment.problems):
        return []
    return [
        Error(
            f"{' and '.join(pair)} go together, and {missing[0]} is not set.",
            hint="Set both, or none of them to leave monday.com out.",
            id="novahouse.E004",
        )
    ]


@register(TAG)
def check_breakers_are_on(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if settings.BREAKERS_ENABLED:
        return []
    return [
        Warning(
            "BREAKERS_ENABLED is false: a service that is down is asked again and again.",
            hint="Switch it on again once the reason is gone.",
            id="novahouse.W002",
        )
    ]
