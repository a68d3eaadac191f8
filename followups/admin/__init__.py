from followups.admin.event import FollowupEventAdmin
from followups.admin.text import FollowupTextAdmin

__all__ = ["FollowupEventAdmin", "FollowupTextAdmin"]
