"""Is the audit trail what it was when it was written? Reads every row once, in order, in bounded memory; stops no writer."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from consent.audit.chain import CLEAR_COLUMNS, GENESIS, HASHED_COLUMNS, commit, from_ranges, row_hash
from consent.audit.head import read_head
from consent.audit.key import chain_key
from consent.audit.trigger_rules import TABLE
from consent.audit.triggers import missing_triggers
from consent.audit.wordings import changed_wording, known_wordings
from consent.models import AuditHead
from consent.models.audit import Action

_CHUNK = 20_000
_REDACTING = {Action.ERASURE, Action.ANONYMISE}
_COLUMNS = (*HASHED_COLUMNS, *CLEAR_COLUMNS, "salt", "email_hmac", "address_salt", "previous_hash", "hash")
_HASHED = len(HASHED_COLUMNS)
_CLEAR = slice(_HASHED, _HASHED + len(CLEAR_COLUMNS))
_COMMITMENT, _ADDRESS_COMMITMENT = HASHED_COLUMNS.index("commitment"), HASHED_COLUMNS.index("address_commitment")
_ACTION, _DETAILS, _WORDING = (HASHED_COLUMNS.index(name) for name in ("action", "details", "text_hash"))

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Anchor:
    """The chain as it was once noted outside: after `count` rows its last hash was `hash`."""

    count: int
    hash: str


START = Anchor(0, GENESIS)


@dataclass(frozen=True)
class Outcome:
    """`finding` is one sentence about the first row that is wrong, empty where all is well; `bad_row` is its number.

    `restores`: a sentence about each restore of the database that the anchors tell of.
    """

    rows: int
    anchors: int
    finding: str = ""
    bad_row: int | None = None
    restores: Sequence[str] = ()


class _Tampered(Exception):
    def __init__(self, row: int | None, finding: str) -> None:
        super().__init__(finding)
        self.row = row


def verify_chain(anchors: Iterable[Anchor] = (), *, start: Anchor = START) -> Outcome:
    """Check all rows after `start` and compare the chain with the anchors on its way."""
    walk = _Walk(start, {anchor.count: anchor.hash for anchor in anchors})
    try:
        walk.run()
    except _Tampered as found:
        return Outcome(walk.rows, walk.compared, str(found), found.row)
    return Outcome(walk.rows, walk.compared)


@dataclass
class _Walk:
    start: Anchor
    anchors: dict[int, str]
    rows: int = 0
    compared: int = 0
    # Rows whose clear columns, or address, are gone, until a later row explains it.
    redacted: set[int] = field(default_factory=set)
    nameless: set[int] = field(default_factory=set)

    def run(self) -> None:
        if missing := missing_triggers(connection):
            raise _Tampered(None, f"The table lacks its triggers: {', '.join(sorted(missing))}.")
        if (wording := changed_wording()) is not None:
            raise _Tampered(None, f"Wording {wording} was changed.")
        self.key, self.last, self.previous, self.wordings = chain_key(), self.start.count, self.start.hash, known_wordings()
        if self.anchors.get(self.last, self.previous) != self.previous:
            raise _Tampered(self.last, f"Two anchors of row {self.last} differ.")
        end = _newest_row()
        while True:
            head = read_head()
            if head is None:
                raise _Tampered(None, "The head of the trail is missing, or there is more than one.")
            for row in _rows(self.last, head.last_id):
                self._check(row)
            if (self.last, self.previous) != (head.last_id, head.last_hash):
                raise _Tampered(self.last + 1, f"The trail ends with row {self.last}, but should with row {head.last_id}.")
            # A row may be redacted while we walk; the row that explains it is then beyond this head.
            if not (self.redacted or self.nameless) or not _moved_on(head):
                break
        self._check_number_of_rows()
        if end > self.last:
            raise _Tampered(self.last + 1, f"Row {self.last + 1} was added beside the chain.")
        if beyond := [count for count in self.anchors if count > self.last]:
            raise _Tampered(self.last + 1, f"An anchor knows {max(beyond)} rows, but the trail ends with row {self.last}.")
        if unexplained := self.redacted | self.nameless:
            first = min(unexplained)
            raise _Tampered(first, f"Row {first} was redacted, and no later erasure or anonymisation names it.")

    def _check_number_of_rows(self) -> None:
        """Up to a head that was read before there are as many rows as it says, whatever is appended meanwhile."""
        first, number = _first_row_and_number(self.last)
        if first < 1:
            raise _Tampered(first, f"Row {first} was added beside the chain.")
        if number != self.last:
            raise _Tampered(None, f"Up to row {self.last} the trail has {number} rows.")

    def _check(self, row: Row) -> None:
        number, previous, digest = row[0], row[-2], row[-1]
        if number != self.last + 1:
            raise _Tampered(self.last + 1, f"Row {self.last + 1} is missing.")
        if previous != self.previous:
            raise _Tampered(number, f"Row {number} does not follow the one before it.")
        if digest != row_hash(self.key, previous, row[:_HASHED]):
            raise _Tampered(number, f"Row {number} was changed.")
        self._check_personal_columns(number, row)
        if row[_WORDING] and row[_WORDING] not in self.wordings:
            self.wordings = known_wordings()  # it may have been added while we walk
            if row[_WORDING] not in self.wordings:
                raise _Tampered(number, f"Row {number} names a wording that is not kept.")
        if row[_DETAILS] and row[_ACTION] in _REDACTING:
            details = json.loads(row[_DETAILS])
            self.redacted.difference_update(from_ranges(details.get("redacted", "")))
            self.nameless.difference_update(from_ranges(details.get("proof_expired", "")))
        if number in self.anchors:
            if self.anchors[number] != digest:
                raise _Tampered(number, f"Row {number} is not the one that was anchored.")
            self.compared += 1
        self.last, self.previous = number, digest
        self.rows += 1

    def _check_personal_columns(self, number: int, row: Row) -> None:
        clear, (salt, email_hmac, address_salt) = row[_CLEAR], row[_CLEAR.stop : -2]
        if salt is None:
            if any(value is not None for value in clear):
                raise _Tampered(number, f"Row {number} was redacted and filled anew.")
            self.redacted.add(number)
        elif not _fits(row[_COMMITMENT], salt, clear):
            raise _Tampered(number, f"Personal data in row {number} was changed.")
        if address_salt is None:
            if email_hmac is not None:
                raise _Tampered(number, f"The address of row {number} was removed and filled anew.")
            self.nameless.add(number)
        elif not _fits(row[_ADDRESS_COMMITMENT], address_salt, (email_hmac,)):
            raise _Tampered(number, f"The address of row {number} was changed.")


def _fits(commitment: str, salt: str, values: tuple[str | None, ...]) -> bool:
    try:
        return commitment == commit(salt, values)
    except ValueError:  # no salt of ours
        return False


def _first_row_and_number(last: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MIN(id), 1), COUNT(*) FROM {TABLE} WHERE id <= %s", [last])  # noqa: S608
        first, number = cursor.fetchone()
        return first, number


def _moved_on(head: AuditHead) -> bool:
    now = read_head()
    return now is not None and now.last_id != head.last_id


def _newest_row() -> int:
    """Read before the head: a row above a head that is read later was not appended by us."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {TABLE}")  # noqa: S608
        return cursor.fetchone()[0] or 0


def _rows(after: int, last: int) -> Iterator[Row]:
    postgres = connection.vendor == "postgresql"
    time = "to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')" if postgres else "created_at || ''"
    columns = ", ".join(time if name == "created_at" else name for name in _COLUMNS)
    statement = f"SELECT {columns} FROM {TABLE} WHERE id > %s AND id <= %s ORDER BY id LIMIT {_CHUNK}"  # noqa: S608
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [after, last])
            chunk = cursor.fetchall()
        for row in chunk:
            # SQLite leaves out the fraction of a whole second.
            yield row if len(row[1]) > 19 else (row[0], f"{row[1]}.000000", *row[2:])
        if len(chunk) < _CHUNK:
            return
        after = chunk[-1][0]
