"""When mail may go: Monday to Saturday, by day, and not on a public holiday. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

WARSAW = ZoneInfo("Europe/Warsaw")
_SUNDAY = 6
_LONGEST_REST = 14  # days; Christmas takes five at most


@dataclass(frozen=True)
class OpenHours:
    """`quiet_from` and `quiet_until` are full hours in Warsaw: 20 and 9 mean that mail goes from 9:00 until 20:00.

    Quiet hours may lie within one day: 12 and 14 leave the morning and the afternoon.
    """

    quiet_from: int
    quiet_until: int

    def opening(self, moment: datetime) -> datetime:
        """The moment itself where mail may go, else the next one at which it may, in UTC offset of that day."""
        for day in _days_from(moment.astimezone(WARSAW).date()):
            for begin, end in self._open_on(day):
                if moment < end:
                    return max(moment, begin)
        raise AssertionError("No working day within two weeks")

    def _open_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """By the clock on the wall, whatever daylight saving does with the night before."""
        if day.weekday() == _SUNDAY or day in _holidays(day.year):
            return []
        midnight, quiet_from, quiet_until = _at(day, 0), _at(day, self.quiet_from), _at(day, self.quiet_until)
        tomorrow = _at(day + timedelta(days=1), 0)
        if self.quiet_until <= self.quiet_from:
            return [(quiet_until, quiet_from)]
        return [(midnight, quiet_from), (quiet_until, tomorrow)]


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(_LONGEST_REST))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=WARSAW)


@cache
def _holidays(year: int) -> frozenset[date]:
    """The days off by law (ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy), Christmas Eve since 2025."""
    return frozenset(country_holidays("PL", years=year))
