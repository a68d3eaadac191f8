"""What suppression journals know and the trail does not: the lines that a restore made the database forget.

A journal may come from another node or from a disk that failed. So a line that is neither a line of a journal nor what a crash
left of one is refused, and nothing is done by halves.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from consent.models import ConsentAuditLog
from consent.models.audit import Action

_AT_ONCE = 500  # lines that one query compares with the trail
_LONGEST_LINE = 4096
_NOTED_LATER = ("restored", "repeated")  # than the row that they name
_EVENTS = ("caught-up", *_NOTED_LATER)
_NO_LINE = "this is no line of a suppression journal."


Place = tuple[int, str]  # the number of a row and its hash


class BadJournal(ValueError):
    """Nothing may be repeated from this file; its text says why."""


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


# Where a line stands, when its row was written where it says so, and the row where it has one.
_Line = tuple[Place, datetime | None, LostLine | None]


@dataclass
class ReadJournal:
    """What a journal says, as the trail knows it and does not.

    `shared`: the newest row that both know. `lost`: the lines that the trail lacks, by number and hash.
    `reach`: number and time of the last row that the trail lacks. `anchored`: the anchored rows that the journal names.
    """

    path: Path
    empty: bool = True
    shared: int = 0
    lost: dict[Place, LostLine] = field(default_factory=dict)
    reach: tuple[int, datetime] | None = None
    anchored: set[Place] = field(default_factory=set)


def read_journal(path: Path, anchored: Collection[Place]) -> ReadJournal:
    """Raises BadJournal."""
    journal = ReadJournal(path)
    lines = _lines(path)
    while some := list(islice(lines, _AT_ONCE)):
        journal.empty = False
        numbers = [number for (number, _), _, _ in some]
        known = dict(ConsentAuditLog.objects.filter(pk__in=numbers).values_list("pk", "hash"))
        for place, at, line in some:
            if place in anchored:
                journal.anchored.add(place)
            if known.get(place[0]) == place[1]:
                journal.shared = max(journal.shared, place[0])
                continue
            if line:
                journal.lost[place] = line
            if at:
                journal.reach = (place[0], at)
    return journal


def _lines(journal: Path) -> Iterator[_Line]:
    try:
        with journal.open("rb") as file:
            number = 0
            while raw := file.readline(_LONGEST_LINE):
                number += 1
                where = f"{journal}, line {number}"
                if len(raw) == _LONGEST_LINE:
                    raise BadJournal(f"{where}: {_NO_LINE}")
                if line := _read(raw.strip(), where):
                    yield line
    except OSError as error:
        raise BadJournal(f"{journal} cannot be read: {error.strerror}.") from error


def _read(raw: bytes, where: str) -> _Line | None:
    """None for a blank line and for what a crash left of one."""
    if not raw or (raw.startswith(b"{") and not raw.endswith(b"}")):
        return None
    try:
        read: dict[str, Any] = json.loads(raw)
        place, at = (int(read["id"]), str(read["hash"])), datetime.fromisoformat(read["at"])
        event = read.get("event")
        line = None if event in _EVENTS else _row(place, at, read)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadJournal(f"{where}: {_NO_LINE}") from error
    if at.tzinfo is None or not (0 < place[0] < 2**63 or (line is None and place[0] == 0)):
        raise BadJournal(f"{where}: {_NO_LINE}")
    return place, at if event not in _NOTED_LATER else None, line


def _row(place: Place, at: datetime, read: dict[str, Any]) -> LostLine:
    email_hmac, conversation_id = read["email_hmac"], read["conversation"]
    if conversation_id is not None and not 0 < (conversation_id := int(conversation_id)) < 2**63:
        raise ValueError
    if email_hmac is not None:
        email_hmac = _hash_of_address(email_hmac)
    return LostLine(*place, at, Action(read["action"]), str(read["purpose"]), email_hmac, conversation_id)


def _hash_of_address(written: str) -> str:
    if len(bytes.fromhex(written)) != 32 or len(written) != 64:
        raise ValueError
    return written
