from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from novahouse.scheduler.heartbeat import beat


class Command(BaseCommand):
    help = "Note that the scheduler lives, where health/deep looks; the scheduler runs it every 30 seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Alive: {beat(timezone.now()).process}.")
