import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from integrations.models import Destination, OutboxMessage
from integrations.outbox import worker
from integrations.outbox.deliver import deliver_due
from integrations.outbox.destinations import rests_until
from integrations.outbox.side_by_side import deliver_side_by_side

_LOOK_SECONDS = 0.2  # how soon a stop is noticed


class Command(BaseCommand):
    stealth_options = ("stopped",)  # whoever calls it in Python: no message is begun once this callable tells true
    help = "Send everything in the outbox that is due, and end; with --loop look again and again until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="how long to sleep, at most, between two looks")
        parser.add_argument("--parent", type=int, metavar="PID", help="with --loop: end when this process, the parent, is gone")
        parser.add_argument(
            "--side-by-side",
            action="store_true",
            help="each destination at the same time, so that one that hangs delays no other",
        )
        parser.add_argument(
            "--retry-dead",
            action="store_true",
            help="first make due again what was given up, after a long outage",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry_dead"]:
            self.stdout.write(f"Due again: {OutboxMessage.objects.revive(timezone.now())}.")
        if options["loop"] is None:
            self._once(options.get("stopped") or (lambda: False), side_by_side=options["side_by_side"])
        else:
            self._loop(options["loop"], options["parent"])

    def _once(self, stopped: Callable[[], bool], *, side_by_side: bool) -> None:
        done = deliver_side_by_side(stopped) if side_by_side else deliver_due(stopped)
        self.stdout.write(f"Sent {done.sent}, to be tried again {done.retried}, given up {done.dead}, lost {done.lost}.")
        resting = {destination: until for destination in Destination if (until := rests_until(destination))}
        if resting:
            moments = [f"{destination} until {timezone.localtime(until):%H:%M:%S}" for destination, until in resting.items()]
            self.stdout.write(f"Waiting for what does not answer: {', '.join(moments)}.")

    def _loop(self, seconds: float, parent: int | None) -> None:
        """Until SIGTERM or SIGINT, the messages in hand finished."""
        told_to_stop = False

        def stop(*_: object) -> None:  # sets a flag alone: an Event's lock may be held by the very code that was interrupted
            nonlocal told_to_stop
            told_to_stop = True

        def stopped() -> bool:
            return told_to_stop or (parent is not None and os.getppid() != parent)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        worker.start(seconds, stopped)
        while not stopped():
            time.sleep(_LOOK_SECONDS)
        worker.stop(None)
