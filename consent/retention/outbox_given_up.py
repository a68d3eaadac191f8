from datetime import datetime

from django.db.models import QuerySet

from consent.retention.outbox_finished import TIME_TO_CLEAR_UP
from consent.retention.rule import oldest
from consent.services.state_change import state_change
from integrations.copies import REMOVAL
from integrations.models import OutboxMessage


class OutboxGivenUp:
    """That a message was never delivered stays visible; what it said does not.

    A removal keeps the number of the copy that it is to remove, or the copy of an erased person would stay outside for ever.
    """

    name = "outbox-given-up"
    title = "Treść niedostarczonych wiadomości usuwana po 30 dniach"

    def overdue(self, now: datetime) -> int:
        return self._due(now).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        ids = oldest(self._due(now), "created_at")
        return OutboxMessage.objects.filter(pk__in=ids).update(payload={})

    def _due(self, now: datetime) -> QuerySet[OutboxMessage]:
        found = OutboxMessage.objects.dead().exclude(payload={}).exclude(kind=REMOVAL)
        return found.filter(created_at__lt=now - TIME_TO_CLEAR_UP)
