"""What `check_integrations` says of monday.com."""

import pytest
from pytest_django import Settings

from integrations.breakers import monday_breaker
from integrations.monday.check import check_monday, create_missing_columns
from integrations.monday.columns import parse_columns
from integrations.tests.monday_cast import monday
from integrations.tests.monday_server import KEY, MondayServer
from integrations.tests.vendor_server import Answer

pytestmark = pytest.mark.django_db
__all__ = ["monday"]


def only_fault() -> str:
    (fault,) = check_monday()
    assert KEY not in fault
    return fault


def test_a_board_that_is_as_it_should_be(monday: MondayServer) -> None:
    assert check_monday() == []
    (item,) = monday.board.items.values()
    assert (item.name, item.state) == ("Test NovaHouse Chat", "deleted")


def test_it_says_that_it_is_not_set_up(settings: Settings) -> None:
    settings.MONDAY_API_KEY = settings.MONDAY_BOARD_ID = ""
    assert only_fault() == "monday.com is not set up: set MONDAY_API_KEY and MONDAY_BOARD_ID."
    assert create_missing_columns() == [only_fault()]


def test_it_says_that_the_key_is_wrong(monday: MondayServer, settings: Settings) -> None:
    settings.MONDAY_API_KEY = "wrong"
    assert "does not accept the call (the key is not accepted: 401): make a new personal API token" in only_fault()


def test_it_says_that_nobody_answers(monday: MondayServer) -> None:
    monday.stop()
    assert "monday.com does not answer" in only_fault()
    assert "check MONDAY_API_URL" in only_fault()


def test_it_says_that_the_breaker_is_open(monday: MondayServer) -> None:
    monday_breaker.open()
    assert "circuit breaker of monday.com is open" in only_fault()
    assert not monday.requests


def test_a_check_is_one_call_to_the_breaker(monday: MondayServer) -> None:
    monday.changes = False
    for _ in range(5):
        assert only_fault().startswith("A test item could not be made (500)")
    assert monday_breaker.current_state == "open"
    assert "circuit breaker of monday.com is open" in only_fault()
    (sentence,) = create_missing_columns()
    assert "circuit breaker of monday.com is open" in sentence


@pytest.mark.parametrize("wrong", ["1", ""])
def test_a_board_that_is_not_as_it_should_be_is_no_failure_of_the_service(
    monday: MondayServer, settings: Settings, wrong: str
) -> None:
    settings.MONDAY_BOARD_ID = wrong
    for _ in range(6):
        assert len(check_monday()) == 1
    assert (monday_breaker.current_state, monday_breaker.fail_counter) == ("closed", 0)


def test_it_says_that_there_is_no_such_board(monday: MondayServer, settings: Settings) -> None:
    settings.MONDAY_BOARD_ID = "1"
    assert "There is no such board" in only_fault()


def test_it_says_that_the_board_is_archived(monday: MondayServer) -> None:
    monday.board.state = "archived"
    assert "The board is archived" in only_fault()


def test_it_names_every_column_that_is_missing_or_of_another_type(monday: MondayServer) -> None:
    monday.board.all_columns["area"].type = "text"
    monday.board.all_columns["email"].archived = True
    del monday.board.all_columns["budget"]
    faults = check_monday()
    assert len(faults) == 3
    assert "no column with the id email (email)" in faults[0]
    assert "The column area (area) is of the type text, not numbers: say so in MONDAY_COLUMNS (area=area:text)" in faults[1]
    assert "no column with the id budget (budget)" in faults[2]
    assert not monday.board.items


def test_items_can_only_be_found_by_a_text(monday: MondayServer, settings: Settings) -> None:
    settings.MONDAY_COLUMNS = parse_columns("reference=lead_id:long_text")
    monday.board.all_columns["lead_id"].type = "long_text"
    assert "The reference column has to be of the type text" in only_fault()


def test_it_says_that_items_may_not_be_made(monday: MondayServer) -> None:
    forbidden = {"message": "m", "extensions": {"code": "UserUnauthorizedException", "status_code": 403}}
    monday.script = [None, None, Answer.json({"data": None, "errors": [forbidden]})]
    assert only_fault().startswith("A test item could not be made (200 with errors: UserUnauthorizedException)")


def test_it_names_the_item_that_could_not_be_deleted(monday: MondayServer) -> None:
    made = Answer.json({"data": {"create_item": {"id": "44"}}})
    monday.script = [None, None, made]
    assert only_fault().startswith("The test item 44 could not be deleted (200 with errors: InvalidItemIdException)")


def test_missing_columns_are_made(monday: MondayServer, settings: Settings) -> None:
    del monday.board.all_columns["budget"], monday.board.all_columns["lead_status"]
    settings.MONDAY_COLUMNS = parse_columns("city=Miasto7")
    made = create_missing_columns()
    assert "The column Miasto7 (city) was not made" in made[0]
    assert made[1:] == ["The column budget (budget) was made.", "The column lead_status (status) was made."]
    assert monday.board.all_columns["budget"].type == "numbers"
    assert monday.board.all_columns["lead_status"].title == "Status leada"
    settings.MONDAY_COLUMNS = parse_columns("")
    assert check_monday() == []
    assert create_missing_columns() == []


def test_it_says_when_a_column_cannot_be_made(monday: MondayServer) -> None:
    del monday.board.all_columns["budget"]
    monday.script = [None, None, Answer(403, b"")]
    (sentence,) = create_missing_columns()
    assert sentence.startswith("The column budget (budget) could not be made (the key is not accepted: 403)")
