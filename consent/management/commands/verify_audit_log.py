from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consent.audit.anchors import BadAnchor, NotedAnchor, read_anchor
from consent.audit.verify import START
from consent.services.audit_verify import audit_verify


class Command(BaseCommand):
    help = "Check the whole audit trail, or all after an anchor; name the first row that is wrong. Exit status 1 when one is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", metavar="ANCHOR", help="begin after this anchor: its line, as anchor_audit_log wrote it")
        parser.add_argument(
            "--anchors", metavar="FILE", help="compare with the anchors of this file as well, for example such as came by mail"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        start = self._read(options["since"]) if options["since"] else START
        more = []
        if options["anchors"]:
            lines = Path(options["anchors"]).read_text(encoding="utf-8", errors="replace").split("\n")
            more = [self._read(line) for line in lines if line.strip()]
        outcome = audit_verify(more, start=start)
        if outcome.finding:
            raise CommandError(f"The audit trail is NOT intact. {outcome.finding}")
        self.stdout.write(f"The audit trail is intact: {outcome.rows} rows checked, {outcome.anchors} anchors compared.")
        for sentence in outcome.restores:
            self.stdout.write(sentence)

    def _read(self, line: str) -> NotedAnchor:
        try:
            return read_anchor(line)
        except BadAnchor as error:
            raise CommandError(f"This is no anchor of ours: {line[:80]}") from error
