"""Is this row what it was when it was written? The answer for single rows, in sentences an officer can show to a regulator."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from consent.audit.anchors import MAILTO, BadAnchor, NotedAnchor, anchor_file, kept_anchors
from consent.audit.chain import CLEAR_COLUMNS, GENESIS, commit, from_ranges, row_hash
from consent.audit.head import read_head
from consent.audit.key import chain_key
from consent.audit.restores import standing
from consent.audit.rows import hashed_values
from consent.models import AuditHead, ConsentAuditLog
from consent.models.audit import Action, AuditQuerySet
from novahouse.privacy.email_address import email_hash


@dataclass(frozen=True)
class Check:
    """`holds` is None where there is nothing to compare with yet."""

    holds: bool | None
    sentence: str


@dataclass(frozen=True)
class RowProof:
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(check.holds is not False for check in self.checks)


def prove(rows: Sequence[ConsentAuditLog]) -> dict[int, RowProof]:
    """The proof of each row, by its number. The number of queries does not depend on the number of rows."""
    surroundings = _Surroundings.of(rows)
    anchors = _Anchors.kept(rows)
    return {
        row.pk: RowProof(
            (
                _own_hash(row),
                _clear_columns(row, surroundings.redacted_by.get(row.pk)),
                _address(row, surroundings.expired_by.get(row.pk)),
                surroundings.place_of(row),
                anchors.check(row),
            )
        )
        for row in rows
    }


def _own_hash(row: ConsentAuditLog) -> Check:
    if row.hash == row_hash(chain_key(), row.previous_hash, hashed_values(row)):
        return Check(True, "Skrót wiersza policzony od nowa jest taki sam jak zapisany.")
    return Check(False, "Skrót wiersza policzony od nowa różni się od zapisanego: wiersz zmieniono.")


def _clear_columns(row: ConsentAuditLog, redacted_by: ConsentAuditLog | None) -> Check:
    values = [getattr(row, name) for name in CLEAR_COLUMNS]
    if row.salt is not None:
        if row.commitment == commit(row.salt, values):
            return Check(True, "Adres e-mail, adres IP, przeglądarka i powód są tymi, które zapisano.")
        return Check(False, "Dane osobowe w wierszu zmieniono: nie zgadzają się ze swoim zobowiązaniem.")
    if any(value is not None for value in values):
        return Check(False, "Dane osobowe usunięto, a potem wpisano nowe.")
    if redacted_by is None:
        return Check(False, "Dane osobowe usunięto, a żaden późniejszy wiersz tego nie tłumaczy.")
    return Check(True, f"Dane osobowe usunięto zgodnie z procedurą: {_named(redacted_by)}. Reszta wiersza jest nienaruszona.")


def _address(row: ConsentAuditLog, expired_by: ConsentAuditLog | None) -> Check:
    if row.address_salt is not None:
        fits = row.address_commitment == commit(row.address_salt, [row.email_hmac])
        if not fits or (row.email is not None and email_hash(row.email) != row.email_hmac):
            return Check(False, "Skrót adresu zmieniono: nie zgadza się ze swoim zobowiązaniem.")
        return Check(True, "Skrót adresu jest tym, który zapisano." if row.email_hmac else "Wiersz nie dotyczy żadnego adresu.")
    if row.email_hmac is not None:
        return Check(False, "Skrót adresu usunięto, a potem wpisano nowy.")
    if expired_by is None:
        return Check(False, "Skrót adresu usunięto, a żaden późniejszy wiersz tego nie tłumaczy.")
    return Check(True, f"Skrót adresu usunięto po upływie okresu przechowywania dowodów: {_named(expired_by)}.")


@dataclass(frozen=True)
class _Surroundings:
    """What stands around the rows: the end of the chain, the rows before and after, the rows that explain what is gone."""

    head: AuditHead
    hashes: dict[int, tuple[str, str]]  # by number: the hash before, its own
    redacted_by: dict[int, ConsentAuditLog]
    expired_by: dict[int, ConsentAuditLog]

    @classmethod
    def of(cls, rows: Sequence[ConsentAuditLog]) -> "_Surroundings":
        head = read_head() or AuditHead()  # read first: a row that is appended meanwhile then only adds a neighbour
        numbers = {number for row in rows for number in (row.pk - 1, row.pk + 1)}
        found = ConsentAuditLog.objects.filter(pk__in=numbers).values_list("pk", "previous_hash", "hash")
        redacted = [row for row in rows if row.salt is None]
        nameless = [row for row in rows if row.address_salt is None]
        return cls(
            head,
            {number: (before, own) for number, before, own in found},
            _explained(redacted, "redacted"),
            _explained(nameless, "proof_expired"),
        )

    def place_of(self, row: ConsentAuditLog) -> Check:
        before = GENESIS if row.pk == 1 else self.hashes.get(row.pk - 1, ("", ""))[1]
        if row.previous_hash != before:
            return Check(False, f"Wiersz nie następuje po wierszu {row.pk - 1}: tamtego brakuje albo jest inny.")
        follows = "Od tego wiersza zaczyna się dziennik" if row.pk == 1 else f"Następuje po wierszu {row.pk - 1}"
        if row.pk + 1 in self.hashes:
            if self.hashes[row.pk + 1][0] == row.hash:
                return Check(True, f"{follows}, a po nim wiersz {row.pk + 1}; skróty łączą się bez przerwy.")
            return Check(False, f"Wiersz {row.pk + 1} nie opiera się na tym wierszu.")
        if (self.head.last_id, self.head.last_hash) == (row.pk, row.hash):
            return Check(True, f"{follows}; jest ostatnim wierszem dziennika.")
        return Check(False, f"Brakuje wiersza {row.pk + 1}.")


def _explained(rows: Sequence[ConsentAuditLog], key: str) -> dict[int, ConsentAuditLog]:
    """For each row, the first later erasure or anonymisation that names it under `key`. Most likely places first."""
    missing = {row.pk for row in rows}
    explained: dict[int, ConsentAuditLog] = {}
    if not missing:
        return explained
    for candidate in _candidates(rows):
        for number in missing.intersection(from_ranges(candidate.facts.get(key, ""))):
            if number < candidate.pk:
                explained[number] = candidate
        missing.difference_update(explained)
        if not missing:
            break
    return explained


def _candidates(rows: Sequence[ConsentAuditLog]) -> Iterator[ConsentAuditLog]:
    later = ConsentAuditLog.objects.filter(pk__gt=min(row.pk for row in rows)).order_by("pk")
    erasures, anonymised = later.filter(action=Action.ERASURE), later.filter(action=Action.ANONYMISE)
    same_address = {row.email_hmac for row in rows if row.email_hmac}
    same_talk = {row.conversation_id for row in rows if row.conversation_id}
    places: list[AuditQuerySet] = [
        erasures.filter(pk__in=_numbers(email_hmac__in=same_address)),
        erasures.filter(pk__in=_numbers(conversation_id__in=same_talk)),
        anonymised,
        erasures,
    ]
    for place in places:
        yield from place.iterator()


def _numbers(**about: Any) -> QuerySet[ConsentAuditLog, Any]:
    """A query of its own, so that SQLite uses the index of what it is about and not the one of the action."""
    return ConsentAuditLog.objects.filter(**about).order_by().values("pk")


@dataclass(frozen=True)
class _Anchors:
    """The anchors of the file, by number of rows, and the hashes that those rows have today."""

    anchors: list[NotedAnchor]
    hashes: dict[int, str]
    problem: Check | None = None

    @classmethod
    def kept(cls, rows: Sequence[ConsentAuditLog]) -> "_Anchors":
        if anchor_file() is None:
            mailbox = settings.AUDIT_ANCHOR.removeprefix(MAILTO)
            return cls([], {}, Check(None, f"Kotwice wysyłane są na adres {mailbox}; tam można porównać je z dziennikiem."))
        try:
            anchors = sorted(standing(kept_anchors()), key=lambda anchor: anchor.count)
        except BadAnchor:
            return cls([], {}, Check(False, "Plik kotwic został naruszony: jest w nim obcy wiersz."))
        needed = {anchor.count for row in rows if (anchor := _nearest(anchors, row.pk))}
        return cls(anchors, dict(ConsentAuditLog.objects.filter(pk__in=needed).values_list("pk", "hash")))

    def check(self, row: ConsentAuditLog) -> Check:
        if self.problem:
            return self.problem
        anchor = _nearest(self.anchors, row.pk)
        if anchor is None:
            return Check(None, "Po tym wierszu dziennika jeszcze nie zakotwiczono poza bazą.")
        noted = f"{_time(datetime.fromisoformat(anchor.at))} zapisano poza bazą skrót wiersza {anchor.count}"
        if self.hashes.get(anchor.count) == anchor.hash:
            return Check(True, f"Najbliższa kotwica: {noted}; ten wiersz nadal go ma.")
        return Check(False, f"Najbliższa kotwica: {noted}; dziś jest inny albo wiersza brakuje.")


def _nearest(anchors: Sequence[NotedAnchor], number: int) -> NotedAnchor | None:
    place = bisect_left(anchors, number, key=lambda anchor: anchor.count)
    return anchors[place] if place < len(anchors) else None


def _named(row: ConsentAuditLog) -> str:
    return f"wiersz {row.pk}, „{row.event()}”, {_time(row.created_at)}"


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M}"
