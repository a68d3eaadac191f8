"""Finding the conversations for which a mail may be due, page by page, by an index and in constant memory."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from chatbot.models import ChatConversation
from followups.models import FollowupEvent
from followups.schedule.plan import LAST_CHANCE, STEPS

PAGE = 200


def due_conversations(now: datetime, page: int = PAGE) -> Iterator[list[ChatConversation]]:
    """Pages of conversations whose next mail's time has come and is not over, those that wait longest first.

    Whether it really goes is for the schedule to say; these are all it has to be asked about.
    """
    ends = [*list(STEPS.values())[1:], LAST_CHANCE]
    for (number, begin), end in zip(reversed(STEPS.items()), reversed(ends), strict=True):
        yield from _pages(due_query(number, begin, end, now), page)


def due_query(number: int, begin: timedelta, end: timedelta, now: datetime) -> QuerySet[ChatConversation]:
    """Conversations quiet for as long as from `begin` to `end` whose mail of this number is not over and done with.

    The index conversation_agreed gives them in order; on a large table nothing else is read.
    """
    over = FollowupEvent.objects.over().filter(conversation=OuterRef("pk"), followup_number=number)
    return ChatConversation.objects.filter(
        ~Exists(over),
        marketing_consent=True,
        last_message_at__lte=now - begin,
        last_message_at__gt=now - end,
        ended_at__isnull=True,
        anonymised_at__isnull=True,
    ).order_by("last_message_at", "id")


def _pages(query: QuerySet[ChatConversation], size: int) -> Iterator[list[ChatConversation]]:
    """By the last row of the page before: what is sent meanwhile moves nothing."""
    page = list(query[:size])
    while page:
        yield page
        last = page[-1]
        behind = Q(last_message_at=last.last_message_at, pk__gt=last.pk) | Q(last_message_at__gt=last.last_message_at)
        page = list(query.filter(behind, last_message_at__gte=last.last_message_at)[:size]) if len(page) == size else []
