"""A board of monday.com in memory: what it takes, what it refuses, with the errors that are documented for it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError

from integrations.monday.columns import DEFAULTS

BOARD_ID = "1234567890"
_FIRST_ITEM = 9_000_000_001


@dataclass
class Item:
    id: str
    name: str
    board: "Board"
    state: str = "active"
    values: dict[str, Any] = field(default_factory=dict)
    found_by: dict[str, Any] = field(default_factory=dict)  # its values as the index knows them


@dataclass
class Column:
    id: str
    type: str
    title: str = "Kolumna"
    archived: bool = False


def error(code: str, status: int = 200, **data: Any) -> GraphQLError:
    """monday.com repeats the values it did not like, so that a test can see whether we do."""
    return GraphQLError(
        f"{code}: {json.dumps(data, ensure_ascii=False)}",
        extensions={"code": code, "status_code": status, "error_data": data},
    )


class Board:
    """`indexes` off: what is written from now on is found by no look-up until `index()`."""

    def __init__(self) -> None:
        self.id, self.name, self.state = BOARD_ID, "Leady", "active"
        self.all_columns = {"name": Column("name", "name")}
        self.all_columns |= {column.id: Column(column.id, column.type) for column in DEFAULTS.values()}
        self.labels = {"Nowy"}
        self.items: dict[str, Item] = {}
        self.indexes = True

    @property
    def active(self) -> list[Item]:
        return [item for item in self.items.values() if item.state == "active"]

    def index(self) -> None:
        for item in self.items.values():
            item.found_by = dict(item.values)

    def columns(self, info: Any, **_: Any) -> list[Column]:
        return list(self.all_columns.values())

    def create(self, name: str, values: str | None, labels: bool) -> Item:
        if len(name) > 255:
            raise error("ItemNameTooLongException", item_name=name)
        item = Item(str(_FIRST_ITEM + len(self.items)), name, self)
        self._write(item, values or "{}", labels)
        self.items[item.id] = item
        return item

    def change(self, item: Item, values: str, labels: bool) -> Item:
        self._write(item, values, labels)
        return item

    def _write(self, item: Item, text: str, labels: bool) -> None:
        try:
            values: Mapping[str, Any] = json.loads(text)
        except ValueError:
            raise error("JsonParseException", 400, json=text) from None
        for column_id, value in values.items():
            column = self.all_columns.get(column_id)
            if column is None:
                raise error("InvalidColumnIdException", column_id=column_id)
            if value is None and column_id != "name":  # empties the column
                continue
            if not _TAKES[column.type](value) or (column.type == "status" and not self._has_label(value["label"], labels)):
                raise error("ColumnValueException", column_type=column.type, column_value=value)
        item.values |= {column_id: value for column_id, value in values.items() if column_id != "name"}
        item.name = values.get("name", item.name)
        if self.indexes:
            item.found_by = dict(item.values)

    def _has_label(self, label: str, make: bool) -> bool:
        if make:
            self.labels.add(label)
        return label in self.labels


def _has(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and value.keys() == set(names) and all(isinstance(part, str) for part in value.values())


_TAKES: Mapping[str, Callable[[Any], bool]] = {
    "name": lambda value: isinstance(value, str) and 0 < len(value) <= 255,
    "text": lambda value: isinstance(value, str),
    "long_text": lambda value: _has(value, "text") and len(value["text"]) <= 2000,
    "numbers": lambda value: isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) is not None,
    "email": lambda value: _has(value, "email", "text") and "@" in value["email"],
    "phone": lambda value: (
        _has(value, "phone", "countryShortName") and re.fullmatch("[A-Z]{2}", value["countryShortName"]) is not None
    ),
    "status": lambda value: _has(value, "label"),
    "link": lambda value: _has(value, "url", "text") and value["url"].startswith("http"),
}
