from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consent.audit.anchors import BadAnchor
from consent.audit.lost_lines import BadJournal
from consent.services.suppressions_replay import Replayed, suppressions_replay


class Command(BaseCommand):
    help = (
        "After the database was restored from a copy: repeat the unsubscribes, withdrawals and erasures that it has forgotten, "
        "from a suppression journal. Until then no marketing goes. Running it again does nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("journal", metavar="FILE", help="this node's SUPPRESSION_JOURNAL, or a copy of another node's")
        parser.add_argument(
            "--no-restore-known",
            action="store_true",
            help="this node's journal and anchors know of no restore, since they were lost, and yet there was one",
        )
        parser.add_argument(
            "--accept-loss",
            action="store_true",
            help="let marketing go although the anchors know of rows that no journal reaches; the audit trail tells of it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            replayed = suppressions_replay(
                Path(options["journal"]),
                timezone.now(),
                no_restore_known=options["no_restore_known"],
                accept_loss=options["accept_loss"],
            )
        except BadJournal as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        except (BadAnchor, OSError) as error:
            raise CommandError(f"All was repeated, but journal and anchors could not go on; run it again. {error}") from error
        self._tell(replayed)
        if replayed.failed:
            raise CommandError(
                f"Not repeated: {', '.join(replayed.failed)}. The log says why; no marketing goes until it is done."
            )
        if replayed.gap and not options["accept_loss"]:
            raise CommandError(
                f"{replayed.gap} What came in between cannot be repeated from it, so no marketing goes. "
                "Run it again with a journal that reaches further, or with --accept-loss."
            )

    def _tell(self, replayed: Replayed) -> None:
        self.stdout.write(f"{replayed.lines} lines that the trail lacks, of {replayed.persons} persons.")
        for done, number in sorted(replayed.done.items()):
            self.stdout.write(f"{done}: {number}")
        self.stdout.write(f"nothing left to do: {replayed.moot}; known by the hash of the address alone: {replayed.unknown}")
        if replayed.anchor:
            self.stdout.write(f"Anchored anew: of earlier anchors, rows up to {replayed.anchor.restored_to} stand.")
        if replayed.ended:
            self.stdout.write("The restore is over: marketing may go.")
        elif not replayed.failed and not replayed.gap:
            self.stdout.write("Journal and anchors knew of no restore.")
