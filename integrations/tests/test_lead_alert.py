"""The alert about a lead as a mail to LEADS_EMAIL."""

import email.message
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from integrations.leads.wording import MOST_CHARACTERS, one_line
from integrations.mail.lead_alert import mail_alert_add
from integrations.models import Destination, OutboxMessage
from integrations.outbox.deliver import deliver_due
from integrations.tests.smtp_server import SmtpServer
from integrations.tests.test_slack import ALERT, CARD

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        settings.EMAIL_URL = running.url
        settings.LEADS_EMAIL = "sprzedaz@example.pl"
        yield running


def add(alert: object = ALERT, key: str = "lead:17:mail:70") -> bool:
    assert isinstance(alert, type(ALERT))
    return mail_alert_add(alert, key=key, person="a" * 64, conversation_id=5)


def body(message: email.message.EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_an_alert_arrives(server: SmtpServer) -> None:
    assert add(replace(ALERT, known_as=12))
    assert deliver_due().sent == 1
    (message,) = server.messages
    assert message["To"] == "sprzedaz@example.pl"
    assert message["Subject"] == "Gorący lead: nr 17, ocena 78/100"
    assert message["Importance"] == "high"
    text = body(message, "plain")
    for line in ("Klient: Anna Nowak", "Budżet: 120\xa0000\xa0zł", "To ta sama osoba co lead nr 12.", CARD.url):
        assert f"\n{line}\n" in text
    assert f'href="{CARD.url}"' in body(message, "html")
    for said in (text, body(message, "html"), str(message)):
        assert "anna@" not in said
        assert "600100200" not in said


def test_an_alert_is_of_its_person_and_no_service_message(server: SmtpServer) -> None:
    add()
    message = OutboxMessage.objects.get()
    assert (message.destination, message.kind, message.service) == (Destination.MAIL, "lead_alert", False)
    assert (message.person, message.conversation_id) == ("a" * 64, 5)


def test_an_alert_is_added_once(server: SmtpServer) -> None:
    assert add()
    assert not add()


def test_nothing_is_added_without_an_address(settings: Settings) -> None:
    settings.LEADS_EMAIL = ""
    assert not add()
    assert not OutboxMessage.objects.exists()


def test_a_usual_lead_is_not_marked_as_important(server: SmtpServer) -> None:
    add(replace(ALERT, high_priority=False))
    add(replace(ALERT, high_priority=False, asks_for_contact=True), key="lead:17:mail:contact")
    deliver_due()
    assert [message["Importance"] for message in server.messages] == [None, "high"]


def test_what_a_visitor_types_writes_no_header_and_no_html(server: SmtpServer) -> None:
    typed = "Anna\r\nBcc: jan@example.pl\r\n\r\n<script>alert(1)</script>{{ x }}"
    add(replace(ALERT, card=replace(CARD, name=typed, city=typed, package=typed)))
    assert deliver_due().sent == 1
    (message,) = server.messages
    assert message["Bcc"] is None
    assert server.recipients == ["sprzedaz@example.pl"]
    assert "<script" not in body(message, "html")
    assert "Klient: Anna Bcc: jan@example.pl <script>alert(1)</script>{{ x }}\n" in body(message, "plain")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Anna \t Maria\nNowak ", "Anna Maria Nowak"),
        ("Anna\x00\x07\u202e", "Anna"),
        ("Łucja", "Łucja"),
        ("\n\n", ""),
        ("x" * 500, "x" * (MOST_CHARACTERS - 1) + "…"),
    ],
)
def test_words_of_a_visitor_fit_into_one_line(typed: str, shown: str) -> None:
    assert one_line(typed) == shown


@pytest.mark.parametrize(
    ("square_meters", "budget", "shown"),
    [
        (65.0, 120_000, {"65\xa0m²", "120\xa0000\xa0zł"}),
        (65.5, 9_500, {"65,5\xa0m²", "9500\xa0zł"}),
        (100.0, 1_250_000, {"100\xa0m²", "1\xa0250\xa0000\xa0zł"}),
    ],
)
def test_figures_are_written_as_in_polish(server: SmtpServer, square_meters: float, budget: int, shown: set[str]) -> None:
    add(replace(ALERT, card=replace(CARD, square_meters=square_meters, budget_pln=budget)))
    text = OutboxMessage.objects.get().payload["text"]
    assert all(f": {figure}\n" in text for figure in shown)
