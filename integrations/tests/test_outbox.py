"""Adding, claiming, marking: who holds a message, and what becomes of it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from integrations.models import Destination, OutboxMessage, Status
from integrations.models.outbox import OutboxQuerySet
from integrations.outbox import destinations
from integrations.outbox.add import service_messages_since
from integrations.outbox.backlog import outbox_backlog
from integrations.outbox.backoff import MOST_ATTEMPTS, wait_after
from integrations.outbox.claim import LEASE, claim, mark_failed, mark_sent
from integrations.outbox.deliver import Delivered, deliver_due
from integrations.outbox.errors import Refused, Unavailable
from integrations.outbox.hold import outbox_cancel, outbox_hold, outbox_release
from integrations.tests.outbox_cast import ANNA, JAN, Service, add

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def claimed() -> OutboxMessage:
    message = claim(Destination.SLACK, timezone.now())
    assert message is not None
    return message


def only() -> OutboxMessage:
    return OutboxMessage.objects.get()


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Service:
    return Service.at(Destination.SLACK, monkeypatch)


def test_a_key_is_used_once_and_the_transaction_goes_on() -> None:
    with transaction.atomic():
        assert add()
        assert not add(person=JAN)
        assert add("2")
    assert OutboxMessage.objects.filter(person=JAN).count() == 0
    assert OutboxMessage.objects.count() == 2


def test_a_message_goes_with_the_transaction_it_was_written_in() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        add()
        raise RuntimeError
    assert not OutboxMessage.objects.exists()


def test_what_is_due_longest_goes_first_and_nothing_before_it_is_due() -> None:
    now = timezone.now()
    add("tomorrow", due_at=now + 24 * HOUR)
    add("second", due_at=now - HOUR)
    add("first", due_at=now - 2 * HOUR)
    assert [claimed().idempotency_key for _ in range(2)] == ["first", "second"]
    assert claim(Destination.SLACK, timezone.now()) is None


def test_a_claimed_message_is_nobody_elses_until_the_lease_is_over() -> None:
    add()
    message = claimed()
    assert (message.status, message.attempts, message.payload) == (Status.SENDING, 1, {"text": "Anna"})
    assert claim(Destination.SLACK, timezone.now() + LEASE - timedelta(seconds=1)) is None
    again = claim(Destination.SLACK, timezone.now() + LEASE)
    assert again is not None
    assert (again.pk, again.attempts) == (message.pk, 2)


def test_a_deliverer_whose_lease_is_over_marks_nothing() -> None:
    add()
    late, now = claimed(), timezone.now()
    current = claim(Destination.SLACK, now + LEASE)
    assert current is not None
    assert not mark_failed(late, Status.DEAD, "late", now)
    assert not mark_sent(late, "late", now)
    assert mark_sent(current, "T1", now)
    assert (only().status, only().external_id) == (Status.SENT, "T1")
    assert not mark_failed(current, Status.DEAD, "too late", now)
    assert only().status == Status.SENT


def test_a_sent_message_says_nothing_any_more(slack: Service) -> None:
    add()
    assert deliver_due() == Delivered(sent=1)
    message = only()
    assert (message.status, message.payload, message.external_id) == (Status.SENT, {}, f"T{message.pk}")
    assert message.sent_at is not None
    assert slack.took == ["1"]
    assert deliver_due() == Delivered()


def test_a_refused_message_is_given_up_at_once(slack: Service) -> None:
    slack.error = Refused("channel_not_found")
    add()
    assert deliver_due() == Delivered(dead=1)
    assert (only().status, only().last_error, only().payload) == (Status.DEAD, "channel_not_found", {"text": "Anna"})


def test_an_unavailable_destination_is_tried_again_later(slack: Service) -> None:
    slack.error = Unavailable("503")
    add()
    before = timezone.now()
    assert deliver_due() == Delivered(retried=1)
    message = only()
    assert (message.status, message.last_error) == (Status.PENDING, "503")
    assert message.next_attempt_at >= before + timedelta(seconds=1)


def test_the_other_side_may_ask_for_a_longer_wait(slack: Service) -> None:
    slack.error = Unavailable("429", retry_after=3600)
    add()
    before = timezone.now()
    deliver_due()
    assert only().next_attempt_at >= before + HOUR


def test_after_the_last_attempt_it_is_given_up(slack: Service) -> None:
    slack.error = Unavailable("503")
    add()
    OutboxMessage.objects.update(attempts=MOST_ATTEMPTS - 1)
    assert deliver_due() == Delivered(dead=1)
    assert only().attempts == MOST_ATTEMPTS


def test_a_message_that_kills_its_deliverers_is_given_up_unsent(slack: Service) -> None:
    add()
    OutboxMessage.objects.update(attempts=MOST_ATTEMPTS, status=Status.SENDING)
    assert deliver_due() == Delivered(dead=1)
    assert slack.took == []


def test_a_fault_in_a_sender_stops_no_other_message_and_writes_no_address(
    slack: Service, caplog: pytest.LogCaptureFixture
) -> None:
    slack.error = KeyError("anna@example.pl")
    add("1")
    add("2")
    assert deliver_due() == Delivered(retried=2)
    assert {message.last_error for message in OutboxMessage.objects.all()} == {"unexpected KeyError"}
    assert "anna@example.pl" not in caplog.text
    assert "__call__" in caplog.text


def test_a_destination_without_a_sender_waits(slack: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(destinations._senders, Destination.SLACK)
    add()
    assert deliver_due() == Delivered(retried=1)


def test_given_up_messages_are_made_due_again(slack: Service) -> None:
    slack.error = Refused("gone")
    add()
    deliver_due()
    slack.error = None
    assert OutboxMessage.objects.revive(timezone.now()) == 1
    assert deliver_due() == Delivered(sent=1)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 4), (3, 16), (9, 65536)])
def test_each_wait_is_four_times_the_last_and_at_most_a_quarter_longer(attempts: int, seconds: int) -> None:
    assert wait_after(attempts, None, 0) == timedelta(seconds=seconds)
    assert wait_after(attempts, None, 1) == timedelta(seconds=1.25 * seconds)


def test_ten_attempts_span_a_day() -> None:
    waits = [wait_after(attempts, None, 0) for attempts in range(1, MOST_ATTEMPTS + 1)]
    assert waits.pop() is None
    assert sum((wait for wait in waits if wait), timedelta()) > timedelta(days=1)


def test_nobody_makes_us_wait_for_more_than_a_day() -> None:
    assert wait_after(1, 1e9, 0) == timedelta(days=1)


def test_a_hold_spares_service_messages_and_other_people(slack: Service) -> None:
    add("offer")
    add("notice", service=True)
    add("jan", JAN)
    assert outbox_hold(ANNA) == 1
    assert deliver_due() == Delivered(sent=2)
    assert slack.took == ["notice", "jan"]
    assert outbox_release(ANNA) == 1
    assert deliver_due() == Delivered(sent=1)


def test_nobody_is_not_everybody() -> None:
    add(person="")
    for change in (outbox_hold, outbox_release, outbox_cancel):
        assert change("") == change(None) == change(None, [7]) == 0


def test_conversations_find_what_names_no_address(slack: Service) -> None:
    add("lead", person="", conversation_id=7)
    add("other", person="", conversation_id=8)
    assert outbox_hold(None, [7]) == 1
    assert outbox_cancel(ANNA, [7]) == 1
    assert deliver_due() == Delivered(sent=1)
    assert slack.took == ["other"]


@pytest.mark.parametrize("status", [Status.PENDING, Status.SENDING, Status.HELD, Status.DEAD])
def test_a_cancelled_message_is_empty(status: Status) -> None:
    add(service=True)
    OutboxMessage.objects.update(status=status)
    assert outbox_cancel(ANNA) == 1
    assert (only().status, only().payload) == (Status.CANCELLED, {})


def test_what_arrived_is_marked_as_sent_although_it_was_cancelled_meanwhile() -> None:
    add()
    message = claimed()
    outbox_cancel(ANNA)
    assert mark_sent(message, "T1", timezone.now())
    assert (only().status, only().payload) == (Status.SENT, {})


def test_what_failed_while_it_was_being_cancelled_stays_cancelled() -> None:
    add()
    message = claimed()
    outbox_cancel(ANNA)
    assert not mark_failed(message, Status.PENDING, "503", timezone.now())
    assert (only().status, only().payload) == (Status.CANCELLED, {})


def test_what_is_held_and_released_while_it_is_being_sent_is_not_sent_twice() -> None:
    add()
    message = claimed()
    outbox_hold(ANNA)
    outbox_release(ANNA)
    assert claim(Destination.SLACK, timezone.now()) is None
    assert mark_sent(message, "T1", timezone.now())


def test_service_messages_are_counted_by_person_and_time() -> None:
    add("1", service=True)
    add("2", service=True)
    add("offer")
    add("jan", JAN, service=True)
    start = timezone.now() - HOUR
    assert service_messages_since(ANNA, start) == 2
    assert service_messages_since(ANNA, timezone.now() + HOUR) == 0
    outbox_cancel(ANNA)
    assert service_messages_since(ANNA, start) == 0


def test_the_backlog_is_what_should_have_gone_out() -> None:
    now = timezone.now()
    assert outbox_backlog() == (0, None, 0)
    add("tomorrow", due_at=now + 24 * HOUR)
    assert outbox_backlog() == (0, None, 0)
    add("late", due_at=now - HOUR)
    assert outbox_backlog() == (1, now - HOUR, 0)
    add("tried", due_at=now + HOUR)
    OutboxMessage.objects.filter(idempotency_key="tried").update(attempts=3, created_at=now - 2 * HOUR)
    add("dead")
    OutboxMessage.objects.filter(idempotency_key="dead").update(status=Status.DEAD)
    assert outbox_backlog() == (2, now - 2 * HOUR, 1)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
@pytest.mark.parametrize(
    ("query", "index"),
    [
        (OutboxMessage.objects.waiting().filter(destination="slack").order_by("next_attempt_at"), "outbox_due"),
        (OutboxMessage.objects.overdue(timezone.now()), "outbox_first"),
        (OutboxMessage.objects.dead(), "outbox_dead"),
        (OutboxMessage.objects.finished().order_by("created_at"), "outbox_finished"),
        (OutboxMessage.objects.unsent_to(ANNA, [7]), "outbox_person"),
    ],
)
def test_the_rows_that_are_done_slow_nothing_down(query: OutboxQuerySet, index: str) -> None:
    assert f"USING INDEX {index}" in query.explain()
