"""The errors in an answer of monday.com, in whichever of its forms. Pure.

Since 2025-01 `{"errors": [{"message", "path", "extensions": {"code", "status_code", "error_data", "retry_in_seconds"}}]}`, and
before that
`{"error_code", "error_message", "status_code", "error_data"}`, which some limits still answer with; a failing server says just
`{"error_message", "status_code"}`. https://developer.monday.com/api-reference/docs/error-handling

Only codes are kept of what is said: the sentences repeat the values that monday.com did not like.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CODE = re.compile(r"[A-Za-z0-9_ -]{1,60}")
_OLD_WAIT = re.compile(r"reset in (\d{1,6}) seconds")  # of a ComplexityException in the old form
_LONGEST_WAIT = 7 * 24 * 3600


@dataclass(frozen=True)
class Fault:
    """`code` is empty where none was told; `wait` is how many seconds we are asked to stay away."""

    code: str = ""
    status: int | None = None
    wait: float | None = None


def read_faults(content: Mapping[str, Any]) -> list[Fault]:
    errors = content.get("errors")
    listed = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    if listed:
        return [_fault(error.get("message"), error.get("extensions")) for error in listed]
    if "error_code" in content or "error_message" in content:
        return [_fault(content.get("error_message"), {**content, "code": content.get("error_code")})]
    return [Fault()] if errors else []


def _fault(message: object, told: object) -> Fault:
    extensions: Mapping[str, Any] = told if isinstance(told, dict) else {}
    code, status, data = (extensions.get(name) for name in ("code", "status_code", "error_data"))
    waits = [extensions.get("retry_in_seconds"), data.get("retry_in_seconds") if isinstance(data, dict) else None]
    if said := _OLD_WAIT.search(str(message)):
        waits.append(int(said[1]))
    return Fault(
        code if isinstance(code, str) and _CODE.fullmatch(code) else "",
        status if isinstance(status, int) else None,
        next((seconds for wait in waits if (seconds := _seconds(wait)) is not None), None),
    )


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _LONGEST_WAIT else None
