"""Calendar arithmetic of the law: whole months, whatever their length."""

import calendar
from datetime import date, datetime

from django.utils import timezone


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last one where that month is shorter (Regulation 1182/71, art. 3(2)(c))."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_date(received_at: datetime) -> date:
    """When a request must be answered: one month after its receipt (RODO art. 12(3)), by the calendar of Warsaw."""
    return add_months(timezone.localdate(received_at), 1)
