from datetime import datetime

from django.db.models import Q

from consent.models import ConsentAuditLog
from consent.retention.rule import MOST, anonymise_note
from consent.services.redact import CLEAR, redact_some
from consent.services.state_change import state_change


class RedactingRule:
    """A rule that clears audit rows, and names them in one row at the end of each batch."""

    name: str
    title: str

    def due(self, now: datetime) -> Q:
        """The rows whose clear data should have gone by now."""
        raise NotImplementedError

    def overdue(self, now: datetime) -> int:
        return ConsentAuditLog.objects.filter(CLEAR & self.due(now)).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        redacted = redact_some(self.due(now), MOST)
        anonymise_note(self, redacted, now)
        return len(redacted)
