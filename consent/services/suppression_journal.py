"""A journal of suppressions, revocations and erasures outside the database, written from the first day.

A database restored from a backup has forgotten who unsubscribed since; the journal has not. It holds keyed hashes only, a JSON
object a line: the audit row's number and hash, time, action, the address's hash. It is made from the audit trail and catches up
with it at each write, so a line that a crash prevented is written later. Every node keeps a whole journal of its own.
"""

import contextlib
import fcntl
import json
import logging
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from consent.models import ConsentAuditLog
from consent.models.audit import Action

logger = logging.getLogger(__name__)

JOURNALLED = frozenset({Action.OPT_IN, Action.UNSUBSCRIBE, Action.REVOKE, Action.RESTORE, Action.ERASURE})
_LONGEST_LINE = 1024


def write_journal() -> None:
    """Append the audit rows that the journal lacks. Call it after commit; a disk that refuses is logged, not raised."""
    path = Path(settings.SUPPRESSION_JOURNAL)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for row in _rows_after(_last_id(file)):
                file.write(json.dumps(row).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        logger.exception("The suppression journal could not be written; the next change catches up")


def journal_end() -> dict[str, Any] | None:
    """The last line of the journal, or None where there is none yet."""
    with contextlib.suppress(FileNotFoundError), Path(settings.SUPPRESSION_JOURNAL).open("rb") as file:
        return _last_line(file)
    return None


def _rows_after(last_id: int) -> list[dict[str, Any]]:
    rows = ConsentAuditLog.objects.filter(pk__gt=last_id, action__in=JOURNALLED).order_by("pk")
    return [
        {
            "id": row.pk,
            "hash": row.hash,
            "at": row.created_at.isoformat(),
            "action": row.action,
            "purpose": row.purpose,
            "email_hmac": row.email_hmac,
            "conversation": row.conversation_id,
        }
        for row in rows.iterator()
    ]


def _last_id(file: Any) -> int:
    line = _last_line(file)
    return int(line["id"]) if line else 0


def _last_line(file: Any) -> dict[str, Any] | None:
    """The last complete line. A half-written one (a crash, a full disk) is ended here: the next begins a line of its own."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 2 * _LONGEST_LINE))
    *complete, rest = file.read().split(b"\n")
    if rest and file.writable():
        file.write(b"\n")
    for line in reversed(complete):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            read: dict[str, Any] = json.loads(line)
            read["id"] = int(read["id"])
            return read
    return None
