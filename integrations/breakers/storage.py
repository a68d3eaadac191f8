"""The state of a breaker in the database: one row, changed by conditional statements alone.

Who changes it says in which period he saw it: the row's state, when it was last opened, and until when its probe runs. No two
periods have the same three. A call that ends in another period than it began in changes nothing any more: a late success
closes no breaker that others opened, a late failure is not held against a service that has recovered.
"""

from datetime import datetime, timedelta
from typing import Any

import pybreaker
from django.db import transaction
from django.db.models import F, QuerySet

from integrations.breakers.changes import change_record
from integrations.breakers.reasons import PAUSE_OVER, PROBE_ANSWERED, PROBE_FAILED, Reason, failures_in_a_row
from integrations.models import BreakerState, BreakerStatus

# Longer than any guarded call takes, so that two probes never meet; and no probe whose process was killed blocks for longer.
PROBE_LEASE = timedelta(seconds=90)


class SharedStorage(pybreaker.CircuitBreakerStorage):
    """What pybreaker reads is read from the row. It writes nothing here: its way of writing knows no periods."""

    @property  # type: ignore[misc]  # read-only: assigned to, it would be a write that no period guards
    def state(self) -> str:
        return self.read().state

    @property
    def counter(self) -> int:
        return self.read().failures

    @property
    def success_counter(self) -> int:
        """One success closes a breaker: there is nothing to count."""
        return 0

    @property  # type: ignore[misc]
    def opened_at(self) -> datetime | None:
        return self.read().opened_at

    def read(self) -> BreakerState:
        """The row, or what it would say: a breaker that never saw a failure needs none."""
        return BreakerState.objects.filter(name=self.name).first() or BreakerState(name=self.name)

    def make(self) -> None:
        """Have a row. Many may do so at once."""
        BreakerState.objects.bulk_create([BreakerState(name=self.name)], ignore_conflicts=True)

    def failed(self, seen: BreakerState, fail_max: int, now: datetime) -> None:
        """Count a failure of a closed breaker, and open it with the last one that it bears."""
        self.make()
        with transaction.atomic():
            self._period(seen).update(failures=F("failures") + 1)
            worn_out = self._period(seen).filter(failures__gte=fail_max)
            _begin(worn_out, seen, BreakerStatus.OPEN, failures_in_a_row(fail_max), now)

    def succeeded(self, seen: BreakerState) -> None:
        """The failures of a closed breaker are no longer in a row."""
        self._period(seen).filter(failures__gt=0).update(failures=0)

    def take_probe(self, seen: BreakerState, now: datetime) -> BreakerState | None:
        """The probe's own period, or None where somebody else was faster: over all processes at most one probe runs."""
        until = now + PROBE_LEASE
        with transaction.atomic():
            if not _begin(self._period(seen), seen, BreakerStatus.HALF_OPEN, PAUSE_OVER, now, probe_until=until):
                return None
        return BreakerState(name=self.name, state=BreakerStatus.HALF_OPEN, opened_at=seen.opened_at, probe_until=until)

    def probe_answered(self, seen: BreakerState, now: datetime) -> None:
        with transaction.atomic():
            _begin(self._period(seen), seen, BreakerStatus.CLOSED, PROBE_ANSWERED, now)

    def probe_failed(self, seen: BreakerState, now: datetime) -> None:
        with transaction.atomic():
            _begin(self._period(seen), seen, BreakerStatus.OPEN, PROBE_FAILED, now, failures=F("failures") + 1)

    def set(self, state: BreakerStatus, reason: Reason, now: datetime) -> None:
        """By hand, whatever it was. Opening an open breaker begins its pause anew, closing a closed one clears its failures."""
        self.make()
        with transaction.atomic():
            seen = BreakerState.objects.select_for_update().get(name=self.name)
            _begin(BreakerState.objects.filter(name=self.name), seen, state, reason, now)

    def _period(self, seen: BreakerState) -> QuerySet[BreakerState]:
        """The row, as long as it is in the period that was seen."""
        return BreakerState.objects.filter(
            name=self.name, state=seen.state, opened_at=seen.opened_at, probe_until=seen.probe_until
        )


def _begin(
    rows: QuerySet[BreakerState], seen: BreakerState, state: BreakerStatus, reason: Reason, now: datetime, **values: Any
) -> bool:
    """Begin another period, in the caller's transaction. False where the rows are no longer as they were seen."""
    values = {"state": state, "probe_until": None, **values}
    if state == BreakerStatus.OPEN:
        values["opened_at"] = now
    elif state == BreakerStatus.CLOSED:
        values["failures"] = 0
    if not rows.update(**values):
        return False
    if state != seen.state:
        change_record(before=seen, state=state, reason=reason, now=now)
    return True
