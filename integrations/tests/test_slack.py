"""From slack_alert_add to a webhook that answers this and that."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import Settings

from integrations.breakers import slack_breaker
from integrations.http import post
from integrations.leads.card import LeadAlert, LeadCard
from integrations.models import Destination, OutboxMessage, Status
from integrations.outbox.deliver import deliver_due
from integrations.outbox.destinations import register
from integrations.outbox.errors import Postponed, Refused, Unavailable
from integrations.slack.delivery import deliver_slack
from integrations.slack.outgoing import slack_alert_add
from integrations.slack.payload import alert_payload
from integrations.tests.vendor_server import (
    CLOSE,
    DRIP_BODY,
    DRIP_HEADERS,
    GARBAGE,
    HALF,
    HANG,
    RESET,
    Answer,
    Trick,
    VendorServer,
)

pytestmark = pytest.mark.django_db

PATH = "/services/T00000000/B00000000/SecretSecretSecret"
CARD = LeadCard(
    lead_id=17,
    reference="NH-17-3f9a2c41",
    url="https://chat.example.pl/admin/chatbot/lead/17/change/",
    score=78,
    name="Anna Nowak",
    email="anna@example.pl",
    phone="+48600100200",
    city="Gdańsk",
    square_meters=65.0,
    budget_pln=120_000,
    package="Komfort",
    property_type="mieszkanie",
)
ALERT = LeadAlert(CARD, high_priority=True, asks_for_contact=False)


@pytest.fixture
def slack(settings: Settings) -> Iterator[VendorServer]:
    with VendorServer(Answer(200, b"ok")) as running:
        settings.SLACK_WEBHOOK_URL = running.url + PATH
        yield running


def added(alert: LeadAlert = ALERT, key: str = "lead:17:slack:70") -> OutboxMessage:
    assert slack_alert_add(alert, key=key, person="a" * 64, conversation_id=5)
    return OutboxMessage.objects.get(idempotency_key=key)


def texts(payload: dict[str, Any]) -> str:
    """Everything the payload shows, without its structure."""
    return json.dumps(payload, ensure_ascii=False)


def test_an_alert_waits_in_the_outbox_without_contact_data(slack: VendorServer) -> None:
    message = added()
    assert (message.destination, message.kind, message.stream) == (Destination.SLACK, "lead_alert", "lead:17")
    assert (message.person, message.conversation_id, message.service) == ("a" * 64, 5, False)
    assert "anna@" not in texts(message.payload)
    assert "600100200" not in texts(message.payload)
    assert slack.requests == []


def test_an_alert_is_added_once(slack: VendorServer) -> None:
    added()
    assert not slack_alert_add(ALERT, key="lead:17:slack:70", person="", conversation_id=5)


def test_nothing_is_added_without_a_webhook(settings: Settings) -> None:
    settings.SLACK_WEBHOOK_URL = ""
    assert not slack_alert_add(ALERT, key="lead:17:slack:70", person="", conversation_id=5)
    assert not OutboxMessage.objects.exists()


def test_an_alert_arrives(slack: VendorServer) -> None:
    register(Destination.SLACK, deliver_slack)
    added()
    assert deliver_due().sent == 1
    (request,) = slack.requests
    assert (request.path, request.json()) == (PATH, alert_payload(ALERT))
    message = OutboxMessage.objects.get()
    assert (message.status, message.payload, message.external_id) == (Status.SENT, {}, "")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(400, b"invalid_payload"), "400 invalid_payload"),
        (Answer(400, b"user_not_found"), "400 user_not_found"),
        (Answer(400, b"no_text\n"), "400 no_text"),
        (Answer(400, b"too_many_attachments"), "400 too_many_attachments"),
        (Answer(401, b"who are you, anna@example.pl?"), "401"),
        (Answer(403, b"action_prohibited"), "403 action_prohibited"),
        (Answer(403, b"invalid_token"), "403 invalid_token"),
        (Answer(403, b"posting_to_general_channel_denied"), "403 posting_to_general_channel_denied"),
        (Answer(404, b"channel_not_found"), "404 channel_not_found"),
        (Answer(404, b"no_service"), "404 no_service"),
        (Answer(404, b"no_team"), "404 no_team"),
        (Answer(404, b"<!doctype html>"), "404"),
        (Answer(410, b"channel_is_archived"), "410 channel_is_archived"),
        (Answer(302, b"", {"Location": "/login"}), "redirected: 302"),
    ],
)
def test_what_slack_refuses_is_given_up_with_the_reason(slack: VendorServer, answer: Answer, reason: str) -> None:
    register(Destination.SLACK, deliver_slack)
    slack.answers = [answer]
    added()
    assert deliver_due().dead == 1
    message = OutboxMessage.objects.get()
    assert (message.status, message.attempts, message.last_error) == (Status.DEAD, 1, reason)
    assert slack_breaker.fail_counter == 0


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(500, b"rollup_error"), "500 rollup_error"),
        (Answer(502, b"<html>Bad gateway</html>"), "502"),
        (Answer(503), "503"),
        (Answer(408), "408"),
        (Answer(200, b"fine"), "200 without ok"),
        (Answer(200, b"<html>ok</html>"), "200 without ok"),
        (Answer(200), "200 without ok"),
        (Answer(200, b"invalid_payload"), "200 invalid_payload without ok"),
        (Answer(204, b"ok"), "204"),
        (HANG, "no conversation with the service: "),
        (RESET, "no conversation with the service: "),
        (CLOSE, "no conversation with the service: "),
        (GARBAGE, "no conversation with the service: "),
        (HALF, "no conversation with the service: "),
        (DRIP_HEADERS, "no conversation with the service: cut for taking too long"),
        (DRIP_BODY, "no conversation with the service: cut for taking too long"),
    ],
)
def test_on_a_bad_day_of_slack_the_alert_waits_and_the_failure_counts(
    slack: VendorServer, answer: Answer | Trick, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(Destination.SLACK, deliver_slack)
    monkeypatch.setattr(post, "READ_SECONDS", 1.5)
    monkeypatch.setattr(post, "LONGEST_EXCHANGE", 2.5)
    slack.answers = [answer]
    added()
    assert deliver_due().retried == 1
    message = OutboxMessage.objects.get()
    assert (message.status, message.attempts) == (Status.PENDING, 1)
    assert message.last_error.startswith(reason)
    assert "Secret" not in message.last_error
    assert slack_breaker.fail_counter == 1


def test_slack_says_when_to_come_back(slack: VendorServer) -> None:
    slack.answers = [Answer(429, b"rate_limited", {"Retry-After": "30"})]
    with pytest.raises(Unavailable, match=r"^429$") as caught:
        deliver_slack(added())
    assert caught.value.retry_after == 30.0


def test_nobody_is_asked_while_the_breaker_is_open(slack: VendorServer) -> None:
    slack_breaker.open()
    with pytest.raises(Postponed):
        deliver_slack(added())
    assert slack.requests == []


def test_an_alert_waits_while_the_webhook_is_taken_out_of_the_settings(slack: VendorServer, settings: Settings) -> None:
    message = added()
    settings.SLACK_WEBHOOK_URL = ""
    with pytest.raises(Unavailable, match=r"^not configured$"):
        deliver_slack(message)
    assert slack_breaker.fail_counter == 0


def test_an_alert_of_an_older_release_is_still_shown(slack: VendorServer) -> None:
    message = added()
    message.payload["card"]["gone_since"] = 1
    del message.payload["card"]["property_type"]
    assert deliver_slack(message) == ""


def test_an_address_that_is_not_https_is_refused(slack: VendorServer, settings: Settings) -> None:
    message = added()
    settings.SLACK_WEBHOOK_URL = f"http://hooks.slack.example{PATH}"
    with pytest.raises(Refused, match="not https"):
        deliver_slack(message)


@pytest.mark.parametrize(
    ("high", "asks", "title", "call"),
    [
        (True, False, "🔥 Gorący lead", "Wysoki priorytet."),
        (False, False, "Nowy lead", "Zapowiada się"),
        (False, True, "📞 Prośba o kontakt", "Ktoś prosi o rozmowę."),
        (True, True, "📞 Gorący lead prosi o kontakt", "Wysoki priorytet."),
    ],
)
def test_the_title_says_why_and_how_urgent(high: bool, asks: bool, title: str, call: str) -> None:
    payload = alert_payload(LeadAlert(CARD, high_priority=high, asks_for_contact=asks))
    assert payload["blocks"][0]["text"]["text"] == title
    assert payload["blocks"][1]["text"]["text"].strip("*").startswith(call)


def test_an_alert_shows_what_the_team_needs_and_no_contact_data() -> None:
    payload = alert_payload(replace(ALERT, known_as=12))
    assert payload["text"] == "Gorący lead: Anna Nowak, Gdańsk, 65\xa0m², 78/100"
    fields = [field["text"] for field in payload["blocks"][2]["fields"]]
    assert fields == [
        "Klient: Anna Nowak",
        "Miasto: Gdańsk",
        "Powierzchnia: 65\xa0m²",
        "Pakiet: Komfort",
        "Budżet: 120\xa0000\xa0zł",
        "Ocena: 78/100",
    ]
    assert payload["blocks"][3]["text"]["text"] == "To ta sama osoba co lead nr 12."
    assert payload["blocks"][4]["text"]["text"] == f"<{CARD.url}|Zobacz rozmowę i dane kontaktowe w konsoli>"
    assert "anna@" not in texts(payload)
    assert "600" not in texts(payload)


def test_what_is_not_known_is_left_out() -> None:
    bare = LeadCard(lead_id=1, reference="NH-1-00000000", url=CARD.url, score=0)
    payload = alert_payload(LeadAlert(bare, high_priority=False, asks_for_contact=True))
    assert payload["text"] == "Prośba o kontakt: 0/100"
    assert [field["text"] for field in payload["blocks"][2]["fields"]] == ["Ocena: 0/100"]
    assert len(payload["blocks"]) == 4


@pytest.mark.parametrize(
    "typed",
    [
        "<!channel>",
        "<@U024BE7LH>",
        "<#C024BE7LR>",
        "<!subteam^SAZ94GDB8>",
        "<https://evil.example|Anna>",
        "<mailto:a@evil.example|Anna>",
        "&lt;!channel&gt;",
        "Anna\n>cytat",
        "Anna\x00\x1b[2J\u202e\u2066\u200b",
        "x" * 100_000,
        "<" * 100_000,
        "&" * 5_000,
    ],
)
def test_what_a_visitor_types_has_no_effect_and_no_length(typed: str) -> None:
    payload = alert_payload(replace(ALERT, card=replace(CARD, name=typed, city=typed, package=typed)))
    shown = [payload["text"], *(field["text"] for field in payload["blocks"][2]["fields"])]
    for text in shown:
        assert not set(text) & set("<>\x00\x1b\u202e\u2066\u200b")
        assert text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0
        assert len(text) < 2000
        assert "\n" not in text
    assert typed not in payload["blocks"][0]["text"]["text"]


@pytest.mark.parametrize("typed", ["*Anna*", "_Anna_", "~Anna~", "`Anna`", "```Anna```", ":fire: Anna"])
def test_what_a_visitor_types_is_not_formatted(typed: str) -> None:
    payload = alert_payload(replace(ALERT, card=replace(CARD, name=typed, city=typed, package=typed)))
    fields = payload["blocks"][2]["fields"]
    assert fields[0] == {"type": "plain_text", "text": f"Klient: {typed}", "emoji": False}
    assert {(field["type"], field["emoji"]) for field in fields} == {("plain_text", False)}
    assert typed not in texts(payload["blocks"][:2] + payload["blocks"][3:])


def test_every_text_that_slack_would_read_is_verbatim() -> None:
    payload = alert_payload(replace(ALERT, known_as=12))
    read = [block["text"] for block in payload["blocks"][1:] if "text" in block]
    assert [(text["type"], text["verbatim"]) for text in read] == [("mrkdwn", True)] * 3


def test_an_alert_keeps_within_the_limits_of_block_kit() -> None:
    long = "ż&<" * 50_000
    card = replace(CARD, name=long, city=long, package=long, square_meters=1e300, budget_pln=10**18, url=CARD.url)
    payload = alert_payload(LeadAlert(card, high_priority=True, asks_for_contact=True, known_as=10**18))
    assert len(payload["blocks"]) <= 50
    assert len(payload["blocks"][0]["text"]["text"]) <= 150
    for block in payload["blocks"][1:]:
        assert len(block.get("text", {"text": ""})["text"]) <= 3000
        assert len(block.get("fields", [])) <= 10
        assert all(0 < len(field["text"]) <= 2000 for field in block.get("fields", []))
    assert len(payload["text"]) <= 4000
