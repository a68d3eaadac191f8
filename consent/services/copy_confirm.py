"""That a copy of a person's data at an outside service is gone: written into the audit trail, and read from it."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from consent.models import ConsentAuditLog
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin


def copy_confirm(*, service: str, lead_id: int, reference: str, items: Collection[str], now: datetime) -> None:
    """The row stands in the caller's transaction: that of marking the removal as delivered.

    It names the lead and the copies by their numbers alone: the person may have been erased long ago.
    """
    details = {"service": service, "item": sorted(items), "reference": reference}
    audit_append([Entry(Action.COPY_ERASED, Origin(Source.SCHEDULE), lead_id=lead_id, details=details)], now=now)


def copies_confirmed(service: str, copies: Collection[str], since: datetime) -> dict[str, datetime]:
    """When the removal of each copy was confirmed, by item id or reference; those whose was not are missing.

    `since`: when it was queued, so that no more of the trail is read than has been written since.
    """
    named = Q()
    for copy in copies:
        named |= Q(details__contains=f'"{copy}"')
    if not named:
        return {}
    rows = ConsentAuditLog.objects.filter(named, action=Action.COPY_ERASED, created_at__gte=since).order_by("pk")
    confirmed: dict[str, datetime] = {}
    for row in rows[: len(copies) * 2]:
        facts = row.facts
        if facts.get("service") == service:
            for copy in {*facts["item"], facts["reference"]} & set(copies):
                confirmed.setdefault(copy, row.created_at)
    return confirmed
