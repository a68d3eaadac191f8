"""What passes by itself is a 503 with a time to try again; what is our fault stays a 500."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, InternalError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.response import Response

from novahouse import urls
from novahouse.web.api_view import ApiView
from novahouse.web.unavailable import is_unavailability

_raised: list[Exception] = []


class FailingApi(ApiView):
    def get(self, request: Request) -> Response:
        raise _raised[0]


def failing_page(request: HttpRequest) -> HttpResponse:
    raise _raised[0]


urlpatterns = [path("api/failing", FailingApi.as_view()), path("failing/", failing_page), *urls.urlpatterns]
handler404, handler500 = urls.handler404, urls.handler500


class PostgresError(psycopg2.Error):
    """The driver fills in the code in C: it cannot be set on an instance of its own class."""

    pgcode: str | None = None


def raised(kind: type[Exception], cause: BaseException, said: str = "") -> Exception:
    error = kind(said)
    error.__cause__ = cause
    return error


def postgres(kind: type[Exception], code: str | None) -> Exception:
    cause = PostgresError()
    cause.pgcode = code
    return raised(kind, cause, "said by the server\nDETAIL: Key (email)=(anna@example.com)")


def sqlite(work: Any) -> Exception:
    with pytest.raises(sqlite3.Error) as caught:
        work()
    return raised(OperationalError, caught.value)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        pytest.param(OperationalError, None, id="no connection"),
        pytest.param(InterfaceError, None, id="connection lost"),
        pytest.param(OperationalError, "53300", id="too many connections"),
        pytest.param(OperationalError, "53100", id="disk full"),
        pytest.param(OperationalError, "57P01", id="server is stopped"),
        pytest.param(OperationalError, "57P03", id="server is starting"),
        pytest.param(OperationalError, "40P01", id="deadlock"),
        pytest.param(OperationalError, "55P03", id="lock not available"),
        pytest.param(InternalError, "25006", id="read-only"),
    ],
)
def test_what_passes_on_postgresql(kind: type[Exception], code: str | None) -> None:
    assert is_unavailability(postgres(kind, code))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        pytest.param(ProgrammingError, "42P01", id="no such table"),
        pytest.param(IntegrityError, "23505", id="unique"),
        pytest.param(InternalError, "25P02", id="transaction is aborted"),
        pytest.param(DatabaseError, None, id="an error of Django's own"),
    ],
)
def test_what_is_our_fault_on_postgresql(kind: type[Exception], code: str | None) -> None:
    assert not is_unavailability(postgres(kind, code))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "chat.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE talk (text)")
    connection.close()
    yield file


def on(file: Path, statement: str, **how: Any) -> None:
    connection = sqlite3.connect(file, **how)
    try:
        connection.executescript(statement)
    finally:
        connection.close()


def test_what_passes_on_sqlite(database: Path) -> None:
    read_only = f"file:{database}?mode=ro"
    assert is_unavailability(sqlite(lambda: on(database, "PRAGMA query_only=1; INSERT INTO talk VALUES (1)")))
    assert is_unavailability(sqlite(lambda: on(read_only, "INSERT INTO talk VALUES (1)", uri=True)))  # type: ignore[arg-type]
    full = "PRAGMA max_page_count=2; INSERT INTO talk VALUES (zeroblob(100000))"
    assert is_unavailability(sqlite(lambda: on(database, full)))
    assert is_unavailability(sqlite(lambda: sqlite3.connect(database.parent / "none" / "chat.sqlite3")))
    holder = sqlite3.connect(database)
    holder.execute("BEGIN IMMEDIATE")
    assert is_unavailability(sqlite(lambda: on(database, "BEGIN IMMEDIATE", timeout=0)))
    holder.close()


def test_what_is_our_fault_on_sqlite(database: Path) -> None:
    assert not is_unavailability(sqlite(lambda: on(database, "SELECT * FROM nothing")))


@pytest.fixture
def ask(settings: Settings, client: Client) -> Client:
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


def test_over_the_api_it_is_a_503_with_a_time_to_try_again(ask: Client, caplog: pytest.LogCaptureFixture) -> None:
    _raised[:] = [postgres(OperationalError, "57P03")]
    response = ask.get("/api/failing")
    assert response.status_code == 503
    assert response.json() == {
        "error": "For the moment this does not work; try again.",
        "code": "unavailable",
        "request_id": response["X-Request-ID"],
    }
    assert response["Retry-After"] == "5"
    assert caplog.messages == ["The database is unavailable: OperationalError: said by the server"]
    assert "Traceback" not in caplog.text


def test_a_page_says_it_in_polish(ask: Client) -> None:
    _raised[:] = [postgres(OperationalError, None)]
    response = ask.get("/failing/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Krótka przerwa" in response.content.decode()
    assert "Spróbuj ponownie za kilka sekund" in response.content.decode()


@pytest.mark.parametrize("where", ["/api/failing", "/failing/"])
def test_our_own_fault_stays_a_500(ask: Client, where: str, caplog: pytest.LogCaptureFixture) -> None:
    _raised[:] = [postgres(ProgrammingError, "42P01")]
    response = ask.get(where)
    assert response.status_code == 500
    assert "Retry-After" not in response
    assert "said by the server" not in response.content.decode()
    assert "Traceback" in caplog.text


def test_errors_name_the_request_but_for_the_two_that_the_contract_fixes(client: Client, settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = False
    unknown = client.get("/api/nothing/here")
    assert unknown.json()["request_id"] == unknown["X-Request-ID"]
    closed = client.get("/api/unsubscribe/status/anna@example.com")
    assert set(closed.json()) == {"error", "code"}
    assert closed["X-Request-ID"]


@pytest.mark.parametrize(("given", "proxies", "kept"), [("a1b2c3d4e5", 1, True), ("a1b2c3d4e5", 0, False), ("a b\n", 1, False)])
def test_the_front_server_may_name_a_request_and_a_client_may_not(
    client: Client, settings: Settings, given: str, proxies: int, kept: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    named = client.get("/api/health", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (named == given) is kept
    assert len(named) >= 8
