"""What became of a request, as it is kept with it (consent.services.person_erase), in words."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from consent.admin.held import readable


def report_lines(report: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Headings, each with its lines."""
    named = [
        ("Wydano w kopii", [f"działów: {report['sections']}"] if "sections" in report else []),
        ("Usunięto", [f"{title}: {count}" for title, count in report.get("removed", {}).items()]),
        ("Zostaje", [f"{kept['what']} {kept['why']}" for kept in report.get("kept", [])]),
        ("Kopie poza systemem", [_outside(copy) for copy in report.get("outside", [])]),
    ]
    return [(heading, lines) for heading, lines in named if lines]


def tell_what_is_left(request: HttpRequest, report: Mapping[str, Any]) -> None:
    """An erasure is not over while a copy stands elsewhere that nothing removes by itself."""
    if copies := [f"{copy['service']} ({copy['id']})" for copy in report.get("outside", []) if not copy["queued"]]:
        messages.warning(request, f"Usuń ręcznie kopie w innych systemach: {', '.join(copies)}.")


def _outside(copy: Mapping[str, Any]) -> str:
    done = "usunięcie zlecone" if copy["queued"] else "do usunięcia ręcznie"
    return f"{copy['service']}, {readable(copy['id'])}: {done}"
