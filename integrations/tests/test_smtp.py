"""One mail given to a real SMTP server that answers this and that."""

import socket
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

import pytest

from integrations.mail import smtp
from integrations.mail.message import WireMail
from integrations.mail.smtp import smtp_send
from integrations.mail.smtp_url import SmtpUrl, parse_smtp_url
from integrations.outbox.errors import Deferred, DeliveryError, Refused, Unavailable
from integrations.tests.smtp_server import CLOSE, GREETING, HANG, LOCALHOST, RESET, SmtpServer

ANNA = "anna@example.pl"


def content() -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "Potwierdź zgodę"
    mail.set_content("Dzień dobry")
    return mail.as_bytes(policy=SMTP_POLICY)


def send(url: str) -> None:
    assert smtp_send(parse_smtp_url(url), WireMail("kontakt@example.pl", ANNA, content()), lambda: True)


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def test_a_mail_arrives(server: SmtpServer) -> None:
    send(server.url)
    assert (server.senders, server.recipients) == (["kontakt@example.pl"], [ANNA])
    assert server.messages[0]["Subject"] == "Potwierdź zgodę"


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("450 4.2.1 Try again later, anna@example.pl", Deferred),
        ("451 4.7.1 Greylisted, come back in 5 minutes", Deferred),
        ("421 4.3.2 Shutting down", Unavailable),
        ("530 5.7.0 Authentication required", Unavailable),
        ("550 5.1.1 <anna@example.pl>: user unknown", Refused),
        ("552 Too much mail for anna@example.pl", Refused),
        ("354 Neither yes nor no", Unavailable),
        (CLOSE, Unavailable),
        (RESET, Unavailable),
    ],
)
def test_an_answer_says_whether_trying_again_helps(
    server: SmtpServer, step: str, answer: str, failure: type[DeliveryError]
) -> None:
    server.step, server.answer = step, answer
    with pytest.raises(failure) as caught:
        send(server.url)
    assert type(caught.value) is failure
    assert ANNA not in str(caught.value)
    assert server.messages == []


@pytest.mark.parametrize("step", [GREETING, "EHLO", "MAIL"])
@pytest.mark.parametrize("answer", ["421 4.3.2 Shutting down", "451 4.3.0 Later", "554 5.7.1 Go away", CLOSE, RESET])
def test_before_anybody_is_named_every_trouble_is_the_servers(server: SmtpServer, step: str, answer: str) -> None:
    server.step, server.answer = step, answer
    with pytest.raises(Unavailable) as caught:
        send(server.url)
    assert type(caught.value) is Unavailable
    assert "RCPT" not in server.steps


@pytest.mark.parametrize("answer", ["500 What?", HANG, CLOSE, RESET])
def test_a_mail_that_was_taken_is_taken_however_the_server_says_goodbye(
    server: SmtpServer, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "STEP_SECONDS", 1.5)
    server.step, server.answer = "QUIT", answer
    send(server.url)
    assert len(server.messages) == 1


def test_the_reason_keeps_the_codes(server: SmtpServer) -> None:
    server.step, server.answer = "RCPT", "550 5.1.1 <anna@example.pl>: user unknown"
    with pytest.raises(Refused, match=r"^recipient refused: 550 5\.1\.1$"):
        send(server.url)


@pytest.mark.parametrize("step", [GREETING, "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_is_left(server: SmtpServer, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "STEP_SECONDS", 1.5)
    server.step, server.answer = step, HANG
    with pytest.raises(Unavailable, match="no conversation with the server"):
        send(server.url)


@pytest.mark.parametrize(
    ("scheme", "begins", "drips"),
    [
        pytest.param("smtp", b"220 ready\r\n", b"2", id="after the greeting"),
        pytest.param("smtp", b"", b"2", id="in the greeting"),
        pytest.param("smtps", b"\x16\x03\x03\x40\x00", b"\x02", id="in the handshake"),  # the head of a long record
    ],
)
def test_a_server_that_sends_a_byte_now_and_then_is_cut(
    scheme: str, begins: bytes, drips: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "LONGEST_SEND", 0.5)
    over = threading.Event()

    def trickle(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line:
            line.sendall(begins)
            for _ in range(250):  # five seconds, should nobody cut it
                if over.wait(0.02):
                    return
                try:
                    line.sendall(drips)
                except OSError:
                    return

    with socket.create_server((LOCALHOST, 0)) as listener:
        thread = threading.Thread(target=trickle, args=[listener])
        thread.start()
        began = time.monotonic()
        with pytest.raises(Unavailable):
            send(f"{scheme}://{LOCALHOST}:{listener.getsockname()[1]}")
        took = time.monotonic() - began
        over.set()
        thread.join()
    assert 0.4 < took < 4


def test_addresses_that_do_not_answer_take_no_longer_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them may hang; together they share the time."""
    clock, tried = [0.0], []

    def hangs(address: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(timeout)
        clock[0] += timeout
        raise TimeoutError

    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"192.0.2.{last}", 25)) for last in range(20)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    monkeypatch.setattr(socket, "create_connection", hangs)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with pytest.raises(Unavailable):
        send("smtp://mail.example.pl")
    assert sum(tried) == smtp.LONGEST_SEND


def test_nobody_there() -> None:
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        send(SmtpServer().url)


def test_a_login_is_used() -> None:
    with SmtpServer(login=("chat", "p@ss:word/")) as server:
        send(server.url.replace("//", "//chat:p%40ss%3Aword%2F@"))
        assert len(server.messages) == 1


def test_a_wrong_password_is_the_operators_matter() -> None:
    with SmtpServer(login=("chat", "right")) as server:
        for login in ("chat:wrong@", ""):
            with pytest.raises(Unavailable, match=r"53[05]"):
                send(server.url.replace("//", f"//{login}"))
        assert server.messages == []


def test_a_password_does_not_go_to_another_machine_in_the_clear(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "_OUR_MACHINE", ())
    with pytest.raises(Unavailable, match="no encryption"):
        send(server.url.replace("//", "//chat:secret@"))


@pytest.mark.parametrize(
    ("url", "parsed"),
    [
        ("smtp://mail.example.pl", SmtpUrl("mail.example.pl", 25, "", "", False)),
        ("smtp://127.0.0.1:1025", SmtpUrl("127.0.0.1", 1025, "", "", False)),
        ("smtp://chat:secret@mail.example.pl", SmtpUrl("mail.example.pl", 587, "chat", "secret", False)),
        (
            "smtps://chat%40example.pl:a%2Fb%25@mail.example.pl",
            SmtpUrl("mail.example.pl", 465, "chat@example.pl", "a/b%", True),
        ),
        ("smtp://[::1]:2525/", SmtpUrl("::1", 2525, "", "", False)),
    ],
)
def test_a_url_is_read(url: str, parsed: SmtpUrl) -> None:
    assert parse_smtp_url(url) == parsed


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.pl:25",
        "http://mail.example.pl",
        "smtp://:25",
        "smtp://mail.example.pl:0",
        "smtp://mail.example.pl:99999",
        "smtp://mail.example.pl:port",
        "smtp://user@mail.example.pl",
        "smtp://user:100%@mail.example.pl",
        "smtp://user:%0d%0aRCPT@mail.example.pl",
        "smtp://mail.example.pl/inbox",
        "smtp://mail.example.pl?tls=1",
        "smtp://mail example.pl",
    ],
)
def test_a_bad_url_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_smtp_url(url)
    assert url not in str(caught.value)
