from datetime import datetime
from pathlib import Path

from django.conf import settings

from consent.retention.outbox_finished import TIME_TO_CLEAR_UP
from integrations.mail.files import files_before


class MailFiles:
    """Where no mail server is configured, mail is kept as files, with addresses and links that work."""

    name = "mail-files"
    title = "Wiadomości zapisane jako pliki, bez serwera poczty, usuwane po 30 dniach"

    def overdue(self, now: datetime) -> int:
        return len(self._due(now))

    def apply_batch(self, now: datetime) -> int:
        due = self._due(now)
        for file in due:
            file.unlink(missing_ok=True)  # another run may be at it, too
        return len(due)

    def _due(self, now: datetime) -> list[Path]:
        return [] if settings.EMAIL_URL else files_before(now - TIME_TO_CLEAR_UP)
