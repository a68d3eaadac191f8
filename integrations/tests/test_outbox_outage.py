"""A service is down for long: what waits for it goes out soon after it is back, and loses no attempt meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations.breakers import slack_breaker
from integrations.leads.card import LeadAlert, LeadCard
from integrations.models import BreakerChange, BreakerState, BreakerStatus, OutboxMessage, Status
from integrations.outbox.backoff import LONGEST_OUTAGE
from integrations.outbox.deliver import deliver_due
from integrations.slack.outgoing import slack_alert_add
from integrations.tests.vendor_server import Answer, Request, Trick, VendorServer

pytestmark = pytest.mark.django_db

OK, DOWN = Answer(body=b"ok"), Answer(503)


@pytest.fixture
def slack(settings: Settings) -> Iterator[VendorServer]:
    with VendorServer(DOWN) as server:
        settings.SLACK_WEBHOOK_URL = f"{server.url}/services/T0/B0/x"
        yield server


def alert(number: int) -> None:
    card = LeadCard(lead_id=number, reference=f"NH-{number}", url=f"http://127.0.0.1/lead/{number}/", score=50)
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


class Picky(VendorServer):
    """Works, but for the leads whose numbers it is given."""

    def __init__(self, *poison: int) -> None:
        super().__init__()
        self.poison = poison

    def respond(self, request: Request) -> Answer | Trick:
        return DOWN if any(f"/lead/{number}/".encode() in request.body for number in self.poison) else OK


def test_messages_that_always_fail_do_not_keep_those_behind_them_from_probing(settings: Settings) -> None:
    with Picky(1, 2, 3, 4, 5) as slack:
        settings.SLACK_WEBHOOK_URL = f"{slack.url}/services/T0/B0/x"
        for number in slack.poison:
            alert(number)
        deliver_due()
        assert slack_breaker.current_state == "open"
        OutboxMessage.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=1))
        alert(6)
        pause_over()
        asked = len(slack.requests)
        deliver_due()
    assert b"/lead/6/" in slack.requests[asked].body
    assert OutboxMessage.objects.get(idempotency_key="alert:6").status == Status.SENT
    assert "half-open -> closed" in [f"{change.previous} -> {change.state}" for change in BreakerChange.objects.all()]


def test_while_the_service_works_what_is_due_longest_goes_first_whatever_came_of_it_before(slack: VendorServer) -> None:
    slack.answers[:] = [DOWN, OK]
    alert(1)
    deliver_due()
    OutboxMessage.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    alert(2)
    deliver_due()
    assert [b"/lead/1/" in request.body for request in slack.requests] == [True, True, False]


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
