"""One call of the GraphQL API of monday.com.

https://developer.monday.com/api-reference/docs/basics and /api-versioning
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone

from integrations.http.post import http_post
from integrations.http.retry_after import retry_after_seconds
from integrations.monday.answer import Answered, read_answer
from integrations.outbox.errors import Unavailable

Read = TypeVar("Read")
API_VERSION = "2026-10"  # pinned: what a query means changes with it, every quarter


def is_configured() -> bool:
    return bool(settings.MONDAY_API_KEY and settings.MONDAY_BOARD_ID)


def call(document: str, variables: Mapping[str, Any], *, field: str, read: Callable[[Any], Read], ends_at: float) -> Read:
    """What `read` makes of the value, never None, of the one field that the document asks for.

    `read` raises Unavailable for what is none. `ends_at` as time.monotonic() counts: by then the call has ended. Raises
    Refused, ItemGone, Unavailable.

    The circuit breaker stands around all calls of a piece of work, not around each: where monday.com answers look-ups and fails
    at changes, the look-up before each change would forget the failures.
    """
    return read(_value(_post(document, variables, ends_at), field))


def _post(document: str, variables: Mapping[str, Any], ends_at: float) -> Answered:
    answer = http_post(
        settings.MONDAY_API_URL,
        json={"query": document, "variables": dict(variables)},
        headers={"Authorization": settings.MONDAY_API_KEY, "API-Version": API_VERSION},
        ends_at=ends_at,
    )
    return read_answer(answer.status, answer.body, retry_after_seconds(answer.headers, timezone.now()))


def _value(answered: Answered, field: str) -> Any:
    """What is there counts, also beside an error: an item that was made is made."""
    value = answered.data.get(field)
    if value is None:
        raise answered.problem or Unavailable("200 without the data that was asked for")
    return value
