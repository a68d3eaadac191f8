from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consent.audit.anchors import BadAnchor
from consent.services.audit_anchor import audit_anchor
from consent.services.suppression_journal import write_journal


class Command(BaseCommand):
    help = "Note the head of the audit trail outside the database (AUDIT_ANCHOR: a file, or mailto: and an address)."

    def handle(self, *args: Any, **options: Any) -> None:
        write_journal()  # this node's journal takes in what others have written since its own last change
        try:
            anchor, where = audit_anchor(timezone.now())
        except (BadAnchor, OSError) as error:
            raise CommandError(f"The trail could not be anchored. {error}") from error
        self.stdout.write(f"Anchored {anchor.count} rows, head {anchor.hash[:16]}…, at {where}.")
