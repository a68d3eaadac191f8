from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consent.retention.apply import retention_apply


class Command(BaseCommand):
    help = "Delete, mask and redact what is due, and print the retention ledger. Exit status 1 when anything stays overdue."

    def handle(self, *args: Any, **options: Any) -> None:
        ran = retention_apply(timezone.now())
        self.stdout.write(f"{'rule':<22}{'removed':>10}{'overdue':>10}")
        for one in ran:
            removed, overdue = (one.entry.removed, one.entry.overdue) if one.entry else ("?", "?")
            self.stdout.write(f"{one.rule.name:<22}{removed:>10}{overdue:>10}{'  FAILED' if one.failed else ''}")
        overdue_now = sum(one.entry.overdue for one in ran if one.entry)
        if not all(one.well for one in ran):
            raise CommandError(f"The schedule is not kept: overdue now = {overdue_now}. The log says why.")
        self.stdout.write("overdue now = 0")
