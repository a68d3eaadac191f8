"""Where leads go, as the environment says it."""

from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from integrations.monday.columns import DEFAULTS, Column
from novahouse import environment
from novahouse.checks import TAG

WEBHOOK = "https://hooks.slack.com/services/T00000000/B00000000/Secret"


@pytest.fixture(autouse=True)
def problems() -> Iterator[list[environment.Problem]]:
    kept = list(environment.problems)
    environment.problems.clear()
    yield environment.problems
    environment.problems[:] = kept


@pytest.fixture(autouse=True)
def nowhere(settings: Settings) -> None:
    settings.SLACK_WEBHOOK_URL = settings.MONDAY_API_KEY = settings.MONDAY_BOARD_ID = settings.LEADS_EMAIL = ""


def found() -> list[tuple[str | None, str, str | None]]:
    return [(message.id, message.msg, message.hint) for message in run_checks(tags=[TAG])]


@pytest.mark.parametrize("value", ["", WEBHOOK, "http://127.0.0.1:8080/services/T/B/x", "http://localhost/", "http://[::1]:1/"])
def test_an_address_of_a_service_or_none(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_URL", value)
    assert environment.service_url("SLACK_WEBHOOK_URL") == value
    assert not problems


@pytest.mark.parametrize(
    "value",
    [
        WEBHOOK.replace("https", "http"),
        WEBHOOK.replace("https://", ""),
        "https://user:Secret@hooks.slack.com/",
        "https://hooks.slack.com/services Secret",
        "https://hooks.slack.com:0/Secret",
        "http://127.0.0.1.example.com/Secret",
        "ftp://127.0.0.1/Secret",
        "https:///Secret",
        "https://[Secret",
    ],
)
def test_an_address_without_encryption_is_a_problem_that_repeats_no_secret(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_URL", value)
    assert environment.service_url("SLACK_WEBHOOK_URL") == ""
    (problem,) = problems
    assert "Secret" not in f"{problem}"


@pytest.mark.parametrize("value", ["", "eyJhbGciOiJIUzI1NiJ9.eyJ0aWQiOjF9.a-b_c"])
def test_a_key_or_none(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str) -> None:
    monkeypatch.setenv("MONDAY_API_KEY", value)
    assert environment.api_key("MONDAY_API_KEY") == value
    assert not problems


@pytest.mark.parametrize("value", ["Bearer Secret", "Secret\r\nX-Other: 1", "Sęcret", "Secret\x7f"])
def test_what_cannot_be_a_key_is_a_problem_that_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    monkeypatch.setenv("MONDAY_API_KEY", value)
    assert environment.api_key("MONDAY_API_KEY") == ""
    (problem,) = problems
    assert "cret" not in f"{problem}"


@pytest.mark.parametrize("value", ["", "1", "1234567890"])
def test_a_board_or_none(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str) -> None:
    monkeypatch.setenv("MONDAY_BOARD_ID", value)
    assert environment.board_id("MONDAY_BOARD_ID") == value
    assert not problems


@pytest.mark.parametrize("value", ["leads", "0", "-1", "12 34", "https://x.monday.com/boards/1234", "١٢", "1" * 20])
def test_what_is_no_board_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    monkeypatch.setenv("MONDAY_BOARD_ID", value)
    assert environment.board_id("MONDAY_BOARD_ID") == ""
    assert [problem.name for problem in problems] == ["MONDAY_BOARD_ID"]


@pytest.mark.parametrize("value", ["sprzedaz@example.pl", ""])
def test_a_mailbox_or_none(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str) -> None:
    monkeypatch.setenv("LEADS_EMAIL", value)
    assert environment.mailbox("LEADS_EMAIL") == value
    assert not problems


@pytest.mark.parametrize("value", ["sprzedaz", "a@b.pl,c@d.pl", "Sprzedaż <a@b.pl>", "a@b.pl\nBcc: c@d.pl", "@", "a@b@c.pl"])
def test_what_is_no_mailbox_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    monkeypatch.setenv("LEADS_EMAIL", value)
    assert environment.mailbox("LEADS_EMAIL") == ""
    assert [problem.name for problem in problems] == ["LEADS_EMAIL"]


def test_columns_are_renamed_and_left_out(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem]) -> None:
    monkeypatch.setenv("MONDAY_COLUMNS", "area=metraz:text, budget=kwota, package=")
    columns = environment.monday_columns("MONDAY_COLUMNS")
    assert (columns["area"], columns["budget"]) == (Column("metraz", "text"), Column("kwota", "numbers"))
    assert set(DEFAULTS) - set(columns) == {"package"}
    assert not problems


@pytest.mark.parametrize("value", ["area", "colour=x", "area=x:colour", "area=a b", "reference=", "area=x:", "area=:text"])
def test_a_mapping_that_cannot_be_read_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    monkeypatch.setenv("MONDAY_COLUMNS", value)
    assert environment.monday_columns("MONDAY_COLUMNS") == DEFAULTS
    assert [problem.name for problem in problems] == ["MONDAY_COLUMNS"]


@pytest.mark.parametrize(("there", "missing"), [("MONDAY_API_KEY", "MONDAY_BOARD_ID"), ("MONDAY_BOARD_ID", "MONDAY_API_KEY")])
def test_half_of_monday_is_refused(settings: Settings, there: str, missing: str) -> None:
    setattr(settings, there, "123")
    assert found() == [
        (
            "novahouse.E004",
            f"MONDAY_API_KEY and MONDAY_BOARD_ID go together, and {missing} is not set.",
            "Set both, or none of them to leave monday.com out.",
        )
    ]


def test_all_of_monday_is_accepted(settings: Settings) -> None:
    settings.MONDAY_API_KEY, settings.MONDAY_BOARD_ID = "key", "123"
    assert found() == []


def test_a_malformed_half_is_reported_once(settings: Settings, problems: list[environment.Problem]) -> None:
    settings.MONDAY_API_KEY = "key"
    problems.append(environment.Problem("MONDAY_BOARD_ID", "is no number", "Copy it."))
    assert [message_id for message_id, _, _ in found()] == ["novahouse.E001"]


def test_breakers_switched_off_are_warned_of(settings: Settings) -> None:
    settings.BREAKERS_ENABLED = False
    assert [message_id for message_id, _, _ in found()] == ["novahouse.W002"]
