"""A lead on its way to monday.com: every answer to its outcome, over a real outbox row and a server that runs the queries."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations.breakers import monday_breaker
from integrations.http import post
from integrations.models import BreakerState, Destination, OutboxMessage, Status
from integrations.monday.columns import parse_columns
from integrations.monday.outgoing import monday_item_save
from integrations.outbox.claim import claim
from integrations.outbox.deliver import Delivered, deliver_due
from integrations.outbox.hold import outbox_cancel
from integrations.tests.monday_cast import ANNA, again, deliver, monday, save, wait_of
from integrations.tests.monday_server import KEY, Lost, MondayServer
from integrations.tests.vendor_server import CLOSE, GARBAGE, HALF, HANG, RESET, Answer, Trick

pytestmark = pytest.mark.django_db
__all__ = ["monday"]


def errors(code: str, status: int = 200, **extensions: Any) -> Answer:
    """As documented; monday.com repeats values in its sentences."""
    error = {
        "message": "invalid value: anna@example.com",
        "path": ["create_item"],
        "extensions": {"code": code, "status_code": status, "error_data": {"column_value": "anna@example.com"}, **extensions},
    }
    return Answer.json({"data": None, "errors": [error], "account_id": 1})


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "READ_SECONDS", 1.5)


def test_a_lead_becomes_an_item_with_its_columns(monday: MondayServer) -> None:
    message = save()
    assert deliver() == Delivered(sent=1)
    (item,) = monday.board.active
    assert (item.name, again(message).external_id) == ("Anna Nowak", item.id)
    assert item.values["lead_id"] == ANNA.reference
    assert item.values["phone"] == {"phone": "+48501234567", "countryShortName": "PL"}
    assert item.values["lead_status"] == {"label": "Nowy"}
    assert (message.status, message.payload) == (Status.SENT, {})
    assert monday.fields == ["create_item"]


def test_the_key_goes_in_the_header_and_nowhere_else(monday: MondayServer) -> None:
    save()
    deliver()
    (request,) = monday.requests
    assert (request.headers["Authorization"], request.headers["API-Version"]) == (KEY, "2026-10")
    assert KEY.encode() not in request.body
    assert request.path == "/v2"


def test_without_monday_nothing_is_written(settings: Settings) -> None:
    settings.MONDAY_API_KEY, settings.MONDAY_BOARD_ID = KEY, ""
    with pytest.raises(AssertionError):
        save()
    assert not OutboxMessage.objects.exists()


def test_what_is_left_when_monday_is_switched_off_waits(monday: MondayServer, settings: Settings) -> None:
    message = save()
    settings.MONDAY_API_KEY = ""
    assert deliver() == Delivered(retried=1)
    assert again(message).last_error == "monday.com is not set up any more"
    assert not monday.requests


@pytest.mark.parametrize(
    "name",
    [
        'Anna "Ania" Nowak',
        'x", column_values: "{}") { id } delete_item(item_id: 9000000001) { id } }',
        "mutation { delete_item(item_id: 1) { id } }",
        "O'Brien \\ \\n \\u0022 }}{{ $board #",
        "Zażółć \u2028 gęślą jaźń 🏠 שלום",
        "%s {name} ${name}",
    ],
)
def test_whatever_a_visitor_types_stays_a_name(monday: MondayServer, name: str) -> None:
    save(name=name, city=name)
    assert deliver() == Delivered(sent=1)
    (item,) = monday.board.active
    assert (item.name, item.values["city"]) == (name, name)
    assert monday.fields == ["create_item"]


def test_what_is_learnt_later_goes_to_the_same_item(monday: MondayServer) -> None:
    save()
    second = save(2, name=None, email=None, city="Gdynia", square_meters=62.0, score=80, status=None)
    assert deliver() == Delivered(sent=2)
    (item,) = monday.board.active
    assert again(second).external_id == item.id
    assert (item.name, item.values["city"], item.values["area"], item.values["score"]) == ("Anna Nowak", "Gdynia", "62", "80")
    assert item.values["email"]["email"] == "anna@example.com"
    assert item.values["lead_status"] == {"label": "Nowy"}
    assert monday.fields == ["create_item", "change_multiple_column_values"]


def test_an_item_that_is_known_is_changed_at_once(monday: MondayServer) -> None:
    item = monday.board.create("Anna", None, False)
    save(9, item_id=item.id)
    assert deliver() == Delivered(sent=1)
    assert item.name == "Anna Nowak"
    assert monday.fields == ["change_multiple_column_values"]


def test_new_things_are_said_by_the_message_that_nobody_has_tried(monday: MondayServer) -> None:
    first = save(status="Nowy")
    assert monday_item_save(replace(ANNA, score=90, status=None), key="2", person="b" * 64, conversation_id=5)
    (message,) = OutboxMessage.objects.all()
    assert (message.pk, message.person) == (first.pk, "b" * 64)
    deliver()
    (item,) = monday.board.active
    assert (item.values["score"], item.values["lead_status"]) == ("90", {"label": "Nowy"})
    assert monday_item_save(ANNA, key="3", person="b" * 64, conversation_id=5, item_id=item.id)
    assert OutboxMessage.objects.count() == 2


def test_a_message_that_was_tried_is_not_replaced(monday: MondayServer) -> None:
    first = save()
    OutboxMessage.objects.update(attempts=1, last_error="500")
    assert monday_item_save(replace(ANNA, score=90), key="2", person="a" * 64, conversation_id=5)
    assert again(first).payload["card"]["score"] == ANNA.score
    assert OutboxMessage.objects.count() == 2


def test_an_item_that_may_exist_is_looked_for_though_no_trace_of_it_is_left(monday: MondayServer) -> None:
    save()
    deliver()
    OutboxMessage.objects.all().delete()
    save(2, may_exist=True)
    assert deliver() == Delivered(sent=1)
    assert len(monday.board.active) == 1


def test_columns_are_those_of_the_setting(monday: MondayServer, settings: Settings) -> None:
    settings.MONDAY_COLUMNS = parse_columns("city=miasto:long_text,phone=,status=")
    monday.board.all_columns["miasto"] = type(monday.board.all_columns["city"])("miasto", "long_text")
    save()
    assert deliver() == Delivered(sent=1)
    (item,) = monday.board.active
    assert item.values["miasto"] == {"text": "Gdańsk"}
    assert not {"city", "phone", "lead_status"} & item.values.keys()


def test_a_new_status_is_made_a_label(monday: MondayServer) -> None:
    save()
    save(2, status="Wygrany")
    deliver()
    assert monday.board.active[0].values["lead_status"] == {"label": "Wygrany"}
    assert monday.asked[1][1]["labels"] is True


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(400, b""), "400"),
        (Answer.json({"errors": [{"message": "No query", "extensions": {"code": "BadRequest"}}]}, 400), "400: BadRequest"),
        (Answer.json({"errors": ["Not Authenticated"]}, 401), "the key is not accepted: 401"),
        (Answer(403, b"<html>"), "the key is not accepted: 403"),
        (Answer(404, b""), "404"),
        (Answer(410, b""), "410"),
        (errors("InvalidBoardIdException"), "200 with errors: InvalidBoardIdException"),
        (errors("InvalidColumnIdException"), "200 with errors: InvalidColumnIdException"),
        (errors("ColumnValueException"), "200 with errors: ColumnValueException"),
        (errors("UserUnauthorizedException", 403), "200 with errors: UserUnauthorizedException"),
        (errors("InvalidArgumentException"), "200 with errors: InvalidArgumentException"),
        (errors("ItemNameTooLongException"), "200 with errors: ItemNameTooLongException"),
        (errors("SomethingNewException", 422), "200 with errors: SomethingNewException"),
    ],
)
def test_what_cannot_get_better_is_given_up_at_once(monday: MondayServer, answer: Answer, reason: str) -> None:
    message = save()
    monday.script = [answer]
    assert deliver() == Delivered(dead=1)
    assert (again(message).status, message.attempts, message.last_error) == (Status.DEAD, 1, reason)
    assert monday_breaker.fail_counter == 0


@pytest.mark.parametrize(
    ("answer", "reason", "wait"),
    [
        (Answer(429, b"", {"Retry-After": "77"}), "429", 77),
        (Answer.json({"errors": [{"message": "m", "extensions": {"code": "maxConcurrencyExceeded"}}]}, 429), "429: max", 30),
        (Answer(500, b""), "500", 30),
        (Answer(502, b"<html>Bad Gateway</html>", {"Retry-After": "120"}), "502", 120),
        (Answer.json({"error_message": "Internal server error", "status_code": 500}), "200 with errors", 30),
        (Answer(423, b"", {"Retry-After": "45"}), "423", 45),
        (Answer(200, b"ok"), "200 without data", 30),
        (Answer(200, b'{"data": {"create_item": null}}'), "200 without data", 30),
        (Answer.json({"data": {"create_item": {"name": "x"}}}), "200 with an item without an id", 30),
        (errors("COMPLEXITY_BUDGET_EXHAUSTED", 429, retry_in_seconds=57), "200 with errors: COMPLEXITY_BUDGET_EXHAUSTED", 57),
        (errors("DAILY_LIMIT_EXCEEDED", 429), "200 with errors: DAILY_LIMIT_EXCEEDED", 3600),
        (errors("SomethingNewException", 503), "200 with errors: SomethingNewException", 30),
        (RESET, "no conversation with the service: ", 30),
        (CLOSE, "no conversation with the service: ", 30),
        (GARBAGE, "no conversation with the service: ", 30),
        (HALF, "no conversation with the service: ", 30),
        (HANG, "no conversation with the service: ", 30),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_what_may_get_better_is_tried_again(monday: MondayServer, answer: Answer | Trick, reason: str, wait: float) -> None:
    message = save()
    monday.script = [answer]
    assert deliver() == Delivered(retried=1)
    assert again(message).last_error.startswith(reason)
    assert wait - 5 < wait_of(message) <= wait + 1
    assert monday_breaker.fail_counter == 1
    assert deliver(hours_later=2) == Delivered(sent=1)
    assert len(monday.board.active) == 1


def test_nothing_that_monday_says_or_is_told_is_kept_or_logged(monday: MondayServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    monday.board.all_columns["email"].type = "status"
    message = save(status=None)
    assert deliver() == Delivered(dead=1)
    assert again(message).last_error == "200 with errors: ColumnValueException"
    for secret in ("anna", KEY, "Nowak", "501234567"):
        assert secret not in caplog.text


def test_nobody_there_is_tried_again_soon(monday: MondayServer) -> None:
    message = save()
    monday.stop()
    assert deliver() == Delivered(retried=1)
    assert wait_of(message) < 2  # nothing was asked, so nothing has to be found
    monday.start()
    assert deliver(hours_later=1) == Delivered(sent=1)
    assert len(monday.board.active) == 1


@pytest.mark.parametrize("lost", [RESET, HANG, GARBAGE, Answer(500, b""), Answer(502, b""), Answer(200, b"{}")])
@pytest.mark.usefixtures("impatient")
def test_a_lost_answer_makes_no_second_item(monday: MondayServer, lost: Answer | Trick) -> None:
    message = save()
    monday.script = [Lost(lost)]
    assert deliver() == Delivered(retried=1)
    (item,) = monday.board.active
    assert deliver(hours_later=2) == Delivered(sent=1)
    assert monday.board.active == [item]
    assert again(message).external_id == item.id
    assert monday.fields == ["create_item", "items_page_by_column_values", "change_multiple_column_values"]


def test_the_next_message_waits_until_a_lost_item_can_be_found(monday: MondayServer) -> None:
    """The first is given up after its answer got lost: the next one comes at once, and the item is in no index yet."""
    monday.board.indexes = False
    first = save()
    OutboxMessage.objects.filter(pk=first.pk).update(attempts=9)
    monday.script = [Lost(Answer(500, b""))]
    assert deliver() == Delivered(dead=1)
    second = save(2, city="Sopot")
    assert deliver() == Delivered(retried=1)
    assert again(second).last_error == "an earlier message about the lead was given up just now"
    assert 25 < wait_of(second) < 31
    monday.board.index()
    assert deliver(hours_later=1) == Delivered(sent=1)
    assert [item.values["city"] for item in monday.board.active] == ["Sopot"]


def test_one_that_a_killed_deliverer_left_is_looked_for(monday: MondayServer) -> None:
    save()
    message = claim(Destination.MONDAY, timezone.now())
    assert message is not None
    monday.board.create(ANNA.name or "", json.dumps({"lead_id": ANNA.reference}), False)
    OutboxMessage.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert deliver_due() == Delivered(sent=1)
    assert len(monday.board.active) == 1


def test_one_that_was_given_up_and_revived_is_looked_for(monday: MondayServer) -> None:
    """Its attempts are counted anew, and nothing but its last error tells that it was tried."""
    message = save()
    monday.script = [Lost(Answer(404, b""))]
    assert deliver() == Delivered(dead=1)
    OutboxMessage.objects.all().revive(timezone.now())
    assert deliver() == Delivered(sent=1)
    assert [item.id for item in monday.board.active] == [again(message).external_id]


def test_of_several_items_the_oldest_is_ours(monday: MondayServer) -> None:
    items = [monday.board.create("copy", json.dumps({"lead_id": ANNA.reference}), False) for _ in range(3)]
    message = save()
    OutboxMessage.objects.filter(pk=message.pk).update(last_error="500")
    deliver()
    assert again(message).external_id == items[0].id
    assert [item.name for item in items] == ["Anna Nowak", "copy", "copy"]


@pytest.mark.parametrize("attempts", [0, 1])
def test_an_item_that_people_deleted_is_made_anew(monday: MondayServer, attempts: int) -> None:
    save()
    deliver()
    monday.board.active[0].state = "deleted"
    second = save(2, city="Sopot")
    OutboxMessage.objects.filter(pk=second.pk).update(attempts=attempts)
    assert deliver() == Delivered(sent=1)
    (item,) = monday.board.active
    assert (again(second).external_id, item.values["city"]) == (item.id, "Sopot")


def test_an_item_that_people_archived_stays_as_it_is(monday: MondayServer) -> None:
    item = monday.board.create("Anna", None, False)
    item.state, item.board = "archived", type(monday.board)()
    message = save(2, item_id=item.id)
    assert deliver() == Delivered(sent=1)
    assert (again(message).external_id, item.name) == (item.id, "Anna")
    assert not monday.board.active


def test_partial_data_counts_as_made(monday: MondayServer) -> None:
    error = {"message": "Photo unavailable", "path": ["create_item", "x"], "extensions": {"code": "ASSET_UNAVAILABLE"}}
    message = save()
    monday.script = [Lost(Answer.json({"data": {"create_item": {"id": "9000000001"}}, "errors": [error]}))]
    assert deliver() == Delivered(sent=1)
    assert again(message).external_id == monday.board.active[0].id


def test_an_old_message_revived_by_hand_changes_nothing(monday: MondayServer) -> None:
    old = save(1, city="Gdańsk")
    monday.script = [Answer(400, b"")]
    deliver()
    new = save(2, city="Sopot")
    assert deliver(hours_later=1) == Delivered(sent=1)
    OutboxMessage.objects.all().revive(timezone.now())
    assert deliver() == Delivered(sent=1)
    assert again(old).external_id == again(new).external_id
    assert [item.values["city"] for item in monday.board.active] == ["Sopot"]


def test_a_board_that_is_none_is_told(monday: MondayServer, settings: Settings) -> None:
    settings.MONDAY_BOARD_ID = "1"
    message = save()
    assert deliver() == Delivered(dead=1)
    assert again(message).last_error == "200 with errors: InvalidBoardIdException"


def test_a_wrong_key_is_told(monday: MondayServer, settings: Settings) -> None:
    settings.MONDAY_API_KEY = "wrong"
    message = save()
    assert deliver() == Delivered(dead=1)
    assert again(message).last_error == "the key is not accepted: 401"


def test_nothing_goes_out_while_the_breaker_is_open(monday: MondayServer) -> None:
    monday_breaker.open()
    message = save()
    deliver()
    assert not monday.requests
    assert (again(message).status, message.attempts) == (Status.PENDING, 0)
    monday_breaker.close()
    assert deliver() == Delivered(sent=1)


def test_the_breaker_opens_also_where_look_ups_work_and_changes_do_not(monday: MondayServer) -> None:
    monday.changes = False
    save()
    for _ in range(5):
        assert deliver(hours_later=2) == Delivered(retried=1)
    assert monday_breaker.current_state == "open"
    BreakerState.objects.update(opened_at=timezone.now() - timedelta(seconds=61))
    assert deliver(hours_later=2) == Delivered(retried=1)
    assert monday.fields == ["items_page_by_column_values"] * 5
    assert monday_breaker.current_state == "open"


def test_an_item_that_is_found_and_gone_is_looked_for_later_and_was_an_answer(monday: MondayServer) -> None:
    message = save()
    OutboxMessage.objects.filter(pk=message.pk).update(last_error="500")
    monday.script = [Answer.json({"data": {"items_page_by_column_values": {"cursor": None, "items": [{"id": "1"}]}}})]
    assert deliver() == Delivered(retried=1)
    assert again(message).last_error == "the item that was found is gone"
    assert 25 < wait_of(message) < 61
    assert monday_breaker.fail_counter == 0
    assert deliver(hours_later=2) == Delivered(sent=1)


def test_a_cancelled_message_does_not_go(monday: MondayServer) -> None:
    save()
    outbox_cancel("a" * 64)
    assert deliver() == Delivered()
    assert not monday.requests
