from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from consent.audit.anchors import LACKS_NEWEST, BadAnchor, NotedAnchor, kept_anchors, noted_signature
from consent.audit.journal import journal_finding
from consent.audit.restores import restores, standing
from consent.audit.verify import START, Anchor, Outcome, verify_chain
from consent.models import AuditVerification


def audit_verify(anchors: Sequence[NotedAnchor] = (), *, start: Anchor = START) -> Outcome:
    """Check the trail against its kept anchors and those given, and keep the outcome for the console and the health check.

    What is wrong with the trail itself is told before what is wrong with the files beside it. Anchors that a restore has ended
    are passed over, and the restore is told.
    """
    kept, finding = _kept_anchors()
    # In the file the order of the lines counts; those given came by mail, and stand where their time says.
    noted = sorted([*kept, *anchors], key=lambda anchor: datetime.fromisoformat(anchor.at)) if anchors else kept
    outcome = replace(verify_chain(standing(noted), start=start), restores=restores(noted))
    if not outcome.finding:
        outcome = replace(outcome, finding=finding or journal_finding())
    AuditVerification.objects.create(
        verified_at=timezone.now(), rows=outcome.rows, finding=outcome.finding[:300], anchors=outcome.anchors
    )
    return outcome


def _kept_anchors() -> tuple[list[NotedAnchor], str]:
    """The anchors of the file, and what is wrong with it."""
    noted = noted_signature()
    try:
        kept = kept_anchors()
    except BadAnchor as error:
        return [], str(error)
    lacking = noted and noted not in {anchor.signature for anchor in kept}
    return kept, LACKS_NEWEST if lacking else ""
