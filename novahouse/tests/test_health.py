from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import KnowledgeEntry
from consent.audit.triggers import remove
from integrations.breakers import slack_breaker
from integrations.models import OutboxMessage
from novahouse.scheduler.heartbeat import beat

DEEP = "/api/health/deep"


def test_alive_touches_nothing(client: Client) -> None:
    """No database mark: a query would fail this test."""
    response = client.get("/api/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.fixture
def living_scheduler(db: None) -> None:
    call_command("heartbeat")


@pytest.mark.django_db
def test_deep_tells_what_it_touched(client: Client, living_scheduler: None) -> None:
    body = client.get(DEEP).json()
    assert body["status"] == "ok"
    assert body["checks"]["database"] == {"status": "ok", "vendor": connection.vendor}
    assert body["checks"]["cache"]["status"] == "ok"
    assert body["checks"]["migrations"] == {"status": "ok", "waiting": 0}
    assert body["checks"]["knowledge"]["entries"] >= 60
    assert body["checks"]["scheduler"]["status"] == "ok"
    assert 0 <= body["checks"]["scheduler"]["age_seconds"] < 60


@pytest.mark.django_db
def test_a_scheduler_that_is_silent_is_degraded(client: Client) -> None:
    assert client.get(DEEP).json()["checks"]["scheduler"] == {"status": "degraded", "age_seconds": None}
    beat(timezone.now() - timedelta(seconds=110))
    assert client.get(DEEP).json()["checks"]["scheduler"]["status"] == "ok"
    beat(timezone.now() - timedelta(seconds=130))
    body = client.get(DEEP).json()
    assert body["status"] == "degraded"
    assert body["checks"]["scheduler"]["status"] == "degraded"
    assert 130 <= body["checks"]["scheduler"]["age_seconds"] < 140


@pytest.mark.django_db
def test_an_empty_knowledge_base_is_degraded_and_can_serve(client: Client) -> None:
    KnowledgeEntry.objects.update(active=False)
    response = client.get(DEEP)
    assert (response.status_code, response.json()["status"]) == (200, "degraded")


@pytest.mark.django_db
def test_a_switched_off_limit_is_degraded(client: Client, settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = False
    body = client.get(DEEP).json()
    assert body["checks"]["switches"] == {
        "status": "degraded",
        "rate_limit": False,
        "unsubscribe": True,
        "breakers": True,
        "followups": True,
        "purge": True,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("switch", ["PURGE_ENABLED", "FOLLOWUPS_ENABLED"])
def test_a_switched_off_job_is_degraded(client: Client, settings: Settings, switch: str) -> None:
    setattr(settings, switch, False)
    assert client.get(DEEP).json()["checks"]["switches"]["status"] == "degraded"


@pytest.mark.django_db
def test_a_service_that_is_left_alone_is_degraded(client: Client) -> None:
    assert client.get(DEEP).json()["checks"]["breakers"] == {
        "status": "ok",
        "slack": "closed",
        "monday": "closed",
        "mail": "closed",
    }
    slack_breaker.open()
    body = client.get(DEEP).json()
    assert body["checks"]["breakers"] == {"status": "degraded", "slack": "open", "monday": "closed", "mail": "closed"}
    assert body["status"] == "degraded"


@pytest.mark.django_db
def test_switched_off_breakers_are_degraded_whatever_they_say(client: Client, settings: Settings) -> None:
    settings.BREAKERS_ENABLED = False
    slack_breaker.open()
    checks = client.get(DEEP).json()["checks"]
    assert checks["breakers"] == {"status": "ok", "enabled": False}
    assert (checks["switches"]["status"], checks["switches"]["breakers"]) == ("degraded", False)


@pytest.mark.django_db
def test_a_message_that_was_given_up_is_degraded(client: Client) -> None:
    now = timezone.now()
    OutboxMessage.objects.create(
        destination="mail", kind="x", idempotency_key="x", status="dead", created_at=now, next_attempt_at=now
    )
    assert client.get(DEEP).json()["checks"]["outbox"] == {"status": "degraded", "waiting": 0, "dead": 1}


@pytest.mark.django_db
def test_a_trail_without_its_triggers_is_degraded(client: Client) -> None:
    with connection.cursor() as cursor:
        remove(cursor, connection.vendor)
    body = client.get(DEEP)
    assert body.status_code == 200
    assert body.json()["checks"]["audit_trail"]["status"] == "degraded"


@pytest.mark.django_db
def test_a_broken_cache_is_down_and_tells_no_secret(client: Client, settings: Settings, caplog: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://:secret@127.0.0.1:1/0"},
    }
    response = client.get(DEEP)
    assert (response.status_code, response.json()["status"]) == (503, "down")
    assert response.json()["checks"]["cache"] == {"status": "down"}
    assert b"secret" not in response.content
