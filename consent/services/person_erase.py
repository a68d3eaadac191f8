"""Erasing a person (RODO art. 17) from every table, with one row in the audit trail that proves it."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from chatbot.models import ChatConversation
from chatbot.services.lead_copies import leads_lock
from consent.audit.chain import in_ranges
from consent.models import ConsentAuditLog
from consent.models.audit import Action
from consent.services.audit_append import Entry, audit_append
from consent.services.holdings import holdings, personal_data
from consent.services.origin import Origin
from consent.services.redact import redact
from novahouse.privacy.holding import Copy, Erased, Kept, Subject

_AUDIT = "consent.ConsentAuditLog"


def person_erase(subject: Subject, *, origin: Origin, now: datetime) -> dict[str, Any]:
    """Erase in the caller's transaction, which holds the lock on the address; the audit row comes last.

    The report is plain JSON: `removed` (rows by the title of their section), `kept` (what and why, in Polish) and `outside`
    (copies at other services; where `queued` is false, people have to remove them).
    """
    _lock(subject)
    # From the roof down: what refers to a conversation goes before it.
    erased = [module.erase(subject, now) for module in reversed(personal_data())]
    redacted = redact(_audit_rows(subject))
    if subject.email_hmac and ConsentAuditLog.objects.filter(email_hmac=subject.email_hmac).exists():
        erased.append(Erased(kept=(_proof_stays(),)))
    report = _report([*erased, Erased({_AUDIT: len(redacted)})])
    audit_append([_entry(subject, origin, redacted, report)], now=now)
    return report


def _lock(subject: Subject) -> None:
    list(ChatConversation.objects.select_for_update().filter(pk__in=subject.conversation_ids).order_by("pk"))
    leads_lock(subject.conversation_ids)


def _audit_rows(subject: Subject) -> Q:
    rows = Q(conversation_id__in=subject.conversation_ids)
    return rows | Q(email_hmac=subject.email_hmac) if subject.email_hmac else rows


def _entry(subject: Subject, origin: Origin, redacted: list[int], report: dict[str, Any]) -> Entry:
    """Neither address nor IP nor browser: this row stays when they have gone."""
    details = {"removed": report["removed"], "kept": [one["what"] for one in report["kept"]]}
    return Entry(
        Action.ERASURE,
        Origin(origin.source),
        email_hmac=subject.email_hmac,
        conversation_id=None if subject.email_hmac else next(iter(subject.conversation_ids), None),
        details={**details, "redacted": in_ranges(redacted)} if redacted else details,
    )


def _report(erased: list[Erased]) -> dict[str, Any]:
    removed: Counter[str] = Counter()
    for one in erased:
        removed.update(one.removed)
    titles = {holding.model: holding.title for holding in holdings()}
    return {
        "removed": {title: removed[model] for model, title in titles.items() if removed[model]},
        "kept": [{"what": kept.what, "why": kept.why} for one in erased for kept in one.kept],
        "outside": [_copy(copy) for one in erased for copy in one.outside],
    }


def _copy(copy: Copy) -> dict[str, Any]:
    return {"service": copy.service, "id": copy.external_id, "queued": copy.queued}


def _proof_stays() -> Kept:
    return Kept(
        "Wpisy dziennika zgód bez danych w jawnej postaci: zdarzenie, czas, wersja treści i skrót adresu.",
        f"Tak długo (liczba miesięcy: {settings.AUDIT_PROOF_MONTHS}) musimy umieć wykazać udzieloną zgodę i jej wycofanie "
        "(art. 7 ust. 1 i art. 17 ust. 3 lit. e RODO).",
    )
