"""The switch that keeps back every follow-up until somebody turns it again. Who sends asks right before each mail."""

from datetime import datetime

from followups.models import FollowupPause


def sending_pause(*, user_id: int | None, now: datetime) -> bool:
    """False where it was paused already: the first one's name and time stay."""
    return FollowupPause.objects.get_or_create(defaults={"since": now, "user_id": user_id})[1]


def sending_resume() -> bool:
    """False where nothing was paused. What became due meanwhile goes in the next run, as far as its time is not over."""
    return FollowupPause.objects.all().delete()[0] > 0
