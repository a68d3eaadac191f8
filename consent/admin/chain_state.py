from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from consent.admin.findings import in_polish
from consent.audit.anchors import MAILTO, BadAnchor, anchor_file, last_anchor
from consent.audit.quick import quick_finding
from consent.models import AuditVerification


@dataclass(frozen=True)
class NotedEnd:
    """Where the chain ended when it was last noted outside the database, and when that was."""

    rows: int
    at: datetime


@dataclass(frozen=True)
class ChainState:
    """What stands at the top of the audit list: is the trail in order, when was all of it checked, when was it anchored?"""

    finding: str
    verification: AuditVerification | None
    anchor: NotedEnd | None
    anchor_mailbox: str

    @property
    def verification_finding(self) -> str:
        return in_polish(self.verification.finding) if self.verification else ""

    def verified_up_to(self, row: int) -> bool:
        """Whether the last full check was good and already saw this row: it counts the rows from the first one on."""
        return self.verification is not None and not self.verification.finding and self.verification.rows >= row


def chain_state() -> ChainState:
    """A few reads, whatever the length of the trail."""
    return ChainState(
        finding=in_polish(quick_finding()),
        verification=AuditVerification.objects.order_by("-pk").first(),
        anchor=_anchor(),
        anchor_mailbox=settings.AUDIT_ANCHOR.removeprefix(MAILTO) if anchor_file() is None else "",
    )


def _anchor() -> NotedEnd | None:
    try:
        anchor = last_anchor()
    except BadAnchor:  # quick_finding says so
        return None
    return NotedEnd(anchor.count, datetime.fromisoformat(anchor.at)) if anchor else None
