"""Is monday.com set up as we need it? One sentence for everything that is wrong, with what to do about it.

https://developer.monday.com/api-reference/reference/me, /boards and /columns
"""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.conf import settings

from integrations.breakers import monday_breaker
from integrations.leads.card import LeadCard
from integrations.monday.client import call, is_configured
from integrations.monday.columns import Column
from integrations.monday.delivery import LONGEST_DELIVERY
from integrations.monday.documents import BOARD_COLUMNS, CREATE_COLUMN, ME
from integrations.monday.items import item_create, item_delete
from integrations.outbox.errors import DeliveryError, Postponed, Refused, Unavailable

_OWN_COLUMN_ID = re.compile(r"[a-z_]{1,20}")  # changelog of 2023-04-20: what create_column takes as an id
_TITLES = {
    "reference": "Nr leada",
    "email": "E-mail",
    "phone": "Telefon",
    "city": "Miasto",
    "area": "Metraż",
    "package": "Pakiet",
    "budget": "Budżet",
    "property": "Rodzaj lokalu",
    "score": "Punkty",
    "status": "Status leada",
    "link": "Rozmowa",
}


class _Board(NamedTuple):
    state: str
    columns: Mapping[str, str]  # the types of those that are not archived, by their ids


def check_monday() -> list[str]:
    """What is wrong, in the order it was found; empty where a test item could be made and deleted again."""
    return _guarded(_check)


def create_missing_columns() -> list[str]:
    """Make on the board those of the mapped columns that it lacks; a sentence for each, made or not."""
    return _guarded(_create)


def _guarded(work: Callable[[list[str], float], None]) -> list[str]:
    """The sentences that `work` says, the last one by the DeliveryError that it ends with: Refused where monday.com answered.

    To the circuit breaker it is one call, as the delivery of a message is.
    """
    if not is_configured():
        return ["monday.com is not set up: set MONDAY_API_KEY and MONDAY_BOARD_ID."]
    said: list[str] = []
    try:
        monday_breaker.call(work, said, time.monotonic() + LONGEST_DELIVERY)
    except Postponed:
        return ["The circuit breaker of monday.com is open: wait a minute, or run `manage.py breaker close monday`."]
    except DeliveryError as error:
        said.append(str(error))
    return said


def _because(error: DeliveryError, sentence: str) -> DeliveryError:
    """The same to the circuit breaker, and a sentence to the reader."""
    return Unavailable(sentence) if isinstance(error, Unavailable) else Refused(sentence)


def _check(said: list[str], ends_at: float) -> None:
    said += _column_faults(_board_columns(ends_at))
    if not said:
        _try_an_item(ends_at)


def _create(said: list[str], ends_at: float) -> None:
    there = _board_columns(ends_at)
    for what, column in settings.MONDAY_COLUMNS.items():
        if column.id not in there:
            try:
                said.append(_made(what, column, ends_at))
            except Refused as error:  # another one may be made all the same
                said.append(str(error))


def _board_columns(ends_at: float) -> Mapping[str, str]:
    """The types of the board's columns by their ids."""
    try:
        call(ME, {}, field="me", read=bool, ends_at=ends_at)
    except DeliveryError as error:
        raise _because(error, _key_sentence(error)) from None
    try:
        board = call(BOARD_COLUMNS, {"board": settings.MONDAY_BOARD_ID}, field="boards", read=_board, ends_at=ends_at)
    except DeliveryError as error:
        sentence = f"The board could not be read ({error}): check MONDAY_BOARD_ID; it is the number in the board's URL."
        raise _because(error, sentence) from None
    if board is None:
        raise Refused(
            "There is no such board, or the key's owner does not see it: MONDAY_BOARD_ID is the number in the board's URL; "
            "subscribe the owner of the key to the board."
        )
    if board.state != "active":
        raise Refused(f"The board is {board.state}: restore it in monday.com or set another MONDAY_BOARD_ID.")
    return board.columns


def _board(boards: Any) -> _Board | None:
    try:
        if not boards:
            return None
        columns = {column["id"]: column["type"] for column in boards[0]["columns"] if not column["archived"]}
        return _Board(boards[0]["state"], columns)
    except (KeyError, TypeError):
        raise Unavailable("200 with something else than a board") from None


def _key_sentence(error: DeliveryError) -> str:
    if isinstance(error, Unavailable):
        return f"monday.com does not answer ({error}): check MONDAY_API_URL and the connection, and try again."
    return (
        f"monday.com does not accept the call ({error}): make a new personal API token there (profile picture, Developers, "
        "API token), put it in MONDAY_API_KEY, and check MONDAY_API_URL."
    )


def _column_faults(there: Mapping[str, str]) -> list[str]:
    faults = [_column_fault(what, column, there.get(column.id)) for what, column in settings.MONDAY_COLUMNS.items()]
    if settings.MONDAY_COLUMNS["reference"].type != "text":
        faults.append(
            "The reference column has to be of the type text: items are found by it. Map it to another in MONDAY_COLUMNS."
        )
    return [fault for fault in faults if fault]


def _column_fault(what: str, column: Column, found: str | None) -> str:
    if found is None:
        return (
            f"The board has no column with the id {column.id} ({what}): have it made by `manage.py check_integrations "
            f"--create-columns`, or name yours in MONDAY_COLUMNS ({what}=its_id:{column.type})."
        )
    if found != column.type:
        return (
            f"The column {column.id} ({what}) is of the type {found}, not {column.type}: say so in MONDAY_COLUMNS "
            f"({what}={column.id}:{found}) if that type is supported, or name another column."
        )
    return ""


def _try_an_item(ends_at: float) -> None:
    try:
        item_id = item_create(_test_card(), ends_at=ends_at)
    except DeliveryError as error:
        sentence = f"A test item could not be made ({error}): the owner of the key needs to be allowed to edit the board."
        raise _because(error, sentence) from None
    try:
        item_delete(item_id, ends_at=ends_at)
    except DeliveryError as error:
        sentence = (
            f"The test item {item_id} could not be deleted ({error}): delete it by hand, and let the owner of the key delete "
            "items; erasing a person's data depends on it."
        )
        raise _because(error, sentence) from None


def _test_card() -> LeadCard:
    return LeadCard(lead_id=0, reference="NH-0-00000000", url=settings.SITE_URL, score=0, name="Test NovaHouse Chat")


def _made(what: str, column: Column, ends_at: float) -> str:
    if not _OWN_COLUMN_ID.fullmatch(column.id):
        return (
            f"The column {column.id} ({what}) was not made: monday.com lets us choose ids of at most 20 lowercase letters and "
            "underscores. Make it by hand and name its id in MONDAY_COLUMNS."
        )
    variables = {"board": settings.MONDAY_BOARD_ID, "id": column.id, "title": _TITLES[what], "type": column.type}
    try:
        call(CREATE_COLUMN, variables, field="create_column", read=bool, ends_at=ends_at)
    except DeliveryError as error:
        sentence = (
            f"The column {column.id} ({what}) could not be made ({error}): the owner of the key needs to be allowed to change "
            "the board's structure; an id that was once used on the board cannot be used again."
        )
        raise _because(error, sentence) from None
    return f"The column {column.id} ({what}) was made."
