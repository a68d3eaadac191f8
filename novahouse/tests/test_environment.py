from collections.abc import Iterator
from pathlib import Path

import pytest

from novahouse import environment


@pytest.fixture(autouse=True)
def problems() -> Iterator[list[environment.Problem]]:
    kept = list(environment.problems)
    environment.problems.clear()
    yield environment.problems
    environment.problems[:] = kept


def put(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOME_SETTING", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", True), ("True", True), ("1", True), ("on", True), ("yes", True), ("false", False), ("0", False), ("OFF", False)],
)
def test_a_boolean(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str, expected: bool) -> None:
    put(monkeypatch, value)
    assert environment.boolean("SOME_SETTING", not expected) is expected
    assert not problems


@pytest.mark.parametrize("value", ["maybe", "2", "tak"])
def test_what_is_no_boolean_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    put(monkeypatch, value)
    assert environment.boolean("SOME_SETTING", True) is True
    assert [problem.name for problem in problems] == ["SOME_SETTING"]


@pytest.mark.parametrize("value", ["-1", "3.5", "eleven", "11", "99999999999999999999999", "²"])
def test_what_is_no_whole_number_in_range_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str
) -> None:
    put(monkeypatch, value)
    assert environment.whole_number("SOME_SETTING", 2, most=10) == 2
    assert len(problems) == 1


@pytest.mark.parametrize("value", ["30/m", "5/10s", "1000000000/m", "1/d"])
def test_a_rate(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str) -> None:
    put(monkeypatch, value)
    assert environment.rate("SOME_SETTING", "30/m") == value
    assert not problems


@pytest.mark.parametrize("value", ["30", "30/", "0/m", "m/30", "30/minute", "-5/m", "30/0s"])
def test_what_is_no_rate_is_a_problem(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str) -> None:
    put(monkeypatch, value)
    assert environment.rate("SOME_SETTING", "30/m") == "30/m"
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("https://chat.example.pl", True),
        ("http://127.0.0.1:5050", True),
        ("https://chat.example.pl/", True),
        ("chat.example.pl", False),
        ("https://chat.example.pl/path", False),
        ("https://user@chat.example.pl", False),
        ("ftp://chat.example.pl", False),
        ("https://", False),
        ("https://chat.example.pl:port", False),
    ],
)
def test_a_site_address(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], value: str, good: bool) -> None:
    put(monkeypatch, value)
    read = environment.site_url("SOME_SETTING", "http://default")
    assert read == (value.rstrip("/") if good else "http://default")
    assert len(problems) == (0 if good else 1)


@pytest.mark.parametrize("value", ["mysql://root@127.0.0.1/x", "postgresql://", "not a url", "postgresql://u:secret@h:port/x"])
def test_what_is_no_database_is_a_problem_that_does_not_repeat_the_password(
    monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], tmp_path: Path, value: str
) -> None:
    put(monkeypatch, value)
    assert environment.database("SOME_SETTING", tmp_path / "default.sqlite3")["NAME"] == str(tmp_path / "default.sqlite3")
    assert len(problems) == 1
    assert "secret" not in repr(problems)


def test_databases(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem], tmp_path: Path) -> None:
    put(monkeypatch, "postgresql://user:secret@db.example:5433/chat")
    found = environment.database("SOME_SETTING", tmp_path / "default.sqlite3")
    assert (found["ENGINE"], found["HOST"], found["PORT"], found["NAME"]) == (
        "django.db.backends.postgresql",
        "db.example",
        5433,
        "chat",
    )
    put(monkeypatch, "sqlite:////var/lib/chat.sqlite3")
    assert environment.database("SOME_SETTING", tmp_path)["NAME"] == "/var/lib/chat.sqlite3"
    assert not problems


def test_empty_means_unset(monkeypatch: pytest.MonkeyPatch, problems: list[environment.Problem]) -> None:
    put(monkeypatch, "  ")
    assert environment.text("SOME_SETTING", "default") == "default"
    assert environment.boolean("SOME_SETTING", True) is True
    assert environment.words("SOME_SETTING", ["a"]) == ["a"]
    assert not problems
