"""Anchors: head hash and count of the audit trail noted outside the database, so that a dropped tail is found.

AUDIT_ANCHOR is a file that grows by one line a call, or a mailbox. A line carries a keyed signature: only the product can have
written it. In the file each line names the signature of the one before, and the head of the trail that of the newest.

A database restored from an older copy lacks rows that were anchored. The first anchor after it says so (`restored_to`), and
only with that do the anchors in between hold no more: consent.audit.restores.
"""

import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from consent.audit.verify import Anchor
from consent.models import AuditHead
from novahouse.privacy.keys import derived_key

MAILTO = "mailto:"
_LONGEST_LINES = 4096  # bytes that hold at least the last line, and what a crash left of another
FOREIGN_LINE = "The anchor file was tampered with: a line in it is no anchor of ours."
LINE_GONE = "The anchor file was tampered with: a line is missing in it."
UNREADABLE = "The anchor file cannot be read."
LACKS_NEWEST = "The anchor file lacks the newest anchor."
AHEAD = "The newest anchor is ahead of the audit trail: the database was restored from a copy. Run replay_suppressions first."


@dataclass(frozen=True)
class NotedAnchor(Anchor):
    """An anchor with the time at which it was noted, ISO 8601 in UTC, and the signature of the line before it.

    `restored_to`, on the first one after a restore: anchors of later rows that were noted before it hold no more.
    """

    at: str
    previous: str = ""
    restored_to: int | None = None

    @property
    def signature(self) -> str:
        return _signature(self._fields)

    def line(self) -> str:
        return json.dumps({**self._fields, "signature": self.signature})

    @property
    def _fields(self) -> dict[str, Any]:
        fields = {"at": self.at, "count": self.count, "hash": self.hash, "previous": self.previous}
        return fields if self.restored_to is None else {**fields, "restored_to": self.restored_to}


class BadAnchor(ValueError):
    """The file or a line of it is not as we wrote it; its text is the finding."""


def read_anchor(line: str) -> NotedAnchor:
    """Raises BadAnchor."""
    try:
        fields: dict[str, Any] = json.loads(line)
        restored_to = int(fields["restored_to"]) if "restored_to" in fields else None
        anchor = NotedAnchor(int(fields["count"]), str(fields["hash"]), str(fields["at"]), str(fields["previous"]), restored_to)
        if hmac.compare_digest(str(fields["signature"]).encode(), anchor.signature.encode()):
            return anchor
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BadAnchor(FOREIGN_LINE) from error
    raise BadAnchor(FOREIGN_LINE)


def head_anchor(now: datetime, previous: str = "", restored_to: int | None = None) -> NotedAnchor:
    head = AuditHead.objects.get()
    return NotedAnchor(head.last_id, head.last_hash, now.isoformat(), previous, restored_to)


def anchor_file() -> Path | None:
    """Where anchors are kept, or None where they are mailed."""
    return None if settings.AUDIT_ANCHOR.startswith(MAILTO) else Path(settings.AUDIT_ANCHOR)


def kept_anchors() -> list[NotedAnchor]:
    """Every anchor of the file, oldest first. Raises BadAnchor for a line that is none, or where one is missing."""
    anchors = _anchors(_lines())
    if [anchor.previous for anchor in anchors] != ["", *(anchor.signature for anchor in anchors)][: len(anchors)]:
        raise BadAnchor(LINE_GONE)
    return anchors


def last_anchor() -> NotedAnchor | None:
    """The newest anchor of the file, read from its end. Raises BadAnchor."""
    lines = _lines(_LONGEST_LINES)
    return read_anchor(lines[-1]) if lines else None


def readable_anchors() -> list[NotedAnchor]:
    """Every line of the file that is an anchor of ours, oldest first. Raises BadAnchor where the file cannot be read."""
    return _anchors(_lines(), strict=False)


def noted_signature() -> str:
    """The newest line's as the head has it, empty where there is none. To be read before the file, which is written first."""
    return AuditHead.objects.values_list("anchor_signature", flat=True).first() or "" if anchor_file() else ""


def newest_signature(noted: str) -> str:
    """What the next line names as the one before it: the file's last line, or the one `noted` where the file lacks that.

    So a file that lost its end, or all of it, keeps the gap.
    """
    signatures = [anchor.signature for anchor in readable_anchors()]
    return signatures[-1] if signatures and (not noted or noted in signatures) else noted


def keep_anchor(path: Path, anchor: NotedAnchor) -> None:
    """On a line of its own: what a crash left half-written is ended first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        fresh = b"\n" if file.read(1) not in (b"", b"\n") else b""
        file.write(fresh + anchor.line().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _lines(most: int | None = None) -> list[str]:
    """The lines of the file that are not blank, of its last `most` bytes alone where given. Raises BadAnchor."""
    path = anchor_file()
    if path is None:
        return []
    try:
        with path.open("rb") as file:
            if most:
                file.seek(max(0, file.seek(0, os.SEEK_END) - most))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadAnchor(UNREADABLE) from error
    return [line for line in text.split("\n") if line.strip()]


def _anchors(lines: list[str], *, strict: bool = True) -> list[NotedAnchor]:
    """A line without its end that another follows is what a crash left. Raises BadAnchor for any other that is no anchor."""
    anchors = []
    for number, line in enumerate(lines, 1):
        try:
            anchors.append(read_anchor(line))
        except BadAnchor:
            if strict and (line.rstrip().endswith("}") or number == len(lines)):
                raise
    return anchors


def _signature(fields: dict[str, Any]) -> str:
    return hmac.digest(derived_key("audit anchor"), json.dumps(fields, sort_keys=True).encode(), "sha256").hex()
