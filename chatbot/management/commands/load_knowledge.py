from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chatbot.services.knowledge_index import prepare_classifier
from chatbot.services.knowledge_load import BadEntryFile, knowledge_load


class Command(BaseCommand):
    help = "Load the shipped knowledge base. Entries that staff edited are kept as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = knowledge_load()
        except BadEntryFile as error:
            raise CommandError(str(error)) from error
        prepare_classifier()
        total = len(report.created) + len(report.updated) + len(report.unchanged) + len(report.kept)
        self.stdout.write(
            f"Knowledge base: {total} entries, {len(report.created)} created, {len(report.updated)} updated, "
            f"{len(report.unchanged)} unchanged, {len(report.kept)} kept as edited by staff, {len(report.retired)} retired."
        )
        for slug in report.kept:
            self.stdout.write(f"  kept as edited by staff: {slug}")
        for slug in report.retired:
            self.stdout.write(f"  retired, no longer shipped: {slug}")
