"""Days and hours as staff say them, in Warsaw."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

_NEAR = {-1: "wczoraj", 0: "dziś", 1: "jutro"}


def day(moment: datetime, now: datetime) -> str:
    """dziś, wtorek 24 listopada"""
    local = timezone.localtime(moment)
    near = _NEAR.get((local.date() - timezone.localdate(now)) // timedelta(days=1))
    written = date_format(local, "l j E").lower()
    return f"{near}, {written}" if near else written


def hour(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "G:i")


def day_and_hour(moment: datetime, now: datetime) -> str:
    return f"{day(moment, now)}, {hour(moment)}"


def stamp(moment: datetime | None) -> str:
    """24.11.2026, 10:15:02"""
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M:%S}" if moment else "–"
