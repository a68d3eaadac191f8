"""`manage.py runapscheduler` with jobs of its own, named on the command line, each of which runs every second.

`tick` and `slow` append to the file that FILE names: a line is what happened, when (seconds since 1970) and in which process.
`fail` does what a command does that cannot do its work. Any other name is a command of the product.
"""

import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

import django
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

SLOW_SECONDS = 3.0


class Tick(BaseCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        note("tick")


class Slow(BaseCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        note("begin")
        time.sleep(SLOW_SECONDS)
        note("end")


class Fail(BaseCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("The cat sleeps on it.")


def note(what: str) -> None:
    with Path(os.environ["FILE"]).open("a", encoding="utf-8") as file:
        file.write(f"{what} {time.time():.3f} {os.getpid()}\n")


if __name__ == "__main__":
    django.setup()

    from apscheduler.triggers.cron import CronTrigger

    from novahouse.management.commands.runapscheduler import Command
    from novahouse.scheduler.jobs import WARSAW, Job

    logging.getLogger("novahouse.scheduler").setLevel(logging.DEBUG)  # it then says which run begins
    known: dict[str, Any] = get_commands()
    known.update(tick=Tick(), slow=Slow(), fail=Fail())
    Command.jobs = [Job(name, name, CronTrigger(second="*", timezone=WARSAW)) for name in sys.argv[1:]]
    Command().run_from_argv(["manage.py", "runapscheduler"])
