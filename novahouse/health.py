"""Is it alive, and can it serve? The deep check touches what a message touches."""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from chatbot.models import KnowledgeEntry
from consent.audit.quick import quick_finding
from integrations.breakers import breakers
from integrations.models import BreakerStatus
from integrations.outbox.backlog import outbox_backlog
from novahouse.cache.redis import ResilientRedisCache
from novahouse.scheduler.heartbeat import last_beat
from novahouse.web.api_view import ApiView

_logger = logging.getLogger(__name__)

OK, DEGRADED, DOWN = "ok", "degraded", "down"
OUTBOX_PATIENCE = timedelta(minutes=15)
SCHEDULER_PATIENCE = timedelta(minutes=2)  # four heartbeats
Check = dict[str, Any]


class Health(serializers.Serializer[Any]):
    status = serializers.ChoiceField([OK, DEGRADED, DOWN])


class DeepHealth(Health):
    checks = serializers.DictField(child=serializers.DictField())


class HealthView(ApiView):
    @extend_schema(operation_id="health", summary="Alive; touches nothing", responses=Health, tags=["health"])
    def get(self, request: Request) -> Response:
        return Response({"status": OK})


class DeepHealthView(ApiView):
    @extend_schema(
        operation_id="health_deep",
        summary="Can it serve? 503 when not",
        responses={200: DeepHealth, 503: DeepHealth},
        tags=["health"],
    )
    def get(self, request: Request) -> Response:
        checks = {name: _guarded(check) for name, check in _CHECKS.items()}
        found = {check["status"] for check in checks.values()}
        status = DOWN if DOWN in found else DEGRADED if DEGRADED in found else OK
        return Response({"status": status, "checks": checks}, status=503 if status == DOWN else 200)


def check_database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"status": OK, "vendor": connection.vendor}


def check_cache() -> Check:
    """Written, read back and removed, under a key that no other check uses. Degraded while the fallback stands in for Redis."""
    cache, key, value = caches["default"], f"health:{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(key, value, 30)
    read = cache.get(key)
    cache.delete(key)
    stood_in_for = isinstance(cache, ResilientRedisCache) and cache.outage.is_on
    serving = "fallback" if stood_in_for else "default"
    backend = str(settings.CACHES[serving]["BACKEND"]).rpartition(".")[2]
    if read != value:
        return {"status": DOWN, "backend": backend}
    return {"status": DEGRADED if stood_in_for else OK, "backend": backend}


def check_migrations() -> Check:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {"status": DEGRADED if waiting else OK, "waiting": waiting}


def check_knowledge() -> Check:
    entries = KnowledgeEntry.objects.filter(active=True).count()
    return {"status": OK if entries else DEGRADED, "entries": entries}


def check_outbox() -> Check:
    """Degraded while something that left for outside is late by more than OUTBOX_PATIENCE, or was given up."""
    waiting, oldest, dead = outbox_backlog()
    late = oldest is not None and timezone.now() - oldest > OUTBOX_PATIENCE
    return {"status": DEGRADED if late or dead else OK, "waiting": waiting, "dead": dead}


def check_breakers() -> Check:
    """Degraded while a service outside is left alone. Switched off they guard nothing, and what they say is of no account."""
    if not settings.BREAKERS_ENABLED:
        return {"status": OK, "enabled": False}
    states = {breaker.name: breaker.current_state for breaker in breakers()}
    closed = all(state == BreakerStatus.CLOSED for state in states.values())
    return {"status": OK if closed else DEGRADED, **states}


def check_audit_trail() -> Check:
    """The end of the chain against its head and the last anchor; the whole chain is `verify_audit_log`'s work."""
    finding = quick_finding()
    return {"status": DEGRADED if finding else OK, "finding": finding}


def check_scheduler() -> Check:
    """Degraded when the scheduler has shown no life for SCHEDULER_PATIENCE, or never: what waits for it then waits."""
    last = last_beat()
    if last is None:
        return {"status": DEGRADED, "age_seconds": None}
    age = max(timezone.now() - last.at, timedelta())
    return {"status": DEGRADED if age > SCHEDULER_PATIENCE else OK, "age_seconds": int(age.total_seconds())}


def check_switches() -> Check:
    switches = {
        "rate_limit": settings.RATE_LIMIT_ENABLED,
        "unsubscribe": settings.UNSUBSCRIBE_ENABLED,
        "breakers": settings.BREAKERS_ENABLED,
        "followups": settings.FOLLOWUPS_ENABLED,
        "purge": settings.PURGE_ENABLED,
    }
    return {"status": OK if all(switches.values()) else DEGRADED, **switches}


_CHECKS: dict[str, Callable[[], Check]] = {
    "database": check_database,
    "cache": check_cache,
    "migrations": check_migrations,
    "knowledge": check_knowledge,
    "outbox": check_outbox,
    "breakers": check_breakers,
    "audit_trail": check_audit_trail,
    "scheduler": check_scheduler,
    "switches": check_switches,
}


def _guarded(check: Callable[[], Check]) -> Check:
    """A check that fails means down; why stands in the log, since an error text may hold a host name or a password."""
    try:
        return check()
    except Exception:
        _logger.exception("Health check failed: %s", check.__name__)
        return {"status": DOWN}
