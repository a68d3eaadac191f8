"""What an answer of monday.com means, form by form as documented."""

import json
from typing import Any

import pytest

from integrations.monday.answer import DAILY_LIMIT_WAIT, Answered, ItemGone, read_answer
from integrations.outbox.errors import DeliveryError, Refused, Unavailable


def told(code: str | None, status: int | None = None, **extensions: Any) -> dict[str, Any]:
    """An error in today's form; its sentence repeats what a visitor typed."""
    named = {"code": code, "status_code": status, **extensions}
    return {
        "message": "invalid value anna@example.com",
        "path": ["create_item"],
        "extensions": {name: value for name, value in named.items() if value is not None},
    }


def body(*errors: Any, data: Any = None) -> bytes:
    return json.dumps({"data": data, "errors": list(errors), "account_id": 1}).encode()


def failure(status: int, content: bytes, retry_after: float | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        read_answer(status, content, retry_after)
    assert "anna" not in str(raised.value)
    return raised.value


def test_data_without_errors_is_the_answer() -> None:
    assert read_answer(200, b'{"data": {"me": {"id": "1"}}, "account_id": 1}', None) == Answered({"me": {"id": "1"}})


@pytest.mark.parametrize(
    "code",
    [
        "InvalidBoardIdException",
        "InvalidColumnIdException",
        "ColumnValueException",
        "UserUnauthorizedException",
        "InvalidArgumentException",
        "ItemNameTooLongException",
        "ItemsLimitationException",
        "InvalidVersionException",
        "GRAPHQL_VALIDATION_FAILED",
        "missingRequiredPermissions",
    ],
)
def test_an_error_that_stays_is_refused_though_http_says_200(code: str) -> None:
    error = failure(200, body(told(code, 200)))
    assert type(error) is Refused
    assert str(error) == f"200 with errors: {code}"


@pytest.mark.parametrize(
    "code",
    [
        "COMPLEXITY_BUDGET_EXHAUSTED",
        "ComplexityException",
        "maxConcurrencyExceeded",
        "FIELD_LIMIT_EXCEEDED",
        "IP_RATE_LIMIT_EXCEEDED",
        "RATE_LIMIT_EXCEEDED",
        "API_TEMPORARILY_BLOCKED",
        "INTERNAL_SERVER_ERROR",
    ],
)
def test_a_limit_passes_and_its_wait_is_kept(code: str) -> None:
    error = failure(200, body(told(code, retry_in_seconds=12)))
    assert type(error) is Unavailable
    assert (str(error), error.retry_after) == (f"200 with errors: {code}", 12)


def test_the_longest_wait_that_is_asked_for_counts() -> None:
    assert failure(429, body(told("FIELD_LIMIT_EXCEEDED", 429, error_data={"retry_in_seconds": 15})), 40).retry_after == 40
    assert failure(429, body(told("FIELD_LIMIT_EXCEEDED", 429, error_data={"retry_in_seconds": 15})), 5).retry_after == 15


def test_the_daily_limit_is_waited_out_hour_by_hour() -> None:
    assert failure(429, body(told("DAILY_LIMIT_EXCEEDED", 429))).retry_after == DAILY_LIMIT_WAIT
    assert failure(429, body(told("DAILY_LIMIT_EXCEEDED", 429)), 7200).retry_after == 7200


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (404, True), (403, True), (408, False), (423, False), (429, False), (500, False)]
)
def test_an_unknown_code_is_judged_by_the_status_beside_it(status: int, permanent: bool) -> None:
    assert failure(200, body(told("SomethingNewException", status))).permanent is permanent


def test_an_error_that_says_nothing_passes() -> None:
    assert not failure(200, body({"message": "Parse error"})).permanent
    assert not failure(200, body("Something went wrong")).permanent
    assert not failure(200, body(told(None))).permanent


def test_one_error_that_stays_is_enough() -> None:
    error = failure(200, body(told("COMPLEXITY_BUDGET_EXHAUSTED"), told("ColumnValueException", 200)))
    assert type(error) is Refused
    assert str(error) == "200 with errors: COMPLEXITY_BUDGET_EXHAUSTED, ColumnValueException"


def test_an_item_that_is_not_there_is_told_apart() -> None:
    assert type(failure(200, body(told("InvalidItemIdException", 200)))) is ItemGone
    assert type(failure(200, body(told("ResourceNotFoundException", 404)))) is ItemGone


def test_the_old_forms_are_understood() -> None:
    old = {"error_code": "ColumnValueException", "status_code": 200, "error_message": "anna@example.com", "error_data": {}}
    assert failure(200, json.dumps(old).encode()).permanent
    budget = {
        "error_code": "ComplexityException",
        "status_code": 429,
        "error_message": "Complexity budget exhausted, query cost 30001 budget remaining 19986 out of 1000000 "
        "reset in 3 seconds",
        "errors": ["Complexity budget exhausted"],
    }
    for status in (200, 429):
        error = failure(status, json.dumps(budget).encode())
        assert (error.permanent, error.retry_after) == (False, 3)
    assert not failure(200, b'{"error_message": "Internal server error", "status_code": 500}').permanent


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_accepted_is_refused(status: int) -> None:
    error = failure(status, b'{"errors": ["Not Authenticated"]}')
    assert type(error) is Refused
    assert str(error) == f"the key is not accepted: {status}"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (404, True), (410, True), (408, False), (423, False), (429, False), (500, False), (502, False), (503, False)],
)
@pytest.mark.parametrize("content", [b"", b"<html>Bad gateway anna@example.com</html>", b'{"errors": [{"message": "anna"}]}'])
def test_other_answers_are_judged_by_their_status(status: int, permanent: bool, content: bytes) -> None:
    error = failure(status, content)
    assert (error.permanent, str(error)) == (permanent, str(status))


def test_a_limit_is_a_limit_whatever_the_status() -> None:
    error = failure(400, body(told("COMPLEXITY_BUDGET_EXHAUSTED", retry_in_seconds=7)))
    assert (error.permanent, error.retry_after) == (False, 7)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ok",
        b"[]",
        b"null",
        b"{}",
        b'{"data": null}',
        b'{"data": []}',
        b'{"data": {"create_item": null}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_success_that_says_nothing_is_none(content: bytes) -> None:
    error = failure(200, content)
    assert (error.permanent, str(error)) == (False, "200 without data")


def test_partial_data_comes_with_its_problem() -> None:
    answered = read_answer(200, body(told("ASSET_UNAVAILABLE"), data={"create_item": {"id": "7"}}), None)
    assert answered.data == {"create_item": {"id": "7"}}
    assert isinstance(answered.problem, Unavailable)


@pytest.mark.parametrize("code", ["anna@example.com", "Jan Nowak, tel. 501", "x" * 61, 17, None, {"a": 1}])
def test_what_is_no_code_is_not_repeated(code: Any) -> None:
    assert str(failure(200, body({"message": "m", "extensions": {"code": code}}))) == "200 with errors"


@pytest.mark.parametrize("wait", ["12", True, -1, 1e12, None, [3]])
def test_a_wait_that_is_none_is_ignored(wait: Any) -> None:
    assert failure(200, body(told("RATE_LIMIT_EXCEEDED", retry_in_seconds=wait))).retry_after is None
