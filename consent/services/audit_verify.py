from collections.abc import Iterable

from django.utils import timezone

from consent.audit.anchors import BadAnchor, kept_anchors
from consent.audit.verify import START, Anchor, Outcome, verify_chain
from consent.models import AuditVerification


def audit_verify(anchors: Iterable[Anchor] = (), *, start: Anchor = START) -> Outcome:
    """Check the trail against its kept anchors and those given, and keep the outcome for the console and the health check."""
    try:
        kept = kept_anchors()
        outcome = verify_chain([*kept, *anchors], start=start)
    except BadAnchor:
        outcome = Outcome(0, 0, "The anchor file was tampered with: a line in it is no anchor of ours.")
    AuditVerification.objects.create(
        verified_at=timezone.now(), rows=outcome.rows, finding=outcome.finding[:300], anchors=outcome.anchors
    )
    return outcome
