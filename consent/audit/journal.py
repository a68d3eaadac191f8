"""The end of the suppression journal, as the trail is compared with it. consent.services.suppression_journal writes it.

The journal is ahead of the trail when it knows a row that the trail does not have: the database was restored from an older
copy, and suppressions since are forgotten. From then on each line carries that row's number as `lost`, until a line without it
says that the suppressions were repeated.
"""

import contextlib
import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from consent.audit.chain import GENESIS
from consent.models import ConsentAuditLog

_LONGEST_LINE = 1024


def lost_row() -> int | None:
    """The newest row that the journal knows and the trail lacks, as long as nobody repeated what was lost. Raises OSError."""
    try:
        with Path(settings.SUPPRESSION_JOURNAL).open("rb") as file:
            line = last_line(file)
    except FileNotFoundError:
        return None
    if line is None:
        return None
    if not in_trail(line):
        return int(line["id"])
    return int(line["lost"]) if "lost" in line else None


def journal_finding() -> str:
    """In one sentence, or empty."""
    try:
        lost = lost_row()
    except OSError:
        return "The suppression journal cannot be read."
    if lost is None:
        return ""
    return (
        f"The suppression journal knows row {lost}, which the trail does not have: "
        "the database was restored from an older copy."
    )


def in_trail(line: dict[str, Any]) -> bool:
    if line["id"] == 0:
        return bool(line["hash"] == GENESIS)
    return ConsentAuditLog.objects.filter(pk=line["id"], hash=line["hash"]).exists()


def last_line(file: BinaryIO) -> dict[str, Any] | None:
    """The last complete line that can be read."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - 2 * _LONGEST_LINE))
    *complete, _ = file.read().split(b"\n")
    return next((read for line in reversed(complete) if (read := read_line(line))), None)


def read_line(line: bytes) -> dict[str, Any] | None:
    """None for what a crash left of a line."""
    with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
        read: dict[str, Any] = json.loads(line)
        return {**read, "id": int(read["id"]), "hash": str(read["hash"])}
    return None
