"""Secrets that the product makes for itself: one file each under VAR_DIR, readable by its owner alone."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def stored_secret(path: Path) -> str:
    """The secret kept at `path`, or an empty string."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def keep_secret(path: Path) -> str:
    """The secret kept at `path`, made on the first call. Processes that start together agree on one."""
    if kept := stored_secret(path):
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):  # somebody else was first: theirs counts
        os.link(draft, path)
    os.unlink(draft)
    return stored_secret(path)
