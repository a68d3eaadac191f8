"""What a restore from an older copy does to anchors: those of rows that the copy lacks are ahead of the trail.

They are a finding until an anchor that follows a restore says how far the copy reached. It is signed as every anchor is: nobody
without the key can end the finding, and `verify_audit_log` tells of each restore for good.
"""

from collections.abc import Sequence
from math import inf

from consent.audit.anchors import NotedAnchor
from consent.audit.chain import GENESIS
from consent.models import ConsentAuditLog

_AT_ONCE = 500  # anchors that one query compares with the trail


def in_the_trail(anchor: NotedAnchor) -> bool:
    if anchor.count == 0:
        return anchor.hash == GENESIS
    return ConsentAuditLog.objects.filter(pk=anchor.count, hash=anchor.hash).exists()


def newest_row_in_both(anchors: Sequence[NotedAnchor]) -> int:
    """The newest anchored row that the trail still has, 0 where there is none."""
    newest = 0
    for at in range(0, len(anchors), _AT_ONCE):
        some = anchors[at : at + _AT_ONCE]
        numbers = [anchor.count for anchor in some]
        known = dict(ConsentAuditLog.objects.filter(pk__in=numbers).values_list("pk", "hash"))
        newest = max([newest, *(anchor.count for anchor in some if known.get(anchor.count) == anchor.hash)])
    return newest


def standing(anchors: Sequence[NotedAnchor]) -> list[NotedAnchor]:
    """Those that no later restore has ended, of anchors in the order in which they were noted."""
    stand, reached = [], inf
    for anchor in reversed(anchors):
        if anchor.count <= reached:
            stand.append(anchor)
        if anchor.restored_to is not None:
            reached = min(reached, anchor.restored_to)
    return stand[::-1]


def restores(anchors: Sequence[NotedAnchor]) -> list[str]:
    """A sentence about each restore that anchors tell of, oldest first."""
    return [
        f"The database was restored from a copy: of the anchors before {anchor.at}, those up to row {anchor.restored_to} stand."
        for anchor in anchors
        if anchor.restored_to is not None
    ]
