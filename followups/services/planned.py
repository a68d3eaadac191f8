"""What becomes of mails that have not gone: when each of them goes, or why it does not."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from chatbot.models import ChatConversation
from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.plan import LAST_CHANCE, STEPS, Step, has_reached_limit, timeline
from followups.schedule.reason import Reason
from followups.services.opening import opening
from followups.services.standing import rests_until, standing_reason
from followups.services.talks import Known, talks

_MOST_OTHER_TALKS = 200
_UNFINISHED = (FollowupStatus.CLAIMED, FollowupStatus.SENDING)
_Steps = dict[tuple[int, int], Step]  # by conversation and number


@dataclass(frozen=True, order=True)
class Place:
    """Where a mail stands in the order of time, as the schedule alone has it."""

    due_at: datetime
    conversation_id: int
    number: int

    @classmethod
    def of(cls, conversation: ChatConversation, number: int) -> Self:
        return cls(conversation.last_message_at + STEPS[number], conversation.pk, number)


@dataclass(frozen=True)
class Planned:
    """One mail as things stand. `reason`: why it will not go; `waits_for`: what keeps it back until that is over.

    `due_at` is the hour by the schedule, `goes_at` the one at which it really goes: quiet hours, holidays, a late scheduler and
    the wait after an error lie between. `event` is there where somebody began to send it, or called it off.
    """

    place: Place
    conversation: ChatConversation
    due_at: datetime
    goes_at: datetime
    reason: Reason | None
    waits_for: Reason | None
    event: FollowupEvent | None

    @property
    def number(self) -> int:
        return self.place.number


def planned_mails(mails: Sequence[tuple[ChatConversation, int]], now: datetime) -> list[Planned]:
    """In the order given; without those that have gone, and those whose time is over. A fixed number of queries."""
    if not mails:
        return []
    conversations = {conversation.pk: conversation for conversation, _ in mails}
    steps = _steps([*conversations.values(), *_other_talks(conversations.values(), now)], now)
    events = {
        (event.conversation_id, event.followup_number): event
        for event in FollowupEvent.objects.filter(conversation__in=conversations)
    }
    standing, rest, opens = standing_reason(), rests_until(), opening()
    found = []
    for conversation, number in mails:
        place = Place.of(conversation, number)
        event, step = events.get((conversation.pk, number)), steps.get((conversation.pk, number))
        if event is not None and event.reason == Reason.BY_STAFF:
            step = Step(number, place.due_at, opens(max(place.due_at, now)), Reason.BY_STAFF)
        if step is None or step.reason is Reason.STALE:
            continue
        goes_at = opens(max(step.goes_at, event.lease_until)) if event and event.status in _UNFINISHED else step.goes_at
        held = standing or (Reason.BREAKER if rest and goes_at < rest else None)
        waits_for = None if step.reason else held
        found.append(Planned(place, conversation, step.due_at, goes_at, step.reason, waits_for, event))
    return found


def _other_talks(conversations: Collection[ChatConversation], now: datetime) -> list[ChatConversation]:
    """Of the same people: what goes to them there counts towards what may go to them here."""
    emails = {conversation.email for conversation in conversations if conversation.marketing_consent}
    others = ChatConversation.objects.filter(
        email__in=emails, marketing_consent=True, last_message_at__gt=now - LAST_CHANCE, ended_at__isnull=True
    )
    return list(others.exclude(pk__in=[conversation.pk for conversation in conversations])[:_MOST_OTHER_TALKS])


def _steps(conversations: Sequence[ChatConversation], now: datetime) -> _Steps:
    known, opens = talks(conversations, now), opening()
    steps = {(one.conversation.pk, step.number): step for one in known for step in timeline(one.talk, now, opens)}
    people: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        if one.consent is not None and one.consent.email_hmac:
            people[one.consent.email_hmac].append(one)
    for theirs in people.values():
        if len(theirs) > 1:
            _limit(theirs, steps)
    return steps


def _limit(theirs: Sequence[Known], steps: _Steps) -> None:
    """The limit holds for a person over all their talks, whichever mail comes first."""
    sent = list(theirs[0].talk.sent_to_person)
    numbers = {one.conversation.pk for one in theirs}
    coming = [mail for mail, step in steps.items() if mail[0] in numbers and step.reason is None]
    for mail in sorted(coming, key=lambda mail: (steps[mail].goes_at, mail)):
        step = steps[mail]
        if has_reached_limit(sent, step.goes_at):
            steps[mail] = Step(step.number, step.due_at, step.goes_at, Reason.LIMIT)
        else:
            sent.append(step.goes_at)
