"""What a rule of the retention schedule is, and what all of them need."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.db.models import Model, QuerySet

from consent.audit.chain import in_ranges
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.deadlines import add_months
from consent.services.origin import Origin

MOST = 500  # rows of a batch: nobody waits long for a lock
BY_SCHEDULE = Origin(Source.SCHEDULE)


class Rule(Protocol):
    """One period that ends, in a file of its own. `name` stands in the ledger, `title` says in Polish what is done and when."""

    name: str
    title: str

    def overdue(self, now: datetime) -> int:
        """How many rows, or persons, should have gone by now."""
        ...

    def apply_batch(self, now: datetime) -> int:
        """Deal with some of them in one transaction of its own; returns how many, 0 where nothing is left."""
        ...


def months_before(now: datetime, months: int) -> datetime:
    """The same moment of an earlier month; of its last day where that month is shorter."""
    return datetime.combine(add_months(now.date(), -months), now.timetz())


def oldest(due: QuerySet, by: str, most: int = MOST) -> list[int]:
    """Ids of the rows that are due longest, locked; one that somebody else holds is left for the next run."""
    rows: QuerySet[Model] = due.select_for_update(skip_locked=True, of=("self",)).order_by(by)
    return list(rows.values_list("pk", flat=True)[:most])


def anonymise_note(rule: Rule, redacted: Iterable[int], now: datetime, **more: str) -> None:
    """The audit row that names what this transaction redacted or ended, as ranges of ids: the last thing it does.

    None where there was nothing of the kind.
    """
    named = {name: ids for name, ids in {"redacted": in_ranges(redacted), **more}.items() if ids}
    if named:
        audit_append([Entry(Action.ANONYMISE, BY_SCHEDULE, details={"rule": rule.name, **named})], now=now)
