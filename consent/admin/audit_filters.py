from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from consent.models import ConsentAuditLog

_PERIODS = {"24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30), "12m": timedelta(days=365)}
# Numbers follow the time but for transactions that overlapped: a row written a moment later may carry an earlier time.
_OVERLAP = timedelta(minutes=1)


class PeriodFilter(admin.SimpleListFilter):
    """The rows from the first one of a period on: a range of numbers, so that the list can still be read from its end."""

    title = "okres"
    parameter_name = "okres"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("24h", "Ostatnie 24 godziny"),
            ("7d", "Ostatnie 7 dni"),
            ("30d", "Ostatnie 30 dni"),
            ("12m", "Ostatnie 12 miesięcy"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ConsentAuditLog]) -> QuerySet[ConsentAuditLog]:
        period = _PERIODS.get(self.value() or "")
        if period is None:
            return queryset
        since = timezone.now() - period - _OVERLAP
        in_time = ConsentAuditLog.objects.filter(created_at__gte=since).order_by("created_at", "pk")
        first = in_time.values_list("pk", flat=True).first()
        return queryset.none() if first is None else queryset.filter(pk__gte=first)
