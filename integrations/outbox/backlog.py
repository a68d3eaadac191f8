"""How far the outbox is behind: what the health check asks."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, F, Min, Q, When
from django.utils import timezone

from integrations.models import OutboxMessage


class Backlog(NamedTuple):
    """`waiting` counts what should have gone out by now; `oldest` tells since when, None where nothing waits."""

    waiting: int
    oldest: datetime | None
    dead: int


def outbox_backlog() -> Backlog:
    """What waits for its next attempt is late since it was written; what waits for its first moment is not late."""
    late = OutboxMessage.objects.waiting().filter(Q(attempts__gt=0) | Q(next_attempt_at__lte=timezone.now()))
    since = Case(When(attempts=0, then=F("next_attempt_at")), default=F("created_at"))
    found = late.aggregate(waiting=Count("pk"), oldest=Min(since))
    return Backlog(found["waiting"], found["oldest"], OutboxMessage.objects.dead().count())
