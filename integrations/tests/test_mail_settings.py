"""EMAIL_URL and DEFAULT_FROM_EMAIL as the environment gives them."""

from collections.abc import Iterator

import pytest

from novahouse import environment

SENDER = "NovaHouse <kontakt@novahouse.pl>"


@pytest.fixture(autouse=True)
def problems() -> Iterator[list[environment.Problem]]:
    kept = list(environment.problems)
    environment.problems.clear()
    yield environment.problems
    environment.problems[:] = kept


@pytest.mark.parametrize("value", ["", "smtp://127.0.0.1:1025", "smtps://user:secret@mail.example.pl"])
def test_a_mail_server_or_none(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str) -> None:
    monkeypatch.setenv("EMAIL_URL", value)
    assert environment.smtp_url("EMAIL_URL") == value
    assert not problems


@pytest.mark.parametrize("value", ["mail.example.pl", "smtp://user:secret@", "http://secret@mail.example.pl"])
def test_a_bad_mail_server_is_a_problem_that_repeats_no_secret(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    monkeypatch.setenv("EMAIL_URL", value)
    assert environment.smtp_url("EMAIL_URL") == ""
    (problem,) = problems
    assert problem.name == "EMAIL_URL"
    assert "secret" not in problem.message + problem.hint


@pytest.mark.parametrize("value", ["czat@novahouse.pl", "Zespół NovaHouse <czat@novahouse.pl>", '"NovaHouse, Gdańsk" <a@b.pl>'])
def test_a_sender(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str) -> None:
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", value)
    assert environment.mail_sender("DEFAULT_FROM_EMAIL", SENDER) == value
    assert not problems


@pytest.mark.parametrize("value", ["NovaHouse", "a@b.pl, c@d.pl", "Nova <a@b.pl>\nBcc: c@d.pl", "NovaHouse <a b@c.pl>", "<>"])
def test_what_is_no_sender_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", value)
    assert environment.mail_sender("DEFAULT_FROM_EMAIL", SENDER) == SENDER
    assert [problem.name for problem in problems] == ["DEFAULT_FROM_EMAIL"]
