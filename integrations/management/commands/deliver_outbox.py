import os
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from integrations.models import OutboxMessage
from integrations.outbox.deliver import deliver_and_live_on, deliver_due

_LOOK_SECONDS = 0.2  # how soon a stop is noticed between two runs


class Command(BaseCommand):
    help = "Send everything in the outbox that is due, and end; with --loop look again and again until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="how long to sleep between two runs")
        parser.add_argument("--parent", type=int, metavar="PID", help="with --loop: end when this process, the parent, is gone")
        parser.add_argument(
            "--retry-dead",
            action="store_true",
            help="first make due again what was given up, after a long outage",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry_dead"]:
            self.stdout.write(f"Due again: {OutboxMessage.objects.revive(timezone.now())}.")
        if options["loop"] is None:
            done = deliver_due()
            counts = f"Sent {done.sent}, to be tried again {done.retried}, given up {done.dead}, lost {done.lost}."
            self.stdout.write(counts)
        else:
            self._loop(options["loop"], options["parent"])

    def _loop(self, seconds: float, parent: int | None) -> None:
        """Until SIGTERM or SIGINT, the message in hand finished."""
        told_to_stop = False

        def stop(*_: object) -> None:  # sets a flag alone: an Event's lock may be held by the very code that was interrupted
            nonlocal told_to_stop
            told_to_stop = True

        def stopped() -> bool:
            return told_to_stop or (parent is not None and os.getppid() != parent)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        while not stopped():
            deliver_and_live_on(stopped)
            awake_at = time.monotonic() + seconds
            while not stopped() and time.monotonic() < awake_at:
                time.sleep(min(_LOOK_SECONDS, seconds))
