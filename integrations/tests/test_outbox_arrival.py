"""What follows when a message has arrived, and when sending it would be in vain."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from integrations.models import Destination, OutboxMessage, Status
from integrations.outbox.arrived import arrived
from integrations.outbox.attempted import attempted_until
from integrations.outbox.claim import LEASE, claim
from integrations.outbox.deliver import Delivered, deliver_due, deliver_to
from integrations.outbox.errors import Postponed, Refused
from integrations.outbox.hold import outbox_cancel
from integrations.signals import delivered
from integrations.tests.outbox_cast import ANNA, Service, add, statuses

pytestmark = pytest.mark.django_db

SLACK = Destination.SLACK
MINUTE = timedelta(minutes=1)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Service:
    return Service.at(SLACK, monkeypatch)


def deliver_to_slack() -> Delivered:
    done = Delivered()
    deliver_to(SLACK, lambda: False, done)
    return done


@contextmanager
def told(receiver: Any) -> Iterator[None]:
    delivered.connect(receiver, weak=False)
    try:
        yield
    finally:
        delivered.disconnect(receiver)


def test_who_wants_to_know_is_told_with_the_payload_still_there(slack: Service) -> None:
    heard: list[tuple[str, dict[str, Any], str]] = []

    def hear(message: OutboxMessage, external_id: str, **_: Any) -> None:
        assert connection.in_atomic_block
        heard.append((message.idempotency_key, message.payload, external_id))

    add()
    with told(hear):
        deliver_due()
    assert heard == [("1", {"text": "Anna"}, f"T{OutboxMessage.objects.get().pk}")]


def test_a_receiver_that_fails_has_nothing_sent_twice(slack: Service, caplog: pytest.LogCaptureFixture) -> None:
    def fail(**_: Any) -> None:
        add("written by it")
        raise KeyError("anna@example.pl")

    add()
    with told(fail):
        assert deliver_due() == Delivered(sent=1)
    assert statuses() == {"1": Status.SENT}
    assert slack.took == ["1"]
    assert "anna@example.pl" not in caplog.text
    assert "failed with KeyError" in caplog.text


@pytest.mark.parametrize(("deadlocks", "written"), [(1, ["written by it"]), (2, [])])
def test_after_a_deadlock_receivers_are_told_once_more(slack: Service, deadlocks: int, written: list[str]) -> None:
    heard: list[str] = []

    def hear(**_: Any) -> None:
        heard.append("told")
        add("written by it", destination=Destination.MAIL)
        if len(heard) <= deadlocks:
            raise OperationalError("deadlock detected")

    add()
    with told(hear):
        assert deliver_to_slack() == Delivered(sent=1)
    assert heard == ["told", "told"]
    assert statuses() == {"1": Status.SENT, **dict.fromkeys(written, Status.PENDING)}
    assert slack.took == ["1"]


def test_what_a_receiver_wrote_goes_where_the_lease_was_lost() -> None:
    def write(**_: Any) -> None:
        add("written by it")

    add()
    late = claim(SLACK, timezone.now())
    assert late is not None
    claim(SLACK, timezone.now() + LEASE)
    with told(write):
        assert not arrived(late, "T1")
    assert statuses() == {"1": Status.SENDING}


def test_a_postponed_message_waits_as_if_nobody_had_claimed_it(slack: Service) -> None:
    slack.error = Postponed("slack is not called until 12:00:05")
    add("1")
    add("2")
    before = timezone.now()
    assert deliver_due() == Delivered(postponed=1)  # and the second one is not even claimed
    first = OutboxMessage.objects.get(idempotency_key="1")
    assert (first.status, first.attempts, first.last_error) == (Status.PENDING, 0, "")
    assert before <= first.next_attempt_at <= timezone.now()
    slack.error = None
    assert deliver_due() == Delivered(sent=2)


def test_nothing_is_claimed_while_the_destination_rests(slack: Service) -> None:
    slack.until = timezone.now() + MINUTE
    add()
    assert deliver_due() == Delivered()
    assert OutboxMessage.objects.get().attempts == 0
    slack.until = timezone.now() - MINUTE
    assert deliver_due() == Delivered(sent=1)


def test_one_destination_that_rests_stops_no_other(slack: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monday = Service.at(Destination.MONDAY, monkeypatch)
    slack.until = timezone.now() + MINUTE
    add("1")
    add("2", destination=Destination.MONDAY)
    assert deliver_due() == Delivered(sent=1)
    assert monday.took == ["2"]


def test_what_was_never_tried_left_no_copy(slack: Service) -> None:
    now = timezone.now()
    add(conversation_id=7)
    assert attempted_until([7], SLACK, now) is None
    slack.error = Postponed("resting")
    deliver_due()
    assert attempted_until([7], SLACK, now) is None


@pytest.mark.parametrize("cancelled", [False, True])
def test_what_is_being_sent_may_arrive_until_its_lease_ends(cancelled: bool) -> None:
    add(conversation_id=7)
    now = timezone.now()
    claim(SLACK, now)
    if cancelled:
        outbox_cancel(ANNA, [7])
    assert attempted_until([7], SLACK, now) == now + LEASE
    assert attempted_until([7], SLACK, now + 2 * LEASE) == now + 2 * LEASE
    assert attempted_until([7], Destination.MONDAY, now) is None
    assert attempted_until([8], SLACK, now) is None


def test_what_arrived_or_was_given_up_was_tried_also_when_it_is_revived(slack: Service) -> None:
    add("sent", conversation_id=7)
    deliver_due()
    slack.error = Refused("gone")
    add("dead", conversation_id=8)
    deliver_due()
    OutboxMessage.objects.revive(timezone.now())
    later = timezone.now() + MINUTE
    assert attempted_until([7], SLACK, later) == later
    assert attempted_until([8], SLACK, later) == later
