"""The history of the breakers: what the console lists and the log says."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from integrations.breakers.reasons import Reason
from integrations.models import BreakerChange, BreakerState, BreakerStatus

logger = logging.getLogger(__name__)

CHANGES_KEPT = timedelta(days=90)


def change_record(*, before: BreakerState, state: BreakerStatus, reason: Reason, now: datetime) -> None:
    """In the transaction of the change: whoever made it records it, and nobody else. The log hears of it after the commit."""
    changes = BreakerChange.objects.filter(breaker=before.name)
    changes.filter(changed_at__lt=now - CHANGES_KEPT).delete()
    changes.create(breaker=before.name, changed_at=now, previous=before.state, state=state, reason=reason.shown)
    level = logging.WARNING if state == BreakerStatus.OPEN else logging.INFO
    said = ("Circuit breaker %s: %s -> %s (%s)", before.name, before.state, state.value, reason.logged)
    transaction.on_commit(lambda: logger.log(level, *said))
