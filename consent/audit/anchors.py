"""Anchors: head hash and count of the audit trail noted outside the database, so that a dropped tail is found.

AUDIT_ANCHOR is a file that grows by one line a call, or a mailbox. A line carries a keyed signature: only the product can have
written it.
"""

import contextlib
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
_LONGEST_LINES = 2048  # bytes that hold at least the last line


@dataclass(frozen=True)
class NotedAnchor(Anchor):
    """An anchor with the time at which it was noted, ISO 8601 in UTC."""

    at: str

    def line(self) -> str:
        fields = {"at": self.at, "count": self.count, "hash": self.hash}
        return json.dumps({**fields, "signature": _signature(fields)})


class BadAnchor(ValueError):
    """A line is no anchor of ours: its form or its signature is wrong."""


def read_anchor(line: str) -> NotedAnchor:
    """Raises BadAnchor."""
    try:
        fields: dict[str, Any] = json.loads(line)
        signature = fields.pop("signature")
        if hmac.compare_digest(str(signature), _signature(fields)):
            return NotedAnchor(int(fields["count"]), str(fields["hash"]), str(fields["at"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadAnchor from error
    raise BadAnchor


def head_anchor(now: datetime) -> NotedAnchor:
    head = AuditHead.objects.get()
    return NotedAnchor(head.last_id, head.last_hash, now.isoformat())


def anchor_file() -> Path | None:
    """Where anchors are kept, or None where they are mailed."""
    return None if settings.AUDIT_ANCHOR.startswith(MAILTO) else Path(settings.AUDIT_ANCHOR)


def kept_anchors() -> list[NotedAnchor]:
    """Every anchor of the file, oldest first. Raises BadAnchor for a line that is none."""
    path = anchor_file()
    if path is None:
        return []
    with contextlib.suppress(FileNotFoundError):
        return [read_anchor(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return []


def last_anchor() -> NotedAnchor | None:
    """The newest anchor of the file, read from its end. Raises BadAnchor."""
    path = anchor_file()
    if path is None:
        return None
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_LINES))
        lines = file.read().decode(errors="replace").splitlines()
        return read_anchor(lines[-1]) if lines else None
    return None


def keep_anchor(path: Path, anchor: NotedAnchor) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(anchor.line() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _signature(fields: dict[str, Any]) -> str:
    return hmac.digest(derived_key("audit anchor"), json.dumps(fields, sort_keys=True).encode(), "sha256").hex()
