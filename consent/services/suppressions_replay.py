"""After a restore from an older copy: repeat what people have said and what was erased since, as suppression journals know it.

A person at a time, each in a transaction of their own; running it again does nothing twice. Once all of it is repeated, journal
and anchors go on from where the trail is now, and consent.services.restore_guard lets marketing go again. Where the journals
reach less far than the anchors, somebody has to accept the loss before.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chatbot.models import ChatConversation, Lead
from consent.audit.anchors import NotedAnchor, anchor_file
from consent.audit.journal import lost_row
from consent.audit.lost_lines import LostLine
from consent.models import Revocation
from consent.models.audit import Action
from consent.services.audit_anchor import audit_anchor_anew, audit_anchor_anew_by_mail
from consent.services.audit_append import Entry, audit_append
from consent.services.deadlines import add_months
from consent.services.replay_journals import replay_journals
from consent.services.replay_person import REASON, REPLAY, Done, Known, replay_person
from consent.services.restore_guard import restored
from consent.services.suppression_journal import journal_repeated, restored_to, write_journal
from novahouse.privacy.email_address import email_hash

logger = logging.getLogger(__name__)

_ROWS_AT_ONCE = 2000


@dataclass
class Replayed:
    """What came of it. `moot`: persons of whom nothing was left to do; `unknown`: addresses known by their hash alone.

    `gap`: a sentence about what no journal holds. `ended`: the restore is over.
    """

    lines: int
    gap: str = ""
    persons: int = 0
    moot: int = 0
    unknown: int = 0
    failed: list[str] = field(default_factory=list)
    done: Counter[Done] = field(default_factory=Counter)
    anchor: NotedAnchor | None = None
    ended: bool = False


def suppressions_replay(journal: Path, now: datetime, *, no_restore_known: bool = False, accept_loss: bool = False) -> Replayed:
    """Repeat what `journal` and this node's own know and the trail does not. Raises BadJournal with nothing changed.

    `no_restore_known`: this node's files know of no restore, and yet there was one. `accept_loss`: go on although the anchors
    know of rows that no journal reaches; that is written to the trail.

    A person who fails is logged and named in `failed`, by the first digits of the hash; journal and anchors then stay as they
    are, and so they do where there is a gap. Otherwise raises BadAnchor or OSError where one of them cannot be written.
    """
    journals = replay_journals(journal, no_restore_known=no_restore_known, accept_loss=accept_loss)
    lines = _within_proof(journals.lines, now)
    replayed = Replayed(len(lines), journals.gap)
    for known, theirs in _persons(lines):
        _replay(replayed, known, theirs, now)
    if not replayed.failed and (accept_loss or not replayed.gap):
        _go_on(replayed, now)
    return replayed


def _within_proof(lines: Sequence[LostLine], now: datetime) -> list[LostLine]:
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
    known = restored()
    if replayed.gap:
        _accept_loss(replayed.gap, now)
    lost = lost_row() is not None
    if anchor_file():
        replayed.anchor = audit_anchor_anew(now)
    elif lost:
        write_journal()  # with it the journal notes how far the copy reached
        replayed.anchor = audit_anchor_anew_by_mail(now, restored_to())
    if lost:
        journal_repeated(now)
    replayed.ended = known and not restored()


@transaction.atomic
def _accept_loss(gap: str, now: datetime) -> None:
    logger.warning("After the restore: a loss was accepted. %s", gap)
    reason = f"{REASON}: przyjęto, że części rezygnacji, wycofań i usunięć nie da się powtórzyć. {gap}"
    audit_append([Entry(Action.ADMIN_NOTE, REPLAY, reason=reason)], now=now)
