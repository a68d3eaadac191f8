"""What an answer of monday.com means. Pure.

    HTTP 200 with data                   the data
    HTTP 200 with errors                 Refused or Unavailable: by their codes, else by the `status_code` beside them
    both: partial data                   the data with the error; who asked decides
    401, 403, 404 and most other 4xx     Refused
    408, 423, 429, 5xx, and no JSON      Unavailable, with the wait that monday.com asks for

https://developer.monday.com/api-reference/docs/error-handling and /rate-limits
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.monday.error_codes import DAILY_LIMIT, FOR_GOOD, FOR_NOW, GONE
from integrations.monday.faults import Fault, read_faults
from integrations.outbox.errors import DeliveryError, Refused, Unavailable

DAILY_LIMIT_WAIT = 3600.0  # seconds; the limit is lifted at midnight UTC, and the answer does not always say so
_KEY_REFUSED = (401, 403)
_STATUS_FOR_NOW = (408, 423, 425, 429)


class ItemGone(Refused):
    """There is no such item, or not any more."""


@dataclass(frozen=True)
class Answered:
    """What came back; `problem` stands beside data where only some of it was answered."""

    data: Mapping[str, Any]
    problem: DeliveryError | None = None


def read_answer(status: int, body: bytes, retry_after: float | None) -> Answered:
    """`retry_after` is what the header of this name says, in seconds. Raises Refused (ItemGone) and Unavailable."""
    if status in _KEY_REFUSED:
        raise Refused(f"the key is not accepted: {status}")
    content = _object(body)
    faults = read_faults(content)
    if not 200 <= status < 300:
        raise _failure(status, faults, retry_after)
    problem = _problem(status, faults, retry_after) if faults else None
    data = content.get("data")
    if isinstance(data, dict) and any(value is not None for value in data.values()):
        return Answered(data, problem)
    raise problem or Unavailable(f"{status} without data")


def _failure(status: int, faults: Sequence[Fault], retry_after: float | None) -> DeliveryError:
    reason = _reason(str(status), faults)
    if status >= 500 or status in _STATUS_FOR_NOW or any(fault.code in FOR_NOW | DAILY_LIMIT for fault in faults):
        return Unavailable(reason, _wait(faults, retry_after))
    return Refused(reason)


def _problem(status: int, faults: Sequence[Fault], retry_after: float | None) -> DeliveryError:
    reason = _reason(f"{status} with errors", faults)
    if all(fault.code in GONE for fault in faults):
        return ItemGone(reason)
    if any(_is_for_good(fault) for fault in faults):
        return Refused(reason)
    return Unavailable(reason, _wait(faults, retry_after))


def _is_for_good(fault: Fault) -> bool:
    if fault.code in FOR_NOW | DAILY_LIMIT:
        return False
    told = fault.status is not None and 400 <= fault.status < 500 and fault.status not in _STATUS_FOR_NOW
    return told or fault.code in FOR_GOOD | GONE


def _reason(beginning: str, faults: Sequence[Fault]) -> str:
    codes = list(dict.fromkeys(fault.code for fault in faults if fault.code))
    return f"{beginning}: {', '.join(codes[:3])}" if codes else beginning


def _wait(faults: Sequence[Fault], retry_after: float | None) -> float | None:
    waits = [wait for wait in (retry_after, *(fault.wait for fault in faults)) if wait is not None]
    if not waits and any(fault.code in DAILY_LIMIT for fault in faults):
        return DAILY_LIMIT_WAIT
    return max(waits, default=None)


def _object(body: bytes) -> dict[str, Any]:
    """Empty for what is no JSON object: the page of a proxy, a broken answer."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
