"""When the next follow-up of a conversation is due, and why it does not go. Pure: facts and `now` come as arguments.

Numbers 1, 2 and 3 are due 24, 72 and 168 hours after the visitor's last message, moved out of quiet hours. A number that has
not gone by the time the next one is due is skipped: nobody gets two at once, however late the scheduler is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from followups.schedule.reason import Reason

STEPS = {1: timedelta(hours=24), 2: timedelta(hours=72), 3: timedelta(hours=168)}
LAST_CHANCE = timedelta(days=14)  # the conversation has ended by then
GAP = timedelta(hours=24)  # between two mails, where the first one was late
MOST_FOR_A_PERSON = 3
LIMIT_PERIOD = timedelta(days=30)

# Moves a moment out of quiet hours; gives one that is outside of them back.
Opening = Callable[[datetime], datetime]


@dataclass(frozen=True)
class Talk:
    """What is known of a conversation. `obstacle`: why nothing may go to this person at all, None where it may.

    `used`: numbers that are over and done with: sent, failed, or cancelled by staff. `sent_after`: how long after the last
    message that it was computed from the newest mail went out. `sent_to_person`: when mails went to this person in the last
    30 days, over all their conversations, oldest first.
    """

    last_message_at: datetime
    obstacle: Reason | None = None
    used: frozenset[int] = frozenset()
    sent_after: timedelta = timedelta()
    sent_to_person: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Step:
    """A mail and when it goes; `reason`: why it does not."""

    number: int
    due_at: datetime
    reason: Reason | None = None
