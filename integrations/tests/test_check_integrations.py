"""`manage.py check_integrations` against real servers, set up well and badly."""

import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from integrations.breakers import mail_breaker, slack_breaker
from integrations.http import post
from integrations.models import OutboxMessage
from integrations.tests.monday_server import KEY, MondayServer
from integrations.tests.smtp_server import SmtpServer
from integrations.tests.vendor_server import HANG, Answer, Trick, VendorServer

pytestmark = pytest.mark.django_db

PATH = "/services/T00000000/B00000000/Secret"


@pytest.fixture(autouse=True)
def nowhere(settings: Settings) -> None:
    settings.SLACK_WEBHOOK_URL = settings.MONDAY_API_KEY = settings.MONDAY_BOARD_ID = settings.LEADS_EMAIL = ""


@pytest.fixture
def slack(settings: Settings) -> Iterator[VendorServer]:
    with VendorServer(Answer(200, b"ok")) as running:
        settings.SLACK_WEBHOOK_URL = running.url + PATH
        yield running


@pytest.fixture
def monday(settings: Settings) -> Iterator[MondayServer]:
    with MondayServer() as running:
        settings.MONDAY_API_URL, settings.MONDAY_API_KEY, settings.MONDAY_BOARD_ID = running.url, KEY, running.board.id
        yield running


@pytest.fixture
def mail(settings: Settings) -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        settings.EMAIL_URL, settings.LEADS_EMAIL = running.url, "sprzedaz@example.pl"
        yield running


def check(*options: str) -> str:
    out = StringIO()
    call_command("check_integrations", *options, stdout=out, no_color=True)
    return out.getvalue()


def check_failing(*options: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError, match=r"^Not everything that is configured works\.$"):
        call_command("check_integrations", *options, stdout=out, no_color=True)
    assert "Secret" not in out.getvalue()
    assert KEY not in out.getvalue()
    return out.getvalue()


def test_what_is_not_configured_is_said_and_does_not_fail() -> None:
    assert check().splitlines() == [
        "Slack: not configured (SLACK_WEBHOOK_URL not set).",
        "monday.com: not configured (MONDAY_API_KEY with MONDAY_BOARD_ID not set).",
        "e-mail: not configured (LEADS_EMAIL not set).",
        "Leads reach nobody.",
    ]


def test_each_place_gets_one_test_message(slack: VendorServer, monday: MondayServer, mail: SmtpServer) -> None:
    assert check().splitlines() == [
        "Slack: OK, a test message was posted to the channel.",
        "monday.com: OK, a test item was made on the board and deleted again.",
        "e-mail: OK, the mail server took a test mail.",
    ]
    (request,) = slack.requests
    assert request.json()["text"].startswith("Wiadomość próbna")
    (message,) = mail.messages
    assert (message["To"], message["Subject"]) == ("sprzedaz@example.pl", "Wiadomość próbna z czatu NovaHouse")
    assert monday.fields.count("create_item") == 1
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(404, b"no_service"), "refused (404 no_service): the URL is no webhook, or no longer one"),
        (Answer(403, b"invalid_token"), "refused (403 invalid_token): the URL is no webhook, or no longer one"),
        (Answer(404, b"<html>"), "refused (404): the URL is no webhook, or no longer one"),
        (Answer(302, b"", {"Location": "/"}), "refused (redirected: 302): the URL is no webhook, or no longer one"),
        (Answer(410, b"channel_is_archived"), "the channel is archived or gone"),
        (Answer(403, b"action_prohibited"), "the workspace does not let the app post there"),
        (Answer(404, b"team_disabled"), "the workspace is switched off"),
        (Answer(500), "no message could be posted for now (500)"),
        (Answer(200, b"<html>"), "no message could be posted for now (200 without ok)"),
        (HANG, "no message could be posted for now (no conversation with the service: ReadTimeout"),
    ],
)
def test_what_is_wrong_with_slack_is_said(
    slack: VendorServer, answer: Answer | Trick, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "READ_SECONDS", 1.5)
    slack.answers = [answer]
    lines = check_failing().splitlines()
    assert lines[0].startswith("Slack: FAILED: ")
    assert said in lines[0]


def test_nobody_at_the_address_is_said(slack: VendorServer) -> None:
    slack.stop()
    assert "ConnectionRefusedError): check the host in SLACK_WEBHOOK_URL" in check_failing()


def test_an_open_breaker_is_said(slack: VendorServer) -> None:
    slack_breaker.open()
    assert "Slack: FAILED: the circuit breaker is open" in check_failing()
    assert slack.requests == []


def test_an_open_breaker_of_the_mail_server_is_said(mail: SmtpServer) -> None:
    mail_breaker.open()
    assert (
        "e-mail: FAILED: the circuit breaker is open after repeated failures: wait a minute, or `manage.py breaker"
        in check_failing()
    )
    assert mail.steps == []


def test_one_place_that_fails_does_not_keep_the_others_from_being_tried(
    slack: VendorServer, monday: MondayServer, mail: SmtpServer
) -> None:
    slack.answers = [Answer(404, b"no_team")]
    lines = check_failing().splitlines()
    assert lines[0].startswith("Slack: FAILED: ")
    assert lines[1].startswith("monday.com: OK")
    assert lines[2].startswith("e-mail: OK")


def test_a_bad_key_of_monday_is_said(monday: MondayServer, settings: Settings) -> None:
    settings.MONDAY_API_KEY = "Secret"
    assert "MONDAY_API_KEY" in check_failing()


def test_a_bad_board_of_monday_is_said(monday: MondayServer, settings: Settings) -> None:
    settings.MONDAY_BOARD_ID = "404"
    assert "MONDAY_BOARD_ID" in check_failing()


def test_a_bad_url_of_monday_is_said(monday: MondayServer) -> None:
    monday.stop()
    assert "MONDAY_API_URL" in check_failing()


def test_missing_columns_are_made_when_asked(monday: MondayServer) -> None:
    del monday.board.all_columns["score"]
    assert "--create-columns" in check_failing()
    said = check("--create-columns")
    assert "was made" in said
    assert "monday.com: OK" in said


def test_columns_are_not_made_where_monday_is_not_configured() -> None:
    assert "not configured" in check("--create-columns")


@pytest.mark.parametrize(
    ("step", "answer", "hint"),
    [
        ("RCPT", "550 5.1.1 <sprzedaz@example.pl>: user unknown", "(recipient refused: 550 5.1.1): check LEADS_EMAIL"),
        ("DATA", "451 4.3.0 later", "(content refused: 451 4.3.0): check EMAIL_URL"),
    ],
)
def test_what_is_wrong_with_mail_is_said(mail: SmtpServer, step: str, answer: str, hint: str) -> None:
    mail.step, mail.answer = step, answer
    said = check_failing()
    assert hint in said
    assert "sprzedaz" not in said


def test_mail_that_goes_to_files_is_said_to_reach_nobody(settings: Settings) -> None:
    settings.EMAIL_URL, settings.LEADS_EMAIL = "", "sprzedaz@example.pl"
    assert "nobody gets it while EMAIL_URL is not set" in check()
    assert len(list(settings.MAIL_DIR.glob("*.eml"))) == 1


@pytest.mark.parametrize(("answer", "code"), [(Answer(200, b"ok"), 0), (Answer(404, b"no_service"), 1)])
def test_the_exit_status_tells_a_script(tmp_path: Path, answer: Answer, code: int) -> None:
    with VendorServer(answer) as server:
        done = check_in_a_process(tmp_path, server, BREAKERS_ENABLED="false")
    assert done.returncode == code, done.stderr


def test_a_database_that_was_never_migrated_is_said(tmp_path: Path) -> None:
    with VendorServer(Answer(200, b"ok")) as server:
        done = check_in_a_process(tmp_path, server)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The circuit breakers cannot be read from the database: run manage.py migrate")
    assert server.requests == []


def check_in_a_process(var_dir: Path, slack: VendorServer, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Without a database."""
    webhook = slack.url + PATH
    environment = {**os.environ, "VAR_DIR": str(var_dir), "DATABASE_URL": "", "SLACK_WEBHOOK_URL": webhook, **variables}
    done = subprocess.run(
        [sys.executable, "manage.py", "check_integrations"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Secret" not in done.stdout + done.stderr
    return done
