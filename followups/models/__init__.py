from followups.models.event import FollowupChange, FollowupEvent, FollowupStatus
from followups.models.pause import FollowupPause
from followups.models.text import FollowupText

__all__ = ["FollowupChange", "FollowupEvent", "FollowupPause", "FollowupStatus", "FollowupText"]
