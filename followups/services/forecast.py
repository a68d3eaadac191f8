"""The mails of the next seven days in the order of time, page by page, those that will not go among them."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from chatbot.models import ChatConversation
from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.plan import LAST_CHANCE, STEPS
from followups.services.planned import Place, Planned, planned_mails

PERIOD = timedelta(days=7)
PAGE = 50
_CHUNK, _MOST_CHUNKS = 100, 5
_ENDS = dict(zip(STEPS, [*list(STEPS.values())[1:], LAST_CHANCE], strict=True))
_GONE = Q(status=FollowupStatus.SENT) | Q(status=FollowupStatus.FAILED)
_Mail = tuple[ChatConversation, int]


class Show(StrEnum):
    ALL = "wszystkie"
    GOES = "wyjda"
    STAYS = "nie-wyjda"

    def has(self, planned: Planned) -> bool:
        return self is Show.ALL or (planned.reason is None) == (self is Show.GOES)


@dataclass(frozen=True)
class Forecast:
    """A page of it; the next one begins behind `last`, which is None where nothing follows."""

    planned: list[Planned]
    last: Place | None


def forecast(*, now: datetime, sees_restricted: bool, show: Show = Show.ALL, behind: Place | None = None) -> Forecast:
    """The page behind a place, whatever came or went before it meanwhile.

    Every conversation with an address counts, whether its visitor agreed or not; mails that are late already are there for
    those who agreed. Queries and memory do not depend on how much there is: where a filter finds little, the page ends early.
    """
    found: list[Planned] = []
    last = behind
    for _ in range(_MOST_CHUNKS):
        mails = list(islice(_mails(now, sees_restricted, show, last), _CHUNK))
        found += filter(show.has, planned_mails(mails, now))
        last = Place.of(*mails[-1]) if len(mails) == _CHUNK else None
        if last is None or len(found) >= PAGE:
            break
    if len(found) > PAGE:
        found, last = found[:PAGE], found[PAGE - 1].place
    return Forecast(sorted(found, key=lambda planned: (planned.goes_at, planned.place)), last)


def _mails(now: datetime, sees_restricted: bool, show: Show, behind: Place | None) -> Iterator[_Mail]:
    """In the order of their places. Each number's are read in that order from an index, and then merged."""
    visible = ChatConversation.objects.filter(email__isnull=False).order_by("last_message_at", "pk")
    if not sees_restricted:
        visible = visible.filter(restricted_at__isnull=True)
    agreed = visible.filter(marketing_consent=True)
    streams = []
    for number, wait in STEPS.items():
        gone = FollowupEvent.objects.filter(_GONE, conversation=OuterRef("pk"), followup_number=number)
        late = agreed.filter(~Exists(gone), last_message_at__gt=now - _ENDS[number], last_message_at__lt=now - wait)
        coming = agreed if show is Show.GOES else visible
        coming = coming.filter(last_message_at__gte=now - wait, last_message_at__lt=now + PERIOD - wait)
        streams += [_numbered(_behind(query, number, behind), number) for query in (late, coming)]
    return heapq.merge(*streams, key=lambda mail: Place.of(*mail))


def _numbered(query: QuerySet[ChatConversation], number: int) -> Iterator[_Mail]:
    for conversation in query[:_CHUNK]:
        yield conversation, number


def _behind(query: QuerySet[ChatConversation], number: int, place: Place | None) -> QuerySet[ChatConversation]:
    if place is None:
        return query
    moment = place.due_at - STEPS[number]
    later = Q(pk__gt=place.conversation_id) if number <= place.number else Q(pk__gte=place.conversation_id)
    behind = Q(last_message_at__gt=moment) | (Q(last_message_at=moment) & later)
    return query.filter(behind, last_message_at__gte=moment)
