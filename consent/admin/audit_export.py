"""The audit list as it is filtered, as a file. It is streamed: a million rows pass through in small pieces."""

import csv
import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views import View

from consent.models import ConsentAuditLog
from consent.models.audit import AuditQuerySet

logger = logging.getLogger(__name__)

_CHUNK = 1000  # rows a query
# A spreadsheet takes what begins like this for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS: list[tuple[str, Callable[[ConsentAuditLog], Any]]] = [
    ("numer", lambda row: row.pk),
    ("kiedy", lambda row: timezone.localtime(row.created_at).isoformat(sep=" ", timespec="seconds")),
    ("zdarzenie", ConsentAuditLog.event),
    ("cel", ConsentAuditLog.get_purpose_display),
    ("źródło", ConsentAuditLog.get_source_display),
    ("e-mail", lambda row: row.email),
    ("adres IP", lambda row: row.ip_address),
    ("przeglądarka", lambda row: row.user_agent),
    ("powód", lambda row: row.reason),
    ("dane usunięte", lambda row: "tak" if row.redacted else ""),
    ("rozmowa", lambda row: row.conversation_id),
    ("lead", lambda row: row.lead_id),
    ("wersja treści", lambda row: row.text_version),
    ("język treści", lambda row: row.text_language),
    ("skrót treści", lambda row: row.text_hash),
    ("szczegóły", lambda row: row.details),
    ("skrót adresu", lambda row: row.email_hmac),
    ("skrót poprzedniego", lambda row: row.previous_hash),
    ("skrót wiersza", lambda row: row.hash),
]
_FIELDS = (
    "id created_at action purpose source email ip_address user_agent reason conversation_id lead_id text_version text_language "
    "text_hash details email_hmac commitment address_commitment previous_hash hash"
).split()


class AuditExportView(PermissionRequiredMixin, View):
    """`lines` makes the file's text of the rows. The salts stay inside: with them one could try out what was erased."""

    permission_required = "consent.view_consentauditlog"
    model_admin: Any = None
    suffix: str
    content_type: str

    def lines(self, rows: Iterator[ConsentAuditLog]) -> Iterator[str]:
        raise NotImplementedError

    def get(self, request: HttpRequest, model_admin: Any) -> HttpResponseBase:
        try:
            found = model_admin.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:consent_consentauditlog_changelist"))
        logger.info("User %s exports the consent audit log as %s", request.user.pk, self.suffix)
        response = StreamingHttpResponse(self.lines(_in_pieces(found)), content_type=self.content_type)
        name = f"dziennik-zgod-{timezone.localdate():%Y-%m-%d}.{self.suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class CsvExportView(AuditExportView):
    """For a spreadsheet: UTF-8 with a byte order mark and semicolons, as a Polish one expects it."""

    suffix = "csv"
    content_type = "text/csv; charset=utf-8"

    def lines(self, rows: Iterator[ConsentAuditLog]) -> Iterator[str]:
        yield "\ufeff" + _csv_line([heading for heading, _ in _COLUMNS])
        for row in rows:
            yield _csv_line([safe_cell(value(row)) for _, value in _COLUMNS])


class JsonLinesExportView(AuditExportView):
    """For a program: one JSON object a line, under the names of the columns, times in UTC."""

    suffix = "jsonl"
    content_type = "application/x-ndjson; charset=utf-8"

    def lines(self, rows: Iterator[ConsentAuditLog]) -> Iterator[str]:
        for row in rows:
            fields = {name: getattr(row, name) for name in _FIELDS}
            fields["created_at"] = row.created_at.astimezone(UTC).isoformat(timespec="microseconds")
            yield json.dumps(fields, ensure_ascii=False) + "\n"


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet runs: what begins like a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow(cells)
    return line.getvalue()


def _in_pieces(found: AuditQuerySet) -> Iterator[ConsentAuditLog]:
    """Newest first, each piece from where the last one ended: no cursor stays open while a slow reader takes its time."""
    found = found.order_by("-pk")
    last: int | None = None
    while rows := list((found if last is None else found.filter(pk__lt=last))[:_CHUNK]):
        yield from rows
        last = rows[-1].pk
