"""After a restore from an older copy: repeat what people have said and what was erased since, as suppression journals know it.

A person at a time, each in a transaction of their own; running it again does nothing twice. Once all of it is repeated, journal
and anchors go on from where the trail is now, and consent.services.restore_guard lets marketing go again.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from chatbot.models import ChatConversation, Lead
from consent.audit.anchors import NotedAnchor, anchor_file
from consent.audit.journal import lost_row
from consent.audit.lost_lines import LostLine, lost_lines
from consent.models import Revocation
from consent.services.audit_anchor import audit_anchor_anew, audit_anchor_anew_by_mail
from consent.services.deadlines import add_months
from consent.services.replay_person import Done, Known, replay_person
from consent.services.suppression_journal import journal_repeated, restored_to, write_journal
from novahouse.privacy.email_address import email_hash

logger = logging.getLogger(__name__)

_ROWS_AT_ONCE = 2000


@dataclass
class Replayed:
    """What came of it. `moot`: persons of whom nothing was left to do; `unknown`: addresses known by their hash alone."""

    lines: int
    persons: int = 0
    moot: int = 0
    unknown: int = 0
    failed: list[str] = field(default_factory=list)
    done: Counter[Done] = field(default_factory=Counter)
    anchor: NotedAnchor | None = None
    ended: bool = False


def suppressions_replay(journal: Path, now: datetime) -> Replayed:
    """Repeat what `journal` and this node's own know and the trail does not. Raises BadJournal with nothing changed.

    A person who fails is logged and named in `failed`, by the first digits of the hash; journal and anchors then stay as they
    are. Otherwise raises BadAnchor or OSError where one of them cannot be written.
    """
    lines = _within_proof(lost_lines(_journals(journal)), now)
    replayed = Replayed(len(lines))
    for known, theirs in _persons(lines):
        _replay(replayed, known, theirs, now)
    if not replayed.failed:
        _go_on(replayed, now)
    return replayed


def _journals(given: Path) -> list[Path]:
    """This node's own as well: what it alone knows must not be passed over when its finding ends."""
    own = Path(settings.SUPPRESSION_JOURNAL)
    return [given] if not own.exists() or (given.exists() and own.samefile(given)) else [given, own]


def _within_proof(lines: list[LostLine], now: datetime) -> list[LostLine]:
    """Later the trail no longer knows whose its rows are, and so not whether an older loss was repeated long ago."""
    first = add_months(now.date(), -settings.AUDIT_PROOF_MONTHS)
    return [line for line in lines if line.at.date() >= first]


def _persons(lines: Iterable[LostLine]) -> Iterator[tuple[Known, list[LostLine]]]:
    of_address: dict[str, list[LostLine]] = {}
    of_conversation: dict[int, list[LostLine]] = {}
    for line in lines:
        if line.email_hmac:
            of_address.setdefault(line.email_hmac, []).append(line)
        elif line.conversation_id:
            of_conversation.setdefault(line.conversation_id, []).append(line)
    addresses = _addresses(of_address.keys())
    for email_hmac, theirs in of_address.items():
        yield Known(email_hmac, addresses.get(email_hmac)), theirs
    for conversation_id, theirs in of_conversation.items():
        # A restored database gives the same number to another conversation, which began later.
        began = ChatConversation.objects.filter(pk=conversation_id).values_list("started_at", flat=True).first()
        if since := [line for line in theirs if began and began < line.at]:
            yield Known(conversation_id=conversation_id), since


def _addresses(wanted: Iterable[str]) -> dict[str, str]:
    """The clear addresses behind hashes, as far as this database has them: only hashing what it has can tell."""
    wanted = set(wanted)
    if not wanted:
        return {}
    addresses: dict[str, str] = {}
    for model in (Revocation, ChatConversation, Lead):
        emails = model._default_manager.filter(email__isnull=False).values_list("email", flat=True)
        for email in emails.iterator(chunk_size=_ROWS_AT_ONCE):
            if email and (email_hmac := email_hash(email)) in wanted:
                addresses[email_hmac] = email
    return addresses


def _replay(replayed: Replayed, known: Known, lines: list[LostLine], now: datetime) -> None:
    replayed.persons += 1
    replayed.unknown += known.person is None
    try:
        done = replay_person(known=known, lines=lines, now=now)
    except Exception:
        name = known.email_hmac[:12] if known.email_hmac else f"conversation {known.conversation_id}"
        logger.exception("After the restore: %s could not be repeated", name)
        replayed.failed.append(name)
        return
    replayed.done.update(done)
    replayed.moot += not done


def _go_on(replayed: Replayed, now: datetime) -> None:
    """The anchor first: should the journal fail, its finding stands, and the next run is short."""
    lost = lost_row() is not None
    if anchor_file():
        replayed.anchor = audit_anchor_anew(now)
    elif lost:
        write_journal()  # with it the journal notes how far the copy reached
        replayed.anchor = audit_anchor_anew_by_mail(now, restored_to())
    if lost:
        journal_repeated(now)
    replayed.ended = lost or replayed.anchor is not None
