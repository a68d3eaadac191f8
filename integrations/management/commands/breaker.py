from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.breakers import SharedBreaker, breakers
from integrations.models import BreakerStatus


class Command(BaseCommand):
    help = "Show the circuit breakers, or open or close one in all processes; it opens for a minute, and then one probe goes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["list", "open", "close"])
        parser.add_argument("name", nargs="?", metavar="NAME", help="which one, for open and close")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            chosen = list(breakers())
        else:
            breaker = self._named(options["name"])
            if options["action"] == "open":
                breaker.open()
            else:
                breaker.close()
            chosen = [breaker]
        for breaker in chosen:
            self.stdout.write(_line(breaker, timezone.now()))
        if not settings.BREAKERS_ENABLED:
            self.stdout.write("Breakers are switched off (BREAKERS_ENABLED=false): every call is made, whatever stands here.")

    def _named(self, name: str | None) -> SharedBreaker:
        known = {breaker.name: breaker for breaker in breakers()}
        if name not in known:
            said = f"There is no breaker {name!r}." if name else "Say which breaker."
            raise CommandError(f"{said} Known: {', '.join(known)}.")
        return known[name]


def _line(breaker: SharedBreaker, now: datetime) -> str:
    """As in `slack   open       failures in a row: 5, since 2026-11-24 12:00:00 CET, next probe 2026-11-24 12:01:00 CET`."""
    row = breaker.read()
    said = f"{breaker.name:<8}{row.state:<11}failures in a row: {row.failures}"
    if row.state == BreakerStatus.CLOSED:
        return said
    if row.opened_at:
        said += f", since {_time(row.opened_at)}"
    until = row.rests_until(breaker.reset_timeout, now)
    if row.state == BreakerStatus.HALF_OPEN and until:
        return f"{said}, probe running, at most until {_time(until)}"
    return f"{said}, next probe {_time(until) if until else 'with the next call'}"


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S %Z}"
