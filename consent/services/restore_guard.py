from consent.audit.anchors import BadAnchor, last_anchor
from consent.audit.journal import lost_row
from consent.audit.restores import in_the_trail


def restored() -> bool:
    """Whether the database was restored from an older copy and nobody has repeated what it forgot: then no marketing goes.

    Told by the suppression journal or the newest anchor, which know rows that the trail lacks. A file that is there and cannot
    be read, or whose end is no anchor of ours, counts as well: what it would say may be that somebody unsubscribed. Two short
    reads of a file and two of the database. `replay_suppressions` ends it.
    """
    try:
        if lost_row() is not None:
            return True
        anchor = last_anchor()
    except (OSError, BadAnchor):
        return True
    return anchor is not None and not in_the_trail(anchor)
