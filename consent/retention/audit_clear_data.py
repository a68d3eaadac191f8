from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from chatbot.models import ChatConversation
from consent.models import ConsentAuditLog
from consent.retention.rule import MOST, anonymise_note, months_before
from consent.services.redact import CLEAR, redact_some
from consent.services.state_change import state_change


class AuditClearData:
    """Clear data in the audit trail lives as long as its conversation, and as long as one where a row belongs to none."""

    name = "audit-clear-data"
    title = "Dziennik zgód: dane w jawnej postaci usuwane po okresie przechowywania"

    def overdue(self, now: datetime) -> int:
        return ConsentAuditLog.objects.filter(CLEAR & self._due(now)).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        redacted = redact_some(self._due(now), MOST)
        anonymise_note(self, redacted, now)
        return len(redacted)

    def _due(self, now: datetime) -> Q:
        end = months_before(now, settings.DATA_RETENTION_MONTHS)
        going_on = ChatConversation.objects.filter(pk=OuterRef("conversation_id"), last_message_at__gte=end)
        return Q(~Exists(going_on), created_at__lt=end)
