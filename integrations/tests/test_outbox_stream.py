"""What is about one matter arrives in the order it was written in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from integrations.models import Destination, OutboxMessage, Status
from integrations.outbox.claim import LEASE, claim, claim_statement, mark_failed, mark_sent, next_due
from integrations.outbox.deliver import deliver_due
from integrations.outbox.errors import Refused, Unavailable
from integrations.tests.outbox_cast import Service, add

pytestmark = pytest.mark.django_db

MONDAY, SLACK = Destination.MONDAY, Destination.SLACK
STREAM = "lead:17"


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Service:
    return Service.at(SLACK, monkeypatch)


def claimed_key(destination: Destination = SLACK) -> str | None:
    message = claim(destination, timezone.now())
    return message.idempotency_key if message else None


def test_the_next_one_waits_while_the_first_is_being_sent() -> None:
    add("1", stream=STREAM)
    add("2", stream=STREAM)
    first = claim(SLACK, timezone.now())
    assert first is not None
    assert first.idempotency_key == "1"
    assert claimed_key() is None
    mark_sent(first, "T1", timezone.now())
    assert claimed_key() == "2"


def test_the_next_one_waits_although_it_is_due_and_the_first_is_not() -> None:
    add("1", stream=STREAM)
    add("2", stream=STREAM)
    now = timezone.now()
    first = claim(SLACK, now)
    assert first is not None
    mark_failed(first, Status.PENDING, "503", now + timedelta(hours=1))
    assert claimed_key() is None
    assert next_due(SLACK) == now + timedelta(hours=1)


def test_the_first_one_comes_first_also_when_its_deliverer_died() -> None:
    add("1", stream=STREAM)
    add("2", stream=STREAM)
    claim(SLACK, timezone.now())
    again = claim(SLACK, timezone.now() + LEASE)
    assert again is not None
    assert (again.idempotency_key, again.attempts) == ("1", 2)


@pytest.mark.parametrize("status", [Status.HELD, Status.DEAD, Status.SENT, Status.CANCELLED])
def test_what_does_not_go_out_any_more_keeps_nobody_waiting(status: Status) -> None:
    add("1", stream=STREAM)
    add("2", stream=STREAM)
    OutboxMessage.objects.filter(idempotency_key="1").update(status=status)
    assert claimed_key() == "2"


def test_other_streams_other_destinations_and_what_has_no_stream_do_not_wait() -> None:
    add("1", stream=STREAM)
    add("2", stream="lead:18")
    add("3")
    add("4")
    add("5", stream=STREAM, destination=MONDAY)
    assert [claimed_key() for _ in range(5)] == ["1", "2", "3", "4", None]
    assert claimed_key(MONDAY) == "5"


def test_all_of_a_stream_arrives_in_one_run(slack: Service) -> None:
    due = timezone.now() - timedelta(hours=1)
    for number in range(4):  # the last one is due longest
        add(f"{number}", stream=STREAM, due_at=due - timedelta(minutes=number))
    assert deliver_due().sent == 4
    assert slack.took == ["0", "1", "2", "3"]


def test_a_message_that_is_refused_does_not_stop_those_behind_it(slack: Service) -> None:
    add("1", stream=STREAM)
    slack.error = Refused("invalid_payload")
    deliver_due()
    add("2", stream=STREAM)
    slack.error = None
    assert deliver_due().sent == 1


def test_nothing_overtakes_a_message_that_is_tried_again_later(slack: Service) -> None:
    add("1", stream=STREAM)
    add("2", stream=STREAM)
    slack.error = Unavailable("503")
    assert deliver_due().retried == 1
    slack.error = None
    assert deliver_due().sent == 0
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    assert deliver_due().sent == 2
    assert slack.took == ["1", "2"]


def test_a_message_that_failed_lets_those_that_did_not_go_before_it_but_not_those_of_its_stream() -> None:
    past = timezone.now() - timedelta(hours=1)
    add("1", stream=STREAM, due_at=past)
    add("2", stream=STREAM, due_at=past)
    OutboxMessage.objects.update(last_error="503")
    OutboxMessage.objects.filter(idempotency_key="2").update(last_error="")
    add("3")
    claimed = [claim(SLACK, timezone.now(), untried_first=True) for _ in range(3)]
    assert [message and message.idempotency_key for message in claimed] == ["3", "1", None]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
def test_a_claim_reads_no_more_than_what_waits() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {claim_statement(connection.vendor)}", ["", "slack", ""])
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "message USING INDEX outbox_due (destination=? AND next_attempt_at<?)" in plan
    assert "first USING INDEX outbox_first (destination=? AND stream=?)" in plan
