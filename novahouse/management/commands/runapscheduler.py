import os
import signal
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand

from novahouse.scheduler.jobs import JOBS, Job
from novahouse.scheduler.run import run


class Command(BaseCommand):
    help = (
        "Run the scheduled jobs until SIGTERM or SIGINT; the running ones are finished. Of several schedulers on a database "
        "one is active, and another takes over within seconds when it is gone."
    )
    jobs: Sequence[Job] = JOBS

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, metavar="PID", help="end when this process, the parent, is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        told_to_stop = False
        parent: int | None = options["parent"]

        def stop(*_: object) -> None:  # sets a flag alone: an Event's lock may be held by the very code that was interrupted
            nonlocal told_to_stop
            told_to_stop = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        run(self.jobs, lambda: told_to_stop or (parent is not None and os.getppid() != parent))
