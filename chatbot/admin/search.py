"""Finding a person in a large table: by an exact value that an index answers, never by a part of one."""

import re
import uuid
from typing import Any

from django.db.models import Q

HELP_TEXT = "Cały adres e-mail, numer telefonu albo identyfikator sesji."


def exact_match(term: str, session_field: str) -> Q | None:
    """What a search term means, or None where it is none of the three. A Polish number needs no country code."""
    term = term.strip()
    if "@" in term:
        return Q(email=term.lower())
    digits = re.sub(r"[\s()+-]", "", term)
    if digits.isdigit() and 9 <= len(digits) <= 15:
        return Q(phone__in=[f"+{digits.removeprefix('00')}", f"+48{digits}"])
    try:
        return Q(**{session_field: uuid.UUID(term)})
    except ValueError:
        return None


def search(queryset: Any, term: str, session_field: str) -> tuple[Any, bool]:
    if not term.strip():
        return queryset, False
    match = exact_match(term, session_field)
    return (queryset.none() if match is None else queryset.filter(match)), False
