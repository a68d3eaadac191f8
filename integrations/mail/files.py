"""Mail without a mail server: one file a message, which a mail program opens. For development: it holds address and links."""

import re
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from integrations.outbox.errors import Unavailable


def file_send(identifier: str, created_at: datetime, content: bytes) -> None:
    """A message that is delivered again overwrites its own file. Raises Unavailable where the disk refuses."""
    name = f"{_time(created_at)}-{re.sub('[^0-9a-f]', '', identifier.partition('@')[0])[:16]}.eml"
    try:
        settings.MAIL_DIR.mkdir(mode=0o700, exist_ok=True)
        partial = settings.MAIL_DIR / f"{name}.partial"
        partial.write_bytes(content)
        partial.replace(settings.MAIL_DIR / name)
    except OSError as error:
        raise Unavailable(f"the file could not be written: {type(error).__name__}") from error


def files_before(moment: datetime) -> list[Path]:
    """Those of messages written before a moment, unfinished ones as well: the name begins with the time."""
    return sorted(file for file in settings.MAIL_DIR.glob("*.eml*") if file.name < _time(moment))


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y%m%d-%H%M%S}"
