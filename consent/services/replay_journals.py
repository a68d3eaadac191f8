"""Which journals may be repeated from, and how far they reach. All of it is decided before anything is changed.

A line that the trail lacks was forgotten by a restore, or belongs to another database. The second must never be repeated: its
numbers are those of other people's talks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from consent.audit.anchors import BadAnchor, NotedAnchor, readable_anchors
from consent.audit.lost_lines import BadJournal, LostLine, ReadJournal, read_journal
from consent.audit.restores import in_the_trail
from consent.models import ConsentAuditLog
from consent.services.restore_guard import restored
from consent.services.suppression_journal import JOURNALLED

NO_RESTORE = (
    "Neither this node's journal nor its anchors know of a restore, so there is nothing to repeat. "
    "If the database was restored and these files were lost, say --no-restore-known."
)
FOREIGN = "{} is the journal of another database: rows that this one has written meanwhile are not in it."
EMPTY = (
    "{} is empty, but the newest anchor knows rows that the database lacks. Give a journal of another node, or --accept-loss."
)


@dataclass(frozen=True)
class Journals:
    """`lines`: what the trail lacks, in the order in which it was written. `gap`: a sentence where the anchors know of more."""

    lines: Sequence[LostLine]
    gap: str = ""


def replay_journals(given: Path, *, no_restore_known: bool = False, accept_loss: bool = False) -> Journals:
    """`given` and this node's own: what that alone knows must not be passed over when its finding ends. Raises BadJournal."""
    anchors = _anchors()
    anchored = {(anchor.count, anchor.hash) for anchor in anchors if anchor.count}
    read = [read_journal(path, anchored) for path in _paths(given)]
    if not no_restore_known and not restored():
        if _is_repeated(read):
            return Journals(())
        raise BadJournal(NO_RESTORE)
    for journal in read:
        if _is_foreign(journal, [other for other in read if other is not journal]):
            raise BadJournal(FOREIGN.format(journal.path))
    ahead = anchors[-1] if anchors and not in_the_trail(anchors[-1]) else None
    if ahead and read[0].empty and not accept_loss:
        raise BadJournal(EMPTY.format(given))
    lost = {place: line for journal in read for place, line in journal.lost.items()}
    lines = sorted(lost.values(), key=lambda line: (line.at, line.id))
    return Journals(lines, _gap(read, ahead) if ahead else "")


def _is_repeated(read: Sequence[ReadJournal]) -> bool:
    """Whether this node's journal, whose finding has ended, knows all that the given one could have repeated."""
    repeated = read[-1].lost.keys() if Path(settings.SUPPRESSION_JOURNAL).exists() else set()
    return all(journal.lost.keys() <= repeated for journal in read)


def _paths(given: Path) -> list[Path]:
    own = Path(settings.SUPPRESSION_JOURNAL)
    return [given] if not own.exists() or (given.exists() and own.samefile(given)) else [given, own]


def _anchors() -> list[NotedAnchor]:
    try:
        return readable_anchors()
    except BadAnchor as error:
        raise BadJournal(str(error)) from error


def _is_foreign(journal: ReadJournal, others: Sequence[ReadJournal]) -> bool:
    """Every journal of a database is whole, so two of them begin alike, and one has all that the trail has of its time.

    A copy may be older than the first line of all. Then the trail has nothing of that time: its rows came after the restore.
    """
    if not journal.lost:
        return False
    if not journal.shared and any(other.lost for other in others):
        return not any(journal.lost.keys() & other.lost.keys() for other in others)
    newest = max(line.at for line in journal.lost.values())
    return ConsentAuditLog.objects.filter(pk__gt=journal.shared, created_at__lt=newest, action__in=JOURNALLED).exists()


def _gap(read: Sequence[ReadJournal], ahead: NotedAnchor) -> str:
    """Empty where a journal says that it has caught up with the newest anchor: then it lacks nothing that was anchored."""
    if any((ahead.count, ahead.hash) in journal.anchored for journal in read):
        return ""
    known = f"the newest anchor knows row {ahead.count} of {_moment(datetime.fromisoformat(ahead.at))}"
    reaches = [journal.reach for journal in read if journal.reach]
    if not reaches:
        return f"The journal knows no row that the database lacks, {known}."
    row, at = max(reaches, key=lambda reach: reach[1])
    return f"The journal reaches row {row} of {_moment(at)}, {known}."


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
