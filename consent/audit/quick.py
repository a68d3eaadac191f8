"""Is the end of the trail in order? A few reads, for the health check and the top of the console's list."""

from django.db import connection

from consent.audit.anchors import BadAnchor, last_anchor
from consent.audit.chain import GENESIS, row_hash
from consent.audit.key import chain_key
from consent.audit.rows import hashed_values
from consent.audit.triggers import missing_triggers
from consent.models import AuditHead, ConsentAuditLog


def quick_finding() -> str:
    """What is wrong, in one sentence, or an empty string. The whole chain is consent.audit.verify's work."""
    if missing_triggers(connection):
        return "The table lacks its triggers."
    newest = ConsentAuditLog.objects.order_by("-pk").first()
    head = AuditHead.objects.get()  # read last: it only moves on, so no row may stand above it
    if newest is not None and newest.pk > head.last_id:
        return f"Row {newest.pk} was added beside the chain."
    if newest is not None and newest.hash != row_hash(chain_key(), newest.previous_hash, hashed_values(newest)):
        return f"Row {newest.pk} was changed."
    if head.last_id and not ConsentAuditLog.objects.filter(pk=head.last_id, hash=head.last_hash).exists():
        return f"Row {head.last_id}, the last one, is missing or another."
    return _anchor_finding()


def _anchor_finding() -> str:
    try:
        anchor = last_anchor()
    except BadAnchor:
        return "The last line of the anchor file is no anchor of ours."
    if anchor is None or (anchor.count, anchor.hash) == (0, GENESIS):
        return ""
    if ConsentAuditLog.objects.filter(pk=anchor.count, hash=anchor.hash).exists():
        return ""
    return f"Row {anchor.count} is not the one that was anchored."
