"""From mail_add to the mailbox, over a real mail server or into files."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from integrations.mail.message import message_id
from integrations.mail.outgoing import mail_add
from integrations.models import OutboxMessage, Status
from integrations.outbox.deliver import Delivered, deliver_due
from integrations.tests.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db


def add(key: str = "1", **fields: Any) -> bool:
    given: dict[str, Any] = {
        "to": "anna@example.pl",
        "subject": "Potwierdź zgodę",
        "text": "Dzień dobry\n.\nDo zobaczenia",
        "html": "<p>Dzień dobry</p>",
        "kind": "confirm-consent",
        "idempotency_key": key,
        "person": "",
    }
    return mail_add(**{**given, **fields})


@pytest.fixture
def server(settings: Settings) -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        settings.EMAIL_URL = running.url
        yield running


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_URL = ""
    settings.MAIL_DIR = tmp_path / "mail"
    return tmp_path / "mail"


def only() -> OutboxMessage:
    return OutboxMessage.objects.get()


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_mail_arrives_as_it_was_written(server: SmtpServer) -> None:
    add(headers={"List-Unsubscribe": "<https://chat.example.pl/w/1>"})
    assert deliver_due() == Delivered(sent=1)
    (message,) = server.messages
    assert message["Subject"] == "Potwierdź zgodę"
    assert message["From"] == "NovaHouse <kontakt@novahouse.pl>"
    assert message["To"] == "anna@example.pl"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://chat.example.pl/w/1>"
    assert message["Message-ID"] == message_id("1") == only().external_id
    assert parsedate_to_datetime(message["Date"]) == only().created_at.replace(microsecond=0)
    assert body(message, "plain").replace("\r\n", "\n").rstrip() == "Dzień dobry\n.\nDo zobaczenia"
    assert "<p>Dzień dobry</p>" in body(message, "html")
    assert (server.senders, server.recipients) == (["kontakt@novahouse.pl"], ["anna@example.pl"])


def test_without_html_it_is_plain_text(server: SmtpServer) -> None:
    add(html="")
    deliver_due()
    assert server.messages[0].get_content_type() == "text/plain"


def test_a_repeat_carries_the_same_message_id(server: SmtpServer) -> None:
    server.answer = "450 later"
    add()
    assert deliver_due() == Delivered(retried=1)
    server.answer = "250 OK"
    OutboxMessage.objects.update(next_attempt_at=only().created_at)
    deliver_due()
    assert [message["Message-ID"] for message in server.messages] == [message_id("1")]


def test_message_ids_differ_by_key_and_name_the_site(settings: Settings) -> None:
    settings.SITE_URL = "https://czat.łódź.example:8443"
    assert message_id("1") != message_id("2")
    assert message_id("1").endswith("@czat.xn--d-uga0v4h.example>")
    settings.SITE_URL = "http://[::1]:5050"
    assert message_id("1").endswith("@[IPv6:::1]>")


def test_a_domain_beyond_ascii_goes_in_punycode(server: SmtpServer) -> None:
    add(to="anna@książka.example")
    deliver_due()
    assert server.recipients == ["anna@xn--ksika-5wa74f.example"]
    assert server.messages[0]["To"] == "anna@xn--ksika-5wa74f.example"


@pytest.mark.parametrize(
    "field",
    [
        {"subject": "Oferta\nBcc: jan@example.pl"},
        {"subject": "Oferta\r\n\r\nHello"},
        {"to": "anna@example.pl\nBcc: jan@example.pl"},
        {"to": "anna@example.pl, jan@example.pl"},
        {"to": "nobody"},
        {"headers": {"X-Offer": "1\nBcc: jan@example.pl"}},
    ],
)
def test_nobody_writes_headers_of_their_own(server: SmtpServer, field: dict[str, Any]) -> None:
    add(**field)
    assert deliver_due() == Delivered(dead=1)
    assert server.messages == []
    assert "@" not in only().last_error


def test_a_refused_recipient_is_not_tried_again(server: SmtpServer) -> None:
    server.step, server.answer = "RCPT", "550 5.1.1 <anna@example.pl> unknown"
    add()
    assert deliver_due() == Delivered(dead=1)
    assert (only().status, only().last_error) == (Status.DEAD, "recipient refused: 550 5.1.1")


def test_without_a_mail_server_each_mail_is_a_file(folder: Path) -> None:
    add("1")
    add("2", subject="Druga")
    assert deliver_due() == Delivered(sent=2)
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    assert {message["Subject"] for message in read} == {"Potwierdź zgodę", "Druga"}
    assert folder.stat().st_mode & 0o077 == 0


def test_a_file_written_again_is_the_same_file(folder: Path) -> None:
    add()
    payload = only().payload
    deliver_due()
    OutboxMessage.objects.update(status=Status.PENDING, payload=payload, next_attempt_at=only().created_at)
    assert deliver_due() == Delivered(sent=1)
    assert len(list(folder.iterdir())) == 1


def test_a_disk_that_refuses_delays_the_mail(folder: Path) -> None:
    folder.write_text("no folder")
    add()
    assert deliver_due() == Delivered(retried=1)
    assert only().status == Status.PENDING
