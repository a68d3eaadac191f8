"""A service is down for long: what waits for it goes out soon after it is back, and loses no attempt meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations.breakers import slack_breaker
from integrations.leads.card import LeadAlert, LeadCard
from integrations.models import BreakerState, BreakerStatus, OutboxMessage, Status
from integrations.outbox.backoff import LONGEST_OUTAGE
from integrations.outbox.deliver import deliver_due
from integrations.slack.outgoing import slack_alert_add
from integrations.tests.vendor_server import Answer, VendorServer

pytestmark = pytest.mark.django_db

OK, DOWN = Answer(body=b"ok"), Answer(503)


@pytest.fixture
def slack(settings: Settings) -> Iterator[VendorServer]:
    with VendorServer(DOWN) as server:
        settings.SLACK_WEBHOOK_URL = f"{server.url}/services/T0/B0/x"
        yield server


def alert(number: int) -> None:
    card = LeadCard(lead_id=number, reference=f"NH-{number}", url="http://127.0.0.1/", score=50)
    slack_alert_add(LeadAlert(card, False, False), key=f"alert:{number}", person="", conversation_id=None)


def outage() -> None:
    """Slack has failed five times in a row, with one message."""
    alert(1)
    for _ in range(5):
        OutboxMessage.objects.update(next_attempt_at=timezone.now())
        deliver_due()
    assert slack_breaker.current_state == "open"


def pause_over() -> None:
    BreakerState.objects.update(opened_at=timezone.now() - timedelta(seconds=61))


def test_a_message_is_due_when_the_pause_is_over_and_not_long_after(slack: VendorServer) -> None:
    outage()
    message = OutboxMessage.objects.get()
    assert message.attempts == 5
    assert message.next_attempt_at == slack_breaker.rests_until()


def test_probes_in_vain_cost_no_attempt_and_the_first_one_that_is_answered_lets_it_out(slack: VendorServer) -> None:
    outage()
    asked = len(slack.requests)
    for _ in range(12):
        pause_over()
        OutboxMessage.objects.update(next_attempt_at=timezone.now())
        deliver_due()
    message = OutboxMessage.objects.get()
    assert len(slack.requests) == asked + 12
    assert (message.status, message.attempts, message.last_error) == (Status.PENDING, 5, "503")
    slack.answers[:] = [OK]
    pause_over()
    deliver_due()
    assert OutboxMessage.objects.get().status == Status.SENT
    assert BreakerState.objects.get().state == BreakerStatus.CLOSED


def test_those_that_wait_take_turns_to_probe(slack: VendorServer) -> None:
    outage()
    alert(2)
    alert(3)
    OutboxMessage.objects.filter(attempts=5).update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    for _ in range(3):
        pause_over()
        deliver_due()
    assert list(OutboxMessage.objects.order_by("pk").values_list("attempts", "last_error")) == [
        (5, "503"),
        (0, "503"),
        (0, "503"),
    ]


def test_what_has_waited_for_days_loses_attempts_again(slack: VendorServer) -> None:
    outage()
    OutboxMessage.objects.update(created_at=timezone.now() - LONGEST_OUTAGE - timedelta(minutes=1))
    for _ in range(5):
        pause_over()
        OutboxMessage.objects.update(next_attempt_at=timezone.now())
        deliver_due()
    assert OutboxMessage.objects.get().status == Status.DEAD


def test_the_wait_that_the_service_asks_for_is_kept(slack: VendorServer) -> None:
    slack.answers[:] = [DOWN, DOWN, DOWN, DOWN, Answer(429, headers={"Retry-After": "100"})]
    outage()
    wait = OutboxMessage.objects.get().next_attempt_at - timezone.now()
    assert timedelta(seconds=90) < wait < timedelta(seconds=101)
