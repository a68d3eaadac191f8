from datetime import datetime, timedelta

from django.db.models import QuerySet

from consent.retention.rule import oldest
from consent.services.state_change import state_change
from integrations.models import OutboxMessage

TIME_TO_CLEAR_UP = timedelta(days=30)


class OutboxFinished:
    name = "outbox-finished"
    title = "Ślad wysłanych i anulowanych wiadomości usuwany po 30 dniach"

    def overdue(self, now: datetime) -> int:
        return self._due(now).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        ids = oldest(self._due(now), "created_at")
        return OutboxMessage.objects.filter(pk__in=ids).delete()[0]

    def _due(self, now: datetime) -> QuerySet[OutboxMessage]:
        return OutboxMessage.objects.finished().filter(created_at__lt=now - TIME_TO_CLEAR_UP)
