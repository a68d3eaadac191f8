"""The hours of the settings, for the pure schedule."""

from datetime import datetime

from django.conf import settings

from followups.schedule.hours import OpenHours
from followups.schedule.plan import Opening


def opening() -> Opening:
    """See followups.schedule.plan.Opening; FOLLOWUP_QUIET_HOURS=off opens every hour of every day."""
    if settings.FOLLOWUP_QUIET_HOURS is None:
        return _always_open
    return OpenHours(*settings.FOLLOWUP_QUIET_HOURS).opening


def _always_open(moment: datetime) -> datetime:
    return moment
