"""What a web process says before its first request: where leads go, and what guards us."""

import logging

import pytest
from pytest_django import Settings

from integrations.leads.destinations import lead_destinations
from novahouse import start

WEBHOOK = "https://hooks.slack.com/services/T00000000/B00000000/Secret"


@pytest.fixture(autouse=True)
def nowhere(settings: Settings) -> None:
    settings.SLACK_WEBHOOK_URL = settings.MONDAY_API_KEY = settings.MONDAY_BOARD_ID = settings.LEADS_EMAIL = ""


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    with caplog.at_level(logging.INFO):
        start._say_what_is_on()
    return [f"{record.levelname} {record.getMessage()}" for record in caplog.records]


def test_the_start_says_which_breakers_guard_us(caplog: pytest.LogCaptureFixture) -> None:
    lines = said(caplog)
    assert "INFO Slack circuit breaker initialized (fail_max=5, reset_timeout=60s)" in lines
    assert "INFO Monday.com circuit breaker initialized (fail_max=5, reset_timeout=60s)" in lines


def test_mail_has_a_breaker_where_it_has_a_server(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    initialized = "INFO Mail circuit breaker initialized (fail_max=5, reset_timeout=60s)"
    settings.EMAIL_URL = ""
    assert initialized not in said(caplog)
    settings.EMAIL_URL = "smtp://mail.example.pl"
    assert initialized in said(caplog)


def test_the_start_says_where_leads_go_and_no_secret(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.SLACK_WEBHOOK_URL, settings.LEADS_EMAIL = WEBHOOK, "sprzedaz@example.pl"
    settings.MONDAY_API_KEY, settings.MONDAY_BOARD_ID = "Secret", "123"
    assert "INFO Leads go to: Slack, monday.com, e-mail" in said(caplog)
    assert "Secret" not in caplog.text
    assert "sprzedaz" not in caplog.text


def test_the_start_warns_where_leads_reach_nobody(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    warning = "WARNING Leads reach nobody: none of SLACK_WEBHOOK_URL, MONDAY_API_KEY with MONDAY_BOARD_ID, LEADS_EMAIL is set"
    assert warning in said(caplog)
    settings.MONDAY_API_KEY = "key"  # without a board
    assert lead_destinations() == []
    caplog.clear()
    settings.LEADS_EMAIL = "sprzedaz@example.pl"
    assert warning not in said(caplog)


def test_the_start_warns_of_breakers_that_are_off(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.BREAKERS_ENABLED = False
    lines = said(caplog)
    assert "WARNING Circuit breakers are off (BREAKERS_ENABLED=false)" in lines
    assert not [line for line in lines if "initialized (fail_max" in line]


def test_the_start_warns_of_jobs_that_are_off(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    assert not [line for line in said(caplog) if "_ENABLED=false" in line]
    caplog.clear()
    settings.FOLLOWUPS_ENABLED = settings.PURGE_ENABLED = False
    lines = said(caplog)
    assert "WARNING Follow-ups are off (FOLLOWUPS_ENABLED=false)" in lines
    assert "WARNING Expired cache entries stay where they are (PURGE_ENABLED=false)" in lines
