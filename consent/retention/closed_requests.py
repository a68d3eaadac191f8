from datetime import datetime

from django.db.models import QuerySet

from consent.models import DataSubjectRequest
from consent.retention.rule import months_before, oldest
from consent.services.state_change import state_change

MONTHS_TO_SHOW_AN_ANSWER = 36


class ClosedRequests:
    name = "closed-requests"
    title = "Załatwione wnioski RODO usuwane po 36 miesiącach"

    def overdue(self, now: datetime) -> int:
        return self._due(now).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        ids = oldest(self._due(now), "closed_at")
        return DataSubjectRequest.objects.filter(pk__in=ids).delete()[0]

    def _due(self, now: datetime) -> QuerySet[DataSubjectRequest]:
        return DataSubjectRequest.objects.filter(closed_at__lt=months_before(now, MONTHS_TO_SHOW_AN_ANSWER))
