"""monday.com for tests: a real HTTP server that parses every query, checks it against the schema and runs it on a board."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import GraphQLError, build_schema, graphql_sync, parse, validate

from integrations.tests.monday_board import Board, Column, Item, error
from integrations.tests.vendor_server import Answer, Request, Trick, VendorServer

KEY = "eyJhbGciOiJIUzI1NiJ9.test-key"
VERSION = "2026-10"
SCHEMA = build_schema(Path(__file__).with_name("monday_schema.graphql").read_text())


@dataclass(frozen=True)
class Lost:
    """The request is carried out, and then answered like this: what a client sees when the answer gets lost."""

    answer: Answer | Trick


class MondayServer(VendorServer):
    """`script`: what the next requests get instead of what they ask for, one after another; None is as always.

    With `changes` off it answers what is only read, and 500 to whatever is to be changed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.board = Board()
        self.script: list[Answer | Trick | Lost | None] = []
        self.changes = True
        self.asked: list[tuple[str, dict[str, Any]]] = []  # field and variables of every valid request

    @property
    def fields(self) -> list[str]:
        return [name for name, _ in self.asked]

    def respond(self, request: Request) -> Answer | Trick:
        if not self.changes and request.json()["query"].lstrip().startswith("mutation"):
            return Answer(500)
        planned = self.script.pop(0) if self.script else None
        if planned is not None and not isinstance(planned, Lost):
            return planned
        answer = self._execute(request)
        return planned.answer if planned else answer

    def _execute(self, request: Request) -> Answer:
        if request.headers["Authorization"] != KEY:
            return Answer.json({"errors": ["Not Authenticated"]}, 401)
        if request.headers["API-Version"] != VERSION:
            return _failed(error("InvalidVersionException", 400), 400)
        assert request.headers["Content-Type"].startswith("application/json")
        asked = request.json()
        document = parse(asked["query"])
        faults = validate(SCHEMA, document)
        assert not faults, faults
        (operation,) = document.definitions
        name = operation.selection_set.selections[0].name.value  # type: ignore[attr-defined]  # an operation, as all of ours
        self.asked.append((name, asked["variables"]))
        result = graphql_sync(SCHEMA, asked["query"], _Root(self.board), variable_values=asked["variables"])
        return Answer.json({**result.formatted, "account_id": 1, "extensions": {"request_id": "1"}})


def _failed(fault: GraphQLError, status: int) -> Answer:
    return Answer.json({"errors": [fault.formatted]}, status)


class _Root:
    """The fields of Query and Mutation."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.me = {"id": "77"}

    def boards(self, info: Any, ids: list[str], state: str, **_: Any) -> list[Board]:
        return [self._board] if self._board.id in ids and state in ("all", self._board.state) else []

    def items(self, info: Any, ids: list[str], **_: Any) -> list[Item]:
        return [self._board.items[item_id] for item_id in ids if item_id in self._board.items]

    def items_page_by_column_values(self, info: Any, board_id: str, columns: list[dict[str, Any]], **_: Any) -> dict[str, Any]:
        board = self._known(board_id)
        for wanted in columns:
            if wanted["column_id"] not in board.all_columns:
                raise error("InvalidColumnIdException", column_id=wanted["column_id"])
        found = [
            item
            for item in board.active
            if all(item.found_by.get(wanted["column_id"]) in wanted["column_values"] for wanted in columns)
        ]
        return {"cursor": None, "items": list(reversed(found))}

    def create_item(
        self,
        info: Any,
        board_id: str,
        item_name: str,
        column_values: str | None = None,
        create_labels_if_missing: bool = False,
        **_: Any,
    ) -> Item:
        return self._known(board_id).create(item_name, column_values, create_labels_if_missing)

    def change_multiple_column_values(
        self, info: Any, board_id: str, column_values: str, item_id: str, create_labels_if_missing: bool = False
    ) -> Item:
        item = self._item(item_id)
        if item.board is not self._known(board_id):
            raise error("InvalidItemIdException", item_id=item_id)
        return item.board.change(item, column_values, create_labels_if_missing)

    def delete_item(self, info: Any, item_id: str) -> Item:
        item = self._item(item_id)
        item.state = "deleted"
        return item

    def create_column(self, info: Any, board_id: str, column_type: str, title: str, id: str, **_: Any) -> Column:
        columns = self._known(board_id).all_columns
        columns[id] = Column(id, column_type, title)
        return columns[id]

    def _known(self, board_id: str) -> Board:
        if board_id != self._board.id:
            raise error("InvalidBoardIdException", board_id=board_id)
        return self._board

    def _item(self, item_id: str) -> Item:
        item = self._board.items.get(item_id)
        if item is None or item.state == "deleted":
            raise error("InvalidItemIdException", item_id=item_id)
        return item
