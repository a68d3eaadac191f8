"""A breaker in one process: what counts, what opens it, what closes it. Over processes: tests/test_breaker_processes.py."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any, NoReturn

import pybreaker
import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from integrations.breakers import SharedBreaker, breakers, monday_breaker, slack_breaker
from integrations.breakers.storage import PROBE_LEASE, SharedStorage
from integrations.models import BreakerChange, BreakerState
from integrations.outbox.errors import Deferred, Postponed, Refused, Unavailable

pytestmark = pytest.mark.django_db

MINUTE = timedelta(seconds=60)


class Service:
    """Answers as it is told, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: Exception | None = None
        self.meanwhile: Callable[[], Any] = lambda: None

    def __call__(self) -> str:
        self.asked += 1
        self.meanwhile()
        if self.answer:
            raise self.answer
        return "ok"

    def asked_by(self, breaker: SharedBreaker, *answers: Exception | None) -> list[str]:
        """What came of a call for each of the answers."""
        outcomes = []
        for self.answer in answers:
            try:
                outcomes.append(breaker.call(self))
            except Exception as error:
                outcomes.append(type(error).__name__)
        return outcomes


@pytest.fixture
def service() -> Service:
    return Service()


def error(status: int) -> Exception:
    return Refused(str(status)) if 400 <= status < 500 and status != 429 else Unavailable(str(status))


def failed(times: int) -> list[Exception]:
    return [error(500)] * times


def row() -> BreakerState:
    return BreakerState.objects.get(name="slack")


def pause_is_over() -> None:
    BreakerState.objects.update(opened_at=timezone.now() - MINUTE)


def history() -> list[tuple[str, str]]:
    return list(BreakerChange.objects.order_by("id").values_list("previous", "state"))


@pytest.fixture
def open_breaker(service: Service) -> SharedBreaker:
    service.asked_by(slack_breaker, *failed(5))
    service.asked = 0
    return slack_breaker


def test_they_are_pybreakers_named_after_their_service() -> None:
    for breaker in breakers():
        assert isinstance(breaker, pybreaker.CircuitBreaker)
        assert (breaker.fail_max, breaker.reset_timeout, breaker.current_state, breaker.fail_counter) == (5, 60, "closed", 0)
    names = [(breaker.name, breaker.title) for breaker in breakers()]
    assert names == [("slack", "Slack"), ("monday", "Monday.com"), ("mail", "Mail")]


def test_after_five_failures_the_sixth_call_is_not_made(service: Service) -> None:
    outcomes = service.asked_by(slack_breaker, *failed(6))
    assert outcomes == ["Unavailable"] * 5 + ["Resting"]
    assert service.asked == 5
    assert (slack_breaker.current_state, slack_breaker.fail_counter) == ("open", 5)


def test_what_is_not_called_is_postponed_in_the_words_of_outbox_and_pybreaker(open_breaker: SharedBreaker) -> None:
    for kind in (Postponed, pybreaker.CircuitBreakerError):
        with pytest.raises(kind, match=r"^the circuit breaker slack is open$"):
            open_breaker.call(int)


def test_a_refusal_neither_trips_nor_resets(service: Service) -> None:
    outcomes = service.asked_by(slack_breaker, *failed(4), error(400))
    assert outcomes == ["Unavailable"] * 4 + ["Refused"]
    assert (slack_breaker.current_state, slack_breaker.fail_counter) == ("closed", 4)
    service.asked_by(slack_breaker, error(500))
    assert slack_breaker.current_state == "open"


def test_refusals_alone_never_open_it(service: Service) -> None:
    service.asked_by(slack_breaker, *[error(404)] * 20)
    assert (slack_breaker.current_state, slack_breaker.fail_counter) == ("closed", 0)


def test_nor_does_an_answer_about_one_message(service: Service) -> None:
    assert service.asked_by(slack_breaker, *failed(4), *[Deferred("450")] * 6)[4:] == ["Deferred"] * 6
    assert (slack_breaker.current_state, slack_breaker.fail_counter) == ("closed", 4)


def test_what_was_postponed_inside_says_nothing_of_the_service(service: Service) -> None:
    service.asked_by(slack_breaker, *failed(4), *[Postponed("budget spent")] * 3)
    assert slack_breaker.fail_counter == 4


@pytest.mark.parametrize("answer", [error(502), error(429), ValueError("garbage"), TimeoutError()])
def test_whatever_nobody_foresaw_is_a_failure(service: Service, answer: Exception) -> None:
    assert service.asked_by(slack_breaker, *[answer] * 6)[4:] == [type(answer).__name__, "Resting"]


def test_only_failures_in_a_row_count(service: Service) -> None:
    service.asked_by(slack_breaker, *failed(4), None, *failed(4))
    assert (slack_breaker.current_state, slack_breaker.fail_counter) == ("closed", 4)


def test_the_end_of_the_process_is_no_failure() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        slack_breaker.call(interrupted)
    assert slack_breaker.fail_counter == 0


def test_one_service_does_not_answer_for_another(open_breaker: SharedBreaker) -> None:
    assert monday_breaker.call(lambda: "ok") == "ok"


def test_an_object_made_elsewhere_has_the_same_state_and_changes_nothing_by_being_made(open_breaker: SharedBreaker) -> None:
    other = SharedBreaker("slack", title="Slack")
    assert (other.current_state, other.fail_counter, other.state.name) == ("open", 5, "open")
    assert (open_breaker.current_state, open_breaker.fail_counter) == ("open", 5)


def test_it_serves_as_a_decorator_and_around_a_block() -> None:
    @slack_breaker
    def guarded(answer: Exception) -> None:
        raise answer

    for _ in range(4):
        with pytest.raises(Unavailable):
            guarded(error(503))
    with pytest.raises(Unavailable), slack_breaker.calling():
        raise error(503)
    assert slack_breaker.current_state == "open"


def test_calls_of_one_breaker_run_side_by_side(service: Service) -> None:
    """In a thread, which would wait for ever for a lock that the first call held."""
    reached = []

    def other_call() -> None:
        thread = Thread(target=lambda: reached.append(slack_breaker._lock.acquire(timeout=5)))
        thread.start()
        thread.join()

    service.meanwhile = other_call
    slack_breaker.call(service)
    assert reached == [True]


def test_until_the_pause_is_over_nothing_goes(open_breaker: SharedBreaker, service: Service) -> None:
    opened_at = row().opened_at
    assert opened_at is not None
    assert open_breaker.rests_until() == opened_at + MINUTE
    BreakerState.objects.update(opened_at=timezone.now() - MINUTE + timedelta(seconds=5))
    assert service.asked_by(open_breaker, None) == ["Resting"]
    assert service.asked == 0


@pytest.mark.parametrize("answer", [None, error(400), Deferred("450")])
def test_a_probe_that_is_answered_closes_it(open_breaker: SharedBreaker, service: Service, answer: Exception | None) -> None:
    pause_is_over()
    assert open_breaker.rests_until() is None
    service.asked_by(open_breaker, answer)
    assert (open_breaker.current_state, open_breaker.fail_counter) == ("closed", 0)
    assert history() == [("closed", "open"), ("open", "half-open"), ("half-open", "closed")]


def test_a_probe_that_fails_opens_it_for_another_minute(open_breaker: SharedBreaker, service: Service) -> None:
    pause_is_over()
    before = timezone.now()
    assert service.asked_by(open_breaker, error(500), error(500)) == ["Unavailable", "Resting"]
    assert (open_breaker.current_state, open_breaker.fail_counter) == ("open", 6)
    until = open_breaker.rests_until()
    assert until is not None
    assert until >= before + MINUTE


def test_while_a_probe_runs_nobody_else_calls(open_breaker: SharedBreaker, service: Service) -> None:
    pause_is_over()
    seen: list[Any] = []

    def others() -> None:
        service.meanwhile = lambda: None
        seen.append(SharedBreaker("slack", title="Slack").rests_until())
        with pytest.raises(Postponed, match="half-open"):
            open_breaker.call(service)

    service.meanwhile = others
    assert service.asked_by(open_breaker, None) == ["ok"]
    assert service.asked == 1
    assert timezone.now() + MINUTE < seen[0] <= timezone.now() + PROBE_LEASE


def test_a_probe_that_never_ended_lets_another_go(open_breaker: SharedBreaker, service: Service) -> None:
    pause_is_over()

    def killed() -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        open_breaker.call(killed)
    assert service.asked_by(open_breaker, None) == ["Resting"]
    BreakerState.objects.update(probe_until=timezone.now())
    assert service.asked_by(open_breaker, None) == ["ok"]
    assert open_breaker.current_state == "closed"


@pytest.mark.parametrize("answer", [None, error(500), error(400)])
def test_a_probe_whose_lease_was_taken_over_decides_nothing(
    open_breaker: SharedBreaker, service: Service, answer: Exception | None
) -> None:
    pause_is_over()
    service.meanwhile = lambda: BreakerState.objects.update(probe_until=timezone.now() + PROBE_LEASE)
    service.asked_by(open_breaker, answer)
    assert open_breaker.current_state == "half-open"


@pytest.mark.parametrize("answer", [None, error(500), error(400)])
def test_a_call_that_began_while_it_was_closed_changes_no_open_breaker(service: Service, answer: Exception | None) -> None:
    service.meanwhile = slack_breaker.open
    service.asked_by(slack_breaker, answer)
    assert (row().state, row().failures) == ("open", 0)


@pytest.mark.parametrize("answer", [None, error(500), error(400)])
def test_only_the_probe_decides_on_a_half_open_breaker(service: Service, answer: Exception | None) -> None:
    service.asked_by(slack_breaker, *failed(4))
    service.meanwhile = slack_breaker.half_open
    service.asked_by(slack_breaker, answer)
    assert (row().state, row().failures) == ("half-open", 4)


@pytest.mark.parametrize("answer", [None, error(500)])
def test_a_call_from_before_an_outage_counts_in_no_later_time(service: Service, answer: Exception | None) -> None:
    """Its failure is not held against the service that has recovered, nor does its success excuse newer failures."""

    def outage() -> None:
        slack_breaker.open()
        slack_breaker.close()
        BreakerState.objects.update(failures=4)

    service.meanwhile = outage
    service.asked_by(slack_breaker, answer)
    assert (row().state, row().failures) == ("closed", 4)


@pytest.mark.parametrize("answer", [None, error(500)])
def test_a_probe_decides_nothing_after_a_hand_did(
    open_breaker: SharedBreaker, service: Service, answer: Exception | None
) -> None:
    pause_is_over()
    service.meanwhile = open_breaker.close
    service.asked_by(open_breaker, answer)
    assert (row().state, row().failures) == ("closed", 0)


def test_by_hand_it_opens_for_a_minute(service: Service) -> None:
    assert slack_breaker.open() is False
    assert service.asked_by(slack_breaker, None) == ["Resting"]
    pause_is_over()
    assert service.asked_by(slack_breaker, None) == ["ok"]
    assert slack_breaker.current_state == "closed"


def test_by_hand_it_closes_and_forgets(open_breaker: SharedBreaker, service: Service) -> None:
    open_breaker.close()
    assert service.asked_by(open_breaker, *failed(4)) == ["Unavailable"] * 4
    assert (open_breaker.current_state, open_breaker.fail_counter, open_breaker.rests_until()) == ("closed", 4, None)
    open_breaker.close()
    assert open_breaker.fail_counter == 0


def test_by_hand_the_next_call_is_made_the_probe(open_breaker: SharedBreaker, service: Service) -> None:
    open_breaker.half_open()
    assert open_breaker.rests_until() is None
    assert service.asked_by(open_breaker, error(500), None) == ["Unavailable", "Resting"]


def test_a_change_is_logged_once_and_recorded(
    service: Service, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    caplog.set_level(logging.INFO, "integrations.breakers")
    with django_capture_on_commit_callbacks(execute=True):
        service.asked_by(slack_breaker, *failed(7))
        slack_breaker.open()
        pause_is_over()
        service.asked_by(slack_breaker, None, None)
        slack_breaker.close()
    assert [record.getMessage() for record in caplog.records] == [
        "Circuit breaker slack: closed -> open (5 failures in a row)",
        "Circuit breaker slack: open -> half-open (the pause is over)",
        "Circuit breaker slack: half-open -> closed (the probe was answered)",
    ]
    assert history() == [("closed", "open"), ("open", "half-open"), ("half-open", "closed")]
    first = BreakerChange.objects.earliest("id")
    assert (first.breaker, first.reason) == ("slack", "Błędy z rzędu: 5.")


def test_the_history_reaches_ninety_days_back() -> None:
    def change(breaker: str, changed_at: datetime) -> int:
        values = {"previous": "closed", "state": "open", "reason": ""}
        return BreakerChange.objects.create(breaker=breaker, changed_at=changed_at, **values).pk

    now = timezone.now()
    change("slack", now - timedelta(days=91))
    kept = {change("slack", now - timedelta(days=89)), change("monday", now - timedelta(days=91))}
    slack_breaker.open()
    assert set(BreakerChange.objects.exclude(changed_at__gt=now).values_list("pk", flat=True)) == kept


def test_a_healthy_service_costs_two_statements_and_no_row(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        slack_breaker.call(lambda: "ok")
    assert not BreakerState.objects.exists()


def test_no_transaction_is_open_during_a_call(open_breaker: SharedBreaker) -> None:
    def savepoints() -> int:
        return len(connection.savepoint_ids)

    outside = savepoints()
    pause_is_over()
    assert open_breaker.call(savepoints) == outside
    assert open_breaker.call(savepoints) == outside


def test_the_next_call_is_a_probe_from_opening_to_closing(open_breaker: SharedBreaker, settings: Settings) -> None:
    probing = [open_breaker.is_probing(), monday_breaker.is_probing()]
    open_breaker.half_open()
    probing.append(open_breaker.is_probing())
    settings.BREAKERS_ENABLED = False
    probing.append(open_breaker.is_probing())
    settings.BREAKERS_ENABLED = True
    open_breaker.close()
    assert [*probing, open_breaker.is_probing()] == [True, False, True, False, False]


class FullDisk(SharedStorage):
    """Can be read, and takes no change of a call that has ended."""

    def _fails(self, *_: object) -> NoReturn:
        raise OperationalError("disk is full")

    failed = succeeded = probe_answered = probe_failed = _fails  # type: ignore[assignment]  # takes whatever they take


@pytest.mark.parametrize("state", ["closed", "open"])
def test_what_came_of_a_call_counts_also_where_it_could_not_be_noted(
    service: Service, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    breaker = SharedBreaker("slack", title="Slack")
    breaker._shared = FullDisk("slack")
    outcomes = []
    for answer in (None, error(400), error(500), ValueError("anna@example.pl"), Postponed("later")):
        if state == "open":
            slack_breaker.open()
            pause_is_over()
        outcomes += service.asked_by(breaker, answer)
    assert outcomes == ["ok", "Refused", "Unavailable", "ValueError", "Postponed"]
    noted = 3 if state == "closed" else 4  # a refusal changes nothing while it is closed
    message = "Circuit breaker slack: what came of a call could not be noted (OperationalError)"
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [message] * noted
    assert "anna" not in caplog.text


def test_switched_off_it_neither_reads_nor_writes(
    open_breaker: SharedBreaker, service: Service, settings: Settings, django_assert_num_queries: Any
) -> None:
    settings.BREAKERS_ENABLED = False
    with django_assert_num_queries(0):
        assert service.asked_by(open_breaker, None, error(500)) == ["ok", "Unavailable"]
        assert open_breaker.rests_until() is None
