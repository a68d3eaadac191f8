from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from chatbot.models import ChatConversation
from consent.retention.redacting import RedactingRule
from consent.retention.rule import months_before


class AuditClearData(RedactingRule):
    """Clear data in the audit trail lives as long as its conversation, and as long as one where a row belongs to none."""

    name = "audit-clear-data"
    title = "Dziennik zgód: dane w jawnej postaci usuwane po okresie przechowywania"

    def due(self, now: datetime) -> Q:
        end = months_before(now, settings.DATA_RETENTION_MONTHS)
        going_on = ChatConversation.objects.filter(pk=OuterRef("conversation_id"), last_message_at__gte=end)
        return Q(~Exists(going_on), created_at__lt=end)
