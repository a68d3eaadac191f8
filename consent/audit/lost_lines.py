"""What suppression journals know and the trail does not: the lines that a restore made the database forget.

A journal may come from another node or from a disk that failed. So a line that is neither a line of a journal nor what a crash
left of one is refused, and nothing is done by halves.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from consent.models import ConsentAuditLog
from consent.models.audit import Action

_AT_ONCE = 500  # lines that one query compares with the trail
_LONGEST_LINE = 4096
_EVENTS = ("restored", "repeated")
_NO_LINE = "this is no line of a suppression journal."


class BadJournal(ValueError):
    """The file is no suppression journal, or cannot be read; its text says why."""


@dataclass(frozen=True)
class LostLine:
    """A row that was in the trail before the restore. Of an address (`email_hmac`) or of a conversation without one."""

    id: int
    hash: str
    at: datetime
    action: Action
    purpose: str
    email_hmac: str | None
    conversation_id: int | None


def lost_lines(journals: Iterable[Path]) -> list[LostLine]:
    """In the order in which they were written, each once, however many journals know it. Raises BadJournal."""
    lost: dict[tuple[int, str], LostLine] = {}
    for journal in journals:
        lines = _lines(journal)
        while some := list(islice(lines, _AT_ONCE)):
            numbers = [line.id for line in some]
            known = dict(ConsentAuditLog.objects.filter(pk__in=numbers).values_list("pk", "hash"))
            lost |= {(line.id, line.hash): line for line in some if known.get(line.id) != line.hash}
    return sorted(lost.values(), key=lambda line: (line.at, line.id))


def _lines(journal: Path) -> Iterator[LostLine]:
    try:
        with journal.open("rb") as file:
            number = 0
            while raw := file.readline(_LONGEST_LINE):
                number += 1
                place = f"{journal}, line {number}"
                if len(raw) == _LONGEST_LINE:
                    raise BadJournal(f"{place}: {_NO_LINE}")
                if line := _read(raw.strip(), place):
                    yield line
    except OSError as error:
        raise BadJournal(f"{journal} cannot be read: {error.strerror}.") from error


def _read(raw: bytes, place: str) -> LostLine | None:
    """None for what says nothing about a person: a blank line, an event of the journal, what a crash left of a line."""
    if not raw or (raw.startswith(b"{") and not raw.endswith(b"}")):
        return None
    try:
        read: dict[str, Any] = json.loads(raw)
        if read.get("event") in _EVENTS:
            return None
        email_hmac, conversation_id = read["email_hmac"], read["conversation"]
        line = LostLine(
            int(read["id"]),
            str(read["hash"]),
            datetime.fromisoformat(read["at"]),
            Action(read["action"]),
            str(read["purpose"]),
            None if email_hmac is None else _hash_of_address(email_hmac),
            None if conversation_id is None else int(conversation_id),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadJournal(f"{place}: {_NO_LINE}") from error
    numbers = (line.id, line.conversation_id or 1)
    if line.at.tzinfo is None or not all(0 < number < 2**63 for number in numbers):
        raise BadJournal(f"{place}: {_NO_LINE}")
    return line


def _hash_of_address(written: str) -> str:
    if len(bytes.fromhex(written)) != 32 or len(written) != 64:
        raise ValueError
    return written
