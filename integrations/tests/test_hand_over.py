"""One mail handed over, or not: the last look before it goes, and the circuit breaker of the mail server."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from integrations.breakers import Resting, mail_breaker
from integrations.mail import smtp
from integrations.mail.hand_over import hand_over
from integrations.mail.message import OutgoingMail, message_id
from integrations.mail.outgoing import mail_add
from integrations.models import BreakerState, Destination, OutboxMessage, Status
from integrations.outbox.deliver import Delivered, deliver_due
from integrations.outbox.destinations import is_probing, rests_until
from integrations.outbox.errors import Deferred, DeliveryError, Refused, Unavailable
from integrations.tests.smtp_server import CLOSE, GREETING, HANG, RESET, TAKEN, SmtpServer

pytestmark = pytest.mark.django_db

GREYLISTED = "450 4.2.0 Greylisted, come back later"


def letter(number: int = 1, **fields: Any) -> OutgoingMail:
    given: dict[str, Any] = {
        "to": f"p{number}@example.pl",
        "subject": "Wracamy do wyceny",
        "text": "Dzień dobry",
        "message_id": message_id(f"letter:{number}"),
        "created_at": datetime(2026, 11, 24, 9, tzinfo=UTC),
    }
    return OutgoingMail(**{**given, **fields})


def never_asked() -> bool:
    pytest.fail("Somebody asked whether it may go")


@pytest.fixture
def server(settings: Settings) -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        settings.EMAIL_URL = running.url
        yield running


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_URL, settings.MAIL_DIR = "", tmp_path / "mail"
    return tmp_path / "mail"


def failed(times: int, wanted: type[DeliveryError] = Unavailable) -> None:
    for number in range(times):
        with pytest.raises(wanted):
            hand_over(letter(number))


def state() -> tuple[str, int]:
    return mail_breaker.current_state, mail_breaker.fail_counter


def pause_is_over() -> None:
    BreakerState.objects.update(opened_at=timezone.now() - timedelta(seconds=61))


def test_a_mail_is_asked_about_after_the_greeting_and_before_anybody_is_named(server: SmtpServer) -> None:
    before: list[str] = []

    def may_go() -> bool:
        before.extend(server.steps)
        return True

    assert hand_over(letter(html="<p>Dzień dobry</p>", headers={"List-Unsubscribe": "<https://example.pl/w/1>"}), may_go)
    assert before == [GREETING, "EHLO"]
    assert server.steps == [*before, "MAIL", "RCPT", "DATA", "QUIT"]
    (message,) = server.messages
    assert (message["To"], message["Message-ID"]) == ("p1@example.pl", message_id("letter:1"))
    assert message["Date"] == "Tue, 24 Nov 2026 09:00:00 +0000"
    assert message["List-Unsubscribe"] == "<https://example.pl/w/1>"


def test_it_is_asked_after_the_login(settings: Settings) -> None:
    """A server that does not let us in cannot hold a mail that somebody believes to be gone."""
    with SmtpServer(login=("chat", "right")) as server:
        settings.EMAIL_URL = server.url.replace("//", "//chat:wrong@")
        with pytest.raises(Unavailable, match="535"):
            hand_over(letter(), never_asked)
        settings.EMAIL_URL = server.url.replace("//", "//chat:right@")
        assert hand_over(letter(), lambda: True)


def test_one_that_may_not_go_is_not_mentioned_to_the_server(server: SmtpServer) -> None:
    assert hand_over(letter(), lambda: False) is False
    assert server.steps == [GREETING, "EHLO", "QUIT"]
    assert (server.messages, state()) == ([], ("closed", 0))


@pytest.mark.parametrize("answer", ["500 What?", HANG, CLOSE, RESET])
def test_nor_does_it_matter_how_the_server_says_goodbye(
    server: SmtpServer, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "STEP_SECONDS", 1.5)
    server.step, server.answer = "QUIT", answer
    assert hand_over(letter(), lambda: False) is False
    assert state() == ("closed", 0)


def test_what_the_last_look_raises_comes_as_it_is_and_is_not_held_against_the_server(server: SmtpServer) -> None:
    raised = OperationalError("the database has gone")

    def may_go() -> bool:
        raise raised

    for _ in range(6):
        with pytest.raises(OperationalError) as caught:
            hand_over(letter(), may_go)
        assert caught.value is raised
    assert set(server.steps) == {GREETING, "EHLO", "QUIT"}
    assert state() == ("closed", 0)


@pytest.mark.parametrize("field", [{"to": "nobody"}, {"subject": "Wycena\nBcc: jan@example.pl"}])
def test_one_that_cannot_be_written_is_refused_before_anybody_is_asked(server: SmtpServer, field: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        hand_over(letter(**field), never_asked)
    assert server.steps == []


def test_nobody_is_asked_where_no_server_answers(server: SmtpServer) -> None:
    server.stop()
    with pytest.raises(Unavailable):
        hand_over(letter(), never_asked)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["421 4.3.2 Closing", CLOSE, RESET])
def test_a_server_that_goes_away_in_the_middle_is_unavailable(server: SmtpServer, step: str, answer: str) -> None:
    server.step, server.answer = step, answer
    failed(1)
    assert state() == ("closed", 1)


def test_all_of_it_lasts_a_minute_at_most_the_last_look_with_it(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "LONGEST_SEND", 0.2)

    def slow() -> bool:
        timer_is_over.wait(0.6)
        return True

    timer_is_over = server.asked  # nobody sets it: the server is asked for nothing
    with pytest.raises(Unavailable):
        hand_over(letter(), slow)
    assert server.messages == []


def down(server: SmtpServer) -> None:
    server.stop()


def closing(server: SmtpServer) -> None:
    server.step, server.answer = GREETING, "421 4.3.2 Closing"


def cutting(server: SmtpServer) -> None:
    server.step, server.answer = "DATA", CLOSE


def without_a_login(server: SmtpServer) -> None:
    server.step, server.answer = "MAIL", "530 5.7.0 Authentication required"


@pytest.mark.parametrize("trouble", [down, closing, cutting, without_a_login])
def test_after_five_failures_nobody_connects(server: SmtpServer, trouble: Callable[[SmtpServer], None]) -> None:
    trouble(server)
    failed(5)
    assert state() == ("open", 5)
    server.stop()
    server.answer = TAKEN
    server.start()
    with pytest.raises(Resting):
        hand_over(letter(), never_asked)
    assert server.steps == []
    pause_is_over()
    assert hand_over(letter(), lambda: True)
    assert state() == ("closed", 0)


@pytest.mark.parametrize(
    ("step", "answer", "raised"),
    [("RCPT", GREYLISTED, Deferred), ("DATA", "451 4.7.1 Later", Deferred), ("RCPT", "550 5.1.1 No such user", Refused)],
)
def test_what_it_says_of_single_recipients_does_not_open_it(
    server: SmtpServer, step: str, answer: str, raised: type[DeliveryError]
) -> None:
    server.step, server.answer = step, answer
    failed(6, raised)
    assert state() == ("closed", 0)


def test_nor_does_it_make_failures_forgotten_and_it_ends_an_outage(server: SmtpServer) -> None:
    closing(server)
    failed(4)
    server.step, server.answer = "RCPT", GREYLISTED
    failed(1, Deferred)
    assert state() == ("closed", 4)
    closing(server)
    failed(1)
    assert state() == ("open", 5)
    pause_is_over()
    server.step, server.answer = "RCPT", GREYLISTED
    failed(1, Deferred)
    assert state() == ("closed", 0)


def test_a_mail_that_may_not_go_probes_as_well_as_any(server: SmtpServer) -> None:
    mail_breaker.open()
    pause_is_over()
    assert hand_over(letter(), lambda: False) is False
    assert state() == ("closed", 0)


def test_without_a_server_it_is_a_file_once_it_may_go(folder: Path) -> None:
    mail_breaker.open()  # of a server that is no longer configured
    assert hand_over(letter(), lambda: False) is False
    assert not folder.exists()
    assert hand_over(letter(), lambda: True) is True
    assert len(list(folder.glob("*.eml"))) == 1


def add(number: int) -> None:
    mail_add(to=f"p{number}@example.pl", subject="Zgoda", text="Dzień dobry", kind="confirm", idempotency_key=f"key:{number}")


def test_the_outbox_waits_for_a_server_that_is_down_and_its_mail_arrives_once(server: SmtpServer) -> None:
    server.stop()
    for number in range(7):
        add(number)
    assert deliver_due() == Delivered(retried=5)
    assert (rests_until(Destination.MAIL), is_probing(Destination.MAIL)) == (mail_breaker.rests_until(), True)
    assert deliver_due() == Delivered()
    assert sorted(OutboxMessage.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1, 1, 1]
    server.start()
    pause_is_over()
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    assert deliver_due() == Delivered(sent=7)
    assert sorted(server.recipients) == [f"p{number}@example.pl" for number in range(7)]


def test_five_greylisted_recipients_do_not_keep_the_sixth_waiting(server: SmtpServer) -> None:
    server.step, server.answer = "RCPT", GREYLISTED
    for number in range(5):
        add(number)
    assert deliver_due() == Delivered(retried=5)
    server.answer = TAKEN
    add(5)
    assert deliver_due() == Delivered(sent=1)
    assert OutboxMessage.objects.filter(status=Status.PENDING, attempts=1).count() == 5
