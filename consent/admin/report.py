"""What became of a request, as it is kept with it (consent.services.person_erase), in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from consent.admin.held import readable
from consent.services.copy_confirm import copies_confirmed


def report_lines(report: Mapping[str, Any], since: datetime | None = None) -> list[tuple[str, list[str]]]:
    """Headings, each with its lines. `since`: when the request was closed and the copies' removal queued."""
    named = [
        ("Wydano w kopii", [f"działów: {report['sections']}"] if "sections" in report else []),
        ("Usunięto", [f"{title}: {count}" for title, count in report.get("removed", {}).items()]),
        ("Zostaje", [f"{kept['what']} {kept['why']}" for kept in report.get("kept", [])]),
        ("Kopie poza systemem", _outside(report.get("outside", []), since)),
    ]
    return [(heading, lines) for heading, lines in named if lines]


def tell_what_is_left(request: HttpRequest, report: Mapping[str, Any]) -> None:
    """An erasure is not over while a copy stands elsewhere that nothing removes by itself."""
    if copies := [f"{copy['service']} ({copy['id']})" for copy in report.get("outside", []) if not copy["queued"]]:
        messages.warning(request, f"Usuń ręcznie kopie w innych systemach: {', '.join(copies)}.")


def _outside(copies: list[Mapping[str, Any]], since: datetime | None) -> list[str]:
    lines = []
    for service in dict.fromkeys(copy["service"] for copy in copies):
        own = [copy for copy in copies if copy["service"] == service]
        queued = [copy["id"] for copy in own if copy["queued"]]
        confirmed = copies_confirmed(service, queued, since) if since else {}
        lines += [f"{service}, {readable(copy['id'])}: {_state(copy, confirmed.get(copy['id']))}" for copy in own]
    return lines


def _state(copy: Mapping[str, Any], confirmed_at: datetime | None) -> str:
    if not copy["queued"]:
        return "do usunięcia ręcznie"
    if confirmed_at is None:
        return "usunięcie zlecone, jeszcze niepotwierdzone"
    return f"usunięcie potwierdzone {timezone.localtime(confirmed_at):%d.%m.%Y, %H:%M}"
