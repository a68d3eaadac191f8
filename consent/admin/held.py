"""An export document as people read it: sections, rows, and in each row what is held under which name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_ROWS = 100  # of a section on a page; the file has them all
NOTHING = "–"


@dataclass(frozen=True)
class Section:
    title: str
    table: str
    count: int
    rows: list[list[tuple[str, str]]]

    @property
    def left_out(self) -> int:
        return self.count - len(self.rows)


def held_sections(document: Mapping[str, Any]) -> list[Section]:
    """The sections of a document, in each row what is there."""
    return [
        Section(section["title"], section["table"], len(section["rows"]), [_filled(row) for row in section["rows"][:MOST_ROWS]])
        for section in document["sections"]
    ]


def _filled(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    shown = [(name, readable(value)) for name, value in row.items()]
    return [(name, value) for name, value in shown if value != NOTHING]


def readable(value: object) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {readable(one)}" for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(readable(one) for one in value)
    return _as_time(str(value))


def _as_time(text: str) -> str:
    """ISO 8601, as documents have it, in the way people write it here; other text as it is."""
    if len(text) < len("2026-11-24T10:00:00") or text[10] != "T":
        return text
    try:
        return f"{datetime.fromisoformat(text):%d.%m.%Y, %H:%M:%S}"
    except ValueError:
        return text
