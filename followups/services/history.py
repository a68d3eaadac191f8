from datetime import datetime

from followups.models import FollowupChange, FollowupEvent


def note(event: FollowupEvent, now: datetime, details: str = "") -> None:
    """Write down how an event stands from now on, in the transaction of the change."""
    FollowupChange.objects.create(event=event, changed_at=now, status=event.status, reason=event.reason, details=details[:200])
