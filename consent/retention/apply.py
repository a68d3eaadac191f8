"""One run of the retention schedule."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.models import RetentionLedger
from consent.retention.rule import Rule
from consent.retention.schedule import SCHEDULE

logger = logging.getLogger(__name__)

PAUSE = 0.05  # seconds between two batches, in which others write


@dataclass(frozen=True)
class Ran:
    """A rule after its run: its entry in the ledger, None where even counting failed."""

    rule: Rule
    entry: RetentionLedger | None
    failed: bool

    @property
    def well(self) -> bool:
        return not self.failed and self.entry is not None and self.entry.overdue == 0


def retention_apply(now: datetime, rules: Sequence[Rule] = SCHEDULE) -> list[Ran]:
    """Apply each rule until nothing is left and enter it in the ledger. A rule that fails is logged and stops no other."""
    return [_run(rule, now) for rule in rules]


def _run(rule: Rule, now: datetime) -> Ran:
    removed, failed, entry = 0, False, None
    try:
        while batch := rule.apply_batch(now):
            removed += batch
            time.sleep(PAUSE)
    except Exception:
        logger.exception("Retention rule %s failed after %d", rule.name, removed)
        failed = True
    try:
        entry = RetentionLedger.objects.create(run_at=now, rule=rule.name, removed=removed, overdue=rule.overdue(now))
    except Exception:
        logger.exception("Retention rule %s: what is overdue could not be counted", rule.name)
        failed = True
    return Ran(rule, entry, failed)
