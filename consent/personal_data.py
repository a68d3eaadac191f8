"""What is held on a person about their consents and requests: see novahouse.privacy.holding.

The audit trail is emptied of clear data by consent.services.person_erase itself, since one of its rows has to name the others.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q

from consent.models import ConsentAuditLog, ConsentText, DataSubjectRequest, Revocation, Suppression
from consent.models.request import OPEN
from novahouse.privacy.holding import WHOLLY, Erased, Holding, Kept, Subject, exported_row

_AUDIT = (
    *("id", "created_at", "action", "purpose", "source", "conversation_id", "email", "ip_address", "user_agent", "reason"),
    *("text_version", "text_language", "text_hash", "hash"),
)
_REQUEST = ("kind", "state", "channel", "received_at", "due_on", "closed_at", "email", "verified", "note", "report")
_SUPPRESSION_STAYS = Kept(
    "Skrót Twojego adresu na liście osób, do których nie piszemy w sprawach marketingowych.",
    "Bez niego nie wiedzielibyśmy, że mamy nie pisać (art. 21 ust. 3 RODO). Samego adresu ze skrótu nie da się odczytać.",
)
_REQUESTS_STAY = Kept(
    "Wnioski o Twoje dane, bez adresu w jawnej postaci i bez notatek.",
    "Przez 36 miesięcy od załatwienia musimy umieć wykazać, że zostały załatwione (art. 5 ust. 2 RODO).",
)


def _audit_rows(subject: Subject) -> list[dict[str, Any]]:
    """Also those whose clear data is gone: the keyed hash of the address still finds them. Another address's rows stay out."""
    theirs = Q(conversation_id__in=subject.conversation_ids, email_hmac__isnull=True)
    if subject.email_hmac:
        theirs |= Q(email_hmac=subject.email_hmac)
    rows = list(ConsentAuditLog.objects.filter(theirs).order_by("pk"))
    texts = {text.hash: text.text for text in ConsentText.objects.filter(hash__in={row.text_hash for row in rows})}
    return [{**exported_row(row, _AUDIT), "treść zgody": texts.get(row.text_hash, "")} for row in rows]


def _of_address_or_conversation(subject: Subject) -> Q:
    of_conversations = Q(conversation_id__in=subject.conversation_ids)
    return of_conversations | Q(email_hmac=subject.email_hmac) if subject.email_hmac else of_conversations


def _revocations(subject: Subject) -> list[dict[str, Any]]:
    rows = Revocation.objects.filter(_of_address_or_conversation(subject)).order_by("pk")
    return [
        {**exported_row(row, ("revoked_at", "email", "conversation_id")), "zgody przed wycofaniem": row.consents}
        for row in rows
    ]


def _of_address(subject: Subject) -> Q:
    return Q(email_hmac=subject.email_hmac) if subject.email_hmac else Q(pk__in=())


def _suppressions(subject: Subject) -> list[dict[str, Any]]:
    return [exported_row(row, ("created_at",)) for row in Suppression.objects.filter(_of_address(subject))]


def _requests(subject: Subject) -> list[dict[str, Any]]:
    return [exported_row(row, _REQUEST) for row in DataSubjectRequest.objects.filter(_of_address(subject)).order_by("pk")]


HOLDINGS = (
    Holding(
        "consent.ConsentAuditLog",
        "Dziennik zgód",
        ("email", "ip_address", "user_agent", "reason", "email_hmac"),
        _audit_rows,
    ),
    Holding("consent.Revocation", "Wycofanie wszystkich zgód", ("email", "email_hmac", "consents"), _revocations),
    Holding("consent.Suppression", "Rezygnacja z wiadomości marketingowych", ("email_hmac",), _suppressions),
    Holding("consent.DataSubjectRequest", "Wnioski RODO", ("email", "email_hmac", "note", "report"), _requests),
)
IMPERSONAL = {
    "consent.ConsentAuditLog": (
        *("action", "purpose", "source", "text_version", "text_language", "text_hash", "details", "salt", "address_salt"),
        *("commitment", "address_commitment", "previous_hash", "hash"),
    ),
    "consent.DataSubjectRequest": ("kind", "state", "channel"),
    "consent.Revocation": ("notice_key",),
    "consent.AuditHead": WHOLLY,
    "consent.AuditVerification": WHOLLY,
    "consent.ConsentText": WHOLLY,
    "consent.RetentionLedger": WHOLLY,
}


def erase(subject: Subject, now: datetime) -> Erased:
    """A request that is still open keeps its address and note: somebody has to answer it."""
    revocations = Revocation.objects.filter(_of_address_or_conversation(subject)).delete()[0]
    requests = DataSubjectRequest.objects.filter(_of_address(subject))
    closed = requests.exclude(state__in=OPEN).exclude(email__isnull=True, note="").update(email=None, note="")
    kept = [_REQUESTS_STAY] if requests.exists() else []
    if Suppression.objects.filter(_of_address(subject)).exists():
        kept.append(_SUPPRESSION_STAYS)
    return Erased({"consent.Revocation": revocations, "consent.DataSubjectRequest": closed}, tuple(kept))
