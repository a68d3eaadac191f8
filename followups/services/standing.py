"""What keeps back every follow-up, whoever it is for."""

from datetime import datetime

from django.conf import settings

from consent.services.restore_guard import restored
from followups.models.pause import paused_since
from followups.schedule.reason import Reason
from integrations.breakers import mail_breaker


def standing_reason() -> Reason | None:
    """None while follow-ups go. Asked at the begin of a run, and once more right before each mail."""
    if not (settings.FOLLOWUPS_ENABLED and settings.UNSUBSCRIBE_ENABLED):
        return Reason.SWITCHED_OFF
    if paused_since():
        return Reason.PAUSED
    return Reason.RESTORED if restored() else None


def rests() -> bool:
    """Whether the mail server is left alone for the moment. Not asked right before a mail: that one may be the probe."""
    return rests_until() is not None


def rests_until() -> datetime | None:
    return mail_breaker.rests_until() if settings.EMAIL_URL else None
