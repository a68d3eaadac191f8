"""A journal of suppressions, revocations and erasures outside the database, written from the first day.

A database restored from a backup has forgotten who unsubscribed since; the journal has not. It holds keyed hashes only, a JSON
object a line: the audit row's number and hash, time, action, the address's hash. It is made from the audit trail and catches up
with it at each write, so a line that a crash prevented is written later. Every node keeps a whole journal of its own.

After a restore the trail gives the same numbers to other rows. Then a line with `"event": "restored"` names the last row that
both have, and the rows after it follow; consent.audit.journal tells how long the loss is reported. A line with
`"event": "repeated"` ends that: consent.services.suppressions_replay has repeated what was lost.

Most rows of the trail are not journalled, so a line with `"event": "caught-up"` names the row that was anchored last: a journal
with it lacks nothing up to there. Without it nobody could tell a journal of a quiet week from one that stopped a week ago.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from consent.audit.chain import GENESIS
from consent.audit.journal import in_trail, last_line, read_line
from consent.models import AuditHead, ConsentAuditLog
from consent.models.audit import Action

logger = logging.getLogger(__name__)

JOURNALLED = frozenset({Action.OPT_IN, Action.UNSUBSCRIBE, Action.REVOKE, Action.RESTORE, Action.ERASURE})
_AT_ONCE = 500  # lines of the journal that one query compares with the trail


def write_journal() -> None:
    """Append the audit rows that the journal lacks. Call it after commit; a disk that refuses is logged, not raised."""
    try:
        with _opened() as file:
            _catch_up(file)
    except OSError:
        logger.exception("The suppression journal could not be written; the next change catches up")


def journal_repeated(now: datetime) -> None:
    """Note that what was lost has been repeated: it is a finding no longer. Raises OSError."""
    with _opened() as file:
        _catch_up(file)
        if (last := last_line(file)) and "lost" in last:
            file.write(_written({"event": "repeated", "id": last["id"], "hash": last["hash"], "at": now.isoformat()}))


def restored_to() -> int:
    """The last row that trail and journal had in common after the newest restore, 0 where none is noted. Raises OSError."""
    with Path(settings.SUPPRESSION_JOURNAL).open("rb") as file:
        events = (line["id"] for line in map(read_line, file) if line and line.get("event") == "restored")
        return reduce(lambda _, newest: newest, events, 0)


@contextmanager
def _opened() -> Iterator[BinaryIO]:
    """The journal, for this process alone until it is left; what was written is on the disk then."""
    path = Path(settings.SUPPRESSION_JOURNAL)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
        file.flush()
        os.fsync(file.fileno())


def _catch_up(file: BinaryIO) -> None:
    _end_half_line(file)
    for line in _lines_due(file):
        file.write(_written(line))
    file.flush()


def _written(line: dict[str, Any]) -> bytes:
    return json.dumps(line).encode() + b"\n"


def _end_half_line(file: BinaryIO) -> None:
    """A half-written line (a crash, a full disk) is ended here: the next begins a line of its own."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
    if file.read(1) not in (b"", b"\n"):
        file.write(b"\n")
        file.flush()


def _lines_due(file: BinaryIO) -> Iterator[dict[str, Any]]:
    last = last_line(file) or {"id": 0, "hash": GENESIS}
    more = {"lost": last["lost"]} if "lost" in last else {}
    if not in_trail(last):
        more = {"lost": max(last["id"], last.get("lost", 0))}
        last = _last_in_both(file)
        logger.error("The suppression journal knows rows that the trail lacks: the database was restored from an older copy")
        yield {"event": "restored", "at": timezone.now().isoformat(), "id": last["id"], "hash": last["hash"], **more}
    # One statement: were the anchored row looked up apart, one anchored in between could be passed over.
    anchored = Q(pk__in=AuditHead.objects.values("anchored_count"))
    rows = ConsentAuditLog.objects.filter(anchored | Q(action__in=JOURNALLED), pk__gt=last["id"])
    for row in rows.order_by("pk").iterator():
        if row.action not in JOURNALLED:
            yield {"event": "caught-up", "id": row.pk, "hash": row.hash, "at": row.created_at.isoformat(), **more}
            continue
        yield {
            "id": row.pk,
            "hash": row.hash,
            "at": row.created_at.isoformat(),
            "action": row.action,
            "purpose": row.purpose,
            "email_hmac": row.email_hmac,
            "conversation": row.conversation_id,
            **more,
        }


def _last_in_both(file: BinaryIO) -> dict[str, Any]:
    """The newest row of the journal that the trail has as well; reads the journal once, in bounded memory."""
    newest: dict[str, Any] = {"id": 0, "hash": GENESIS}
    file.seek(0)
    for lines in _batches(file):
        known = dict(ConsentAuditLog.objects.filter(pk__in=[line["id"] for line in lines]).values_list("pk", "hash"))
        found = [line for line in lines if known.get(line["id"]) == line["hash"]]
        newest = max([newest, *found], key=lambda line: int(line["id"]))
    return newest


def _batches(file: BinaryIO) -> Iterator[list[dict[str, Any]]]:
    lines = (read for line in file if (read := read_line(line)))
    while batch := list(islice(lines, _AT_ONCE)):
        yield batch
