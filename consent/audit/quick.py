"""Is the end of the trail in order? A few reads, for the health check and the top of the console's list."""

from django.db import connection

from consent.audit.anchors import LACKS_NEWEST, BadAnchor, last_anchor
from consent.audit.chain import row_hash
from consent.audit.head import read_head
from consent.audit.journal import journal_finding
from consent.audit.key import chain_key
from consent.audit.restores import in_the_trail
from consent.audit.rows import hashed_values
from consent.audit.triggers import missing_triggers
from consent.audit.wordings import changed_wording
from consent.models import AuditHead, ConsentAuditLog


def quick_finding() -> str:
    """What is wrong, in one sentence, or an empty string. The whole chain is consent.audit.verify's work."""
    if missing_triggers(connection):
        return "The table lacks its triggers."
    if (wording := changed_wording()) is not None:
        return f"Wording {wording} was changed."
    return _end_finding() or journal_finding()


def _end_finding() -> str:
    rows = ConsentAuditLog.objects.order_by("pk")
    first, newest = rows.first(), rows.last()
    head = read_head()  # read last: it only moves on, so no row may stand above it
    if head is None:
        return "The head of the trail is missing, or there is more than one."
    if first is not None and first.pk < 1:
        return f"Row {first.pk} was added beside the chain."
    if newest is not None and newest.pk > head.last_id:
        return f"Row {newest.pk} was added beside the chain."
    if newest is not None and newest.hash != row_hash(chain_key(), newest.previous_hash, hashed_values(newest)):
        return f"Row {newest.pk} was changed."
    if head.last_id and not ConsentAuditLog.objects.filter(pk=head.last_id, hash=head.last_hash).exists():
        return f"Row {head.last_id}, the last one, is missing or another."
    return _anchor_finding(head)


def _anchor_finding(head: AuditHead) -> str:
    """The file is read after the head: an anchor is written to the file first. Only one node of several may have the file, so
    that it is missing altogether is for the whole check to say.
    """
    try:
        anchor = last_anchor()
    except BadAnchor as error:
        return str(error)
    if anchor is not None and head.anchor_signature and anchor.count < head.anchored_count:
        return LACKS_NEWEST
    if anchor is None or in_the_trail(anchor):
        return ""
    return f"Row {anchor.count} is not the one that was anchored."
