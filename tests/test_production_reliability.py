"""The five production blockers of the specification, in its ten tests: each against the real thing.

Rows are rows of the database, a failing vendor is an HTTP server that answers 500, endpoints are asked over their URLs.
"""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from chatbot.models import ChatConversation
from consent.audit.verify import verify_chain
from consent.models import ConsentAuditLog
from consent.models.audit import Action, Source
from consent.tests.visitor import JSON, agree, consents, talk
from followups.models import FollowupEvent
from followups.models.event import FollowupStatus
from integrations.breakers import Resting, SharedBreaker, monday_breaker, slack_breaker
from integrations.models import BreakerState, BreakerStatus
from integrations.models.breaker import BreakerChange
from integrations.monday.delivery import deliver_monday
from integrations.outbox.errors import Unavailable
from integrations.slack.delivery import webhook_post
from integrations.tests.monday_board import BOARD_ID
from integrations.tests.monday_cast import save
from integrations.tests.monday_server import KEY
from integrations.tests.vendor_server import Answer, VendorServer
from novahouse.cache.models import CacheEntry
from novahouse.scheduler.jobs import JOBS

pytestmark = pytest.mark.django_db

FAILURES = 5
EMAIL = "anna.kowalska@example.com"


class TestPurgeLoop:
    """Expired entries leave the fallback cache by a job that runs every ten minutes."""

    def test_cleanup_removes_expired_entries(self) -> None:
        cache = caches["fallback"]
        cache.set_many({f"over-{number}": number for number in range(5)}, timeout=600)
        CacheEntry.objects.update(expires_at=time.time() - 1)
        cache.set("still-good", "value", timeout=600)
        cache.set("for-ever", "value", timeout=None)
        self._run_the_job()
        assert set(CacheEntry.objects.values_list("key", flat=True)) == {
            cache.make_key("still-good"),
            cache.make_key("for-ever"),
        }
        assert cache.get("still-good") == "value"

    def test_cleanup_empty_cache(self, caplog: pytest.LogCaptureFixture) -> None:
        CacheEntry.objects.all().delete()
        with caplog.at_level("INFO"):
            self._run_the_job()
        assert "Purged 0 expired fallback cache entries" in caplog.messages
        assert not CacheEntry.objects.exists()

    @staticmethod
    def _run_the_job() -> None:
        """As the scheduler does, which runs it every ten minutes."""
        job = next(job for job in JOBS if job.command == "purge_expired_cache")
        assert job.is_on
        assert str(job.trigger) == "cron[minute='*/10']"
        call_command(job.command, **job.options)


class TestCircuitBreakers:
    """A vendor that answers 500 five times in a row is left alone for a minute, and told so in the database."""

    @pytest.fixture
    def broken(self) -> Iterator[VendorServer]:
        with VendorServer(Answer(500, b"Internal Server Error")) as server:
            yield server

    def test_slack_circuit_breaker_opens_after_failures(self, broken: VendorServer, settings: Settings) -> None:
        settings.SLACK_WEBHOOK_URL = f"{broken.url}/services/T00000000/B00000000/Secret"
        for failure in range(1, FAILURES + 1):
            assert slack_breaker.current_state == BreakerStatus.CLOSED
            with pytest.raises(Unavailable):
                webhook_post({"text": "Nowy kontakt"})
            assert len(broken.requests) == failure
        with pytest.raises(Resting):
            webhook_post({"text": "Nowy kontakt"})
        self._assert_open(slack_breaker, broken)

    def test_monday_circuit_breaker_opens_after_failures(self, broken: VendorServer, settings: Settings) -> None:
        settings.MONDAY_API_URL, settings.MONDAY_API_KEY, settings.MONDAY_BOARD_ID = f"{broken.url}/v2", KEY, BOARD_ID
        message = save()
        for failure in range(1, FAILURES + 1):
            assert monday_breaker.current_state == BreakerStatus.CLOSED
            with pytest.raises(Unavailable):
                deliver_monday(message)
            assert len(broken.requests) == failure
        with pytest.raises(Resting):
            deliver_monday(message)
        self._assert_open(monday_breaker, broken)

    @staticmethod
    def _assert_open(breaker: SharedBreaker, server: VendorServer) -> None:
        assert len(server.requests) == FAILURES  # while it is open nothing is sent
        assert (breaker.fail_max, breaker.reset_timeout) == (FAILURES, 60)
        assert BreakerState.objects.get(name=breaker.name).state == BreakerStatus.OPEN
        changes = BreakerChange.objects.values_list("breaker", "previous", "state")
        assert list(changes) == [(breaker.name, "closed", "open")]


class TestIdempotency:
    """The database itself refuses a follow-up's second row."""

    def test_duplicate_followup_raises_integrity_error(self) -> None:
        conversation = talk(EMAIL)
        self._event(conversation, 1)
        with pytest.raises(IntegrityError), transaction.atomic():
            self._event(conversation, 1)
        assert FollowupEvent.objects.filter(conversation=conversation).count() == 1

    def test_different_followup_numbers_succeed(self) -> None:
        conversation, other = talk(EMAIL), talk("jan@example.com")
        for number in (1, 2, 3):
            self._event(conversation, number)
        self._event(other, 1)
        assert list(conversation.followups.order_by("followup_number").values_list("followup_number", flat=True)) == [1, 2, 3]
        assert FollowupEvent.objects.count() == 4

    @staticmethod
    def _event(conversation: ChatConversation, number: int) -> FollowupEvent:
        event: FollowupEvent = FollowupEvent.objects.create(
            conversation=conversation,
            followup_number=number,
            status=FollowupStatus.CLAIMED,
            lease_until=conversation.last_message_at + timedelta(seconds=90),
        )
        return event


class TestUnsubscribe:
    """The API ends consents at once, and each change has its row in the audit trail."""

    def test_unsubscribe_endpoint_revokes_consent(self, client: Client) -> None:
        conversation = talk(EMAIL, rodo_consent=True, marketing_consent=True)
        response = client.post("/api/unsubscribe", {"email": f" {EMAIL.upper()} "}, content_type=JSON)
        assert response.status_code == 200
        assert response.json() == {
            "success": True,
            "message": "Successfully unsubscribed from marketing emails",
            "email": EMAIL,
        }
        assert consents(conversation) == (True, False)

    def test_unsubscribe_creates_audit_log(self, client: Client) -> None:
        conversation = talk(EMAIL, rodo_consent=True, marketing_consent=True)
        agree(client, conversation, "rodo")
        before = ConsentAuditLog.objects.count()
        client.post("/api/unsubscribe", {"email": EMAIL, "reason": "za dużo wiadomości"}, content_type=JSON)
        row = ConsentAuditLog.objects.order_by("pk").last()
        assert row is not None
        assert ConsentAuditLog.objects.count() == before + 1
        assert (row.action, row.source, row.email, row.reason) == (Action.UNSUBSCRIBE, Source.API, EMAIL, "za dużo wiadomości")
        assert (row.conversation_id, row.ip_address) == (conversation.pk, "127.0.0.1")
        assert verify_chain().finding == ""

    def test_revoke_consent_endpoint(self, client: Client) -> None:
        conversation = talk(EMAIL, rodo_consent=True, marketing_consent=True)
        response = client.post("/api/revoke-consent", {"email": EMAIL}, content_type=JSON)
        assert response.status_code == 200
        assert response.json() == {
            "success": True,
            "message": "All consents revoked. Your data will not be processed.",
            "email": EMAIL,
        }
        assert consents(conversation) == (False, False)
        assert ConsentAuditLog.objects.for_email(EMAIL).latest("pk").action == Action.REVOKE

    def test_unsubscribe_status_endpoint(self, client: Client, settings: Settings) -> None:
        settings.ADMIN_API_KEY = "k" * 43
        path = f"/api/unsubscribe/status/{EMAIL}"
        talk(EMAIL, rodo_consent=True, marketing_consent=True)
        assert client.get(path).status_code == 401
        before = client.get(path, headers={"X-ADMIN-API-KEY": settings.ADMIN_API_KEY}).json()
        assert (before["is_unsubscribed"], before["marketing_consent"]) == (False, True)
        client.post("/api/unsubscribe", {"email": EMAIL}, content_type=JSON)
        after = client.get(path, headers={"X-ADMIN-API-KEY": settings.ADMIN_API_KEY}).json()
        assert (after["email"], after["is_unsubscribed"], after["marketing_consent"], after["rodo_consent"]) == (
            EMAIL,
            True,
            False,
            True,
        )
        assert after["last_action"] == Action.UNSUBSCRIBE
        assert after["last_action_at"]
