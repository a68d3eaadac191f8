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

    `used`: numbers that are over and done with: sent, failed, or cancelled by staff. `sent_after`: how long after this last
    message a mail has gone out already; zero where none has. `sent_to_person`: when mails went to this person in the last 30
    days, over all their conversations.
    """

    last_message_at: datetime
    obstacle: Reason | None = None
    used: frozenset[int] = frozenset()
    sent_after: timedelta = timedelta()
    sent_to_person: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Step:
    """A mail: when it is due, and when it goes, outside of quiet hours and not before `now`; `reason`: why it does not go."""

    number: int
    due_at: datetime
    goes_at: datetime
    reason: Reason | None = None

    def goes(self, now: datetime) -> bool:
        return self.reason is None and self.goes_at <= now


def next_step(talk: Talk, now: datetime, opening: Opening) -> Step | None:
    """What goes next, or would if there was no reason against it. None where the time of all of them has passed."""
    return next((step for step in timeline(talk, now, opening) if step.reason is not Reason.STALE), None)


def timeline(talk: Talk, now: datetime, opening: Opening) -> list[Step]:
    """All that is left of a conversation's mails, as things stand; a number whose time has passed has the reason STALE."""
    sent_after, sent_to_person = talk.sent_after, list(talk.sent_to_person)
    steps: list[Step] = []
    for number, wait in STEPS.items():
        if number in talk.used:
            continue
        due_at = talk.last_message_at + max(wait, sent_after + GAP if sent_after else timedelta())
        goes_at = opening(max(due_at, now))
        reason = Reason.STALE if goes_at >= _too_late(number, talk.last_message_at, opening) else talk.obstacle
        if reason is None and has_reached_limit(sent_to_person, goes_at):
            reason = Reason.LIMIT
        steps.append(Step(number, due_at, goes_at, reason))
        if reason is None:
            sent_after = goes_at - talk.last_message_at
            sent_to_person.append(goes_at)
    return steps


def _too_late(number: int, last_message_at: datetime, opening: Opening) -> datetime:
    """When the next number takes over; after the last one, when the conversation has ended."""
    following = STEPS.get(number + 1)
    return opening(last_message_at + following) if following else last_message_at + LAST_CHANCE


def has_reached_limit(sent: list[datetime], goes_at: datetime) -> bool:
    """Whether a person gets no more at this moment; `sent`: when mails went to them, or will have gone."""
    return sum(moment > goes_at - LIMIT_PERIOD for moment in sent) >= MOST_FOR_A_PERSON
