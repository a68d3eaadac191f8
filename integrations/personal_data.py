"""What the outbox holds on a person: see novahouse.privacy.holding."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from integrations.models import OutboxMessage, Status
from integrations.outbox.hold import outbox_cancel
from novahouse.privacy.holding import WHOLLY, Erased, Holding, Kept, Subject, exported_row

_EXPORTED = ("destination", "kind", "status", "created_at", "sent_at")
_TRACE = Kept(
    "Ślad wiadomości, które wyszły do Ciebie lub do naszego zespołu: rodzaj i czas, bez treści i bez adresu w jawnej postaci.",
    "Znika sam po 30 dniach; do tego czasu pozwala wyjaśnić, czy wiadomość dotarła (art. 6 ust. 1 lit. f RODO).",
)


def _theirs(subject: Subject) -> Q:
    """A conversation may have had another address before: what went there is not this person's."""
    theirs = Q(conversation_id__in=subject.conversation_ids, person="")
    if subject.email_hmac:
        return theirs | Q(person=subject.email_hmac)
    return Q(conversation_id__in=subject.conversation_ids)


def _messages(subject: Subject) -> list[dict[str, Any]]:
    return [exported_row(message, _EXPORTED) for message in OutboxMessage.objects.filter(_theirs(subject)).order_by("pk")]


HOLDINGS = (
    Holding(
        "integrations.OutboxMessage",
        "Wiadomości wychodzące",
        ("person", "payload", "external_id"),
        _messages,
        is_trace=True,
    ),
)
IMPERSONAL = {
    "integrations.OutboxMessage": ("destination", "kind", "idempotency_key", "stream", "status", "last_error"),
    "integrations.BreakerState": WHOLLY,
    "integrations.BreakerChange": WHOLLY,
}


def erase(subject: Subject, now: datetime) -> Erased:
    """Nothing more goes out, and no address or text stays behind."""
    cancelled = outbox_cancel(subject.email_hmac, subject.conversation_ids)
    sent = OutboxMessage.objects.filter(_theirs(subject), status=Status.SENT).exists()
    return Erased({"integrations.OutboxMessage": cancelled}, (_TRACE,) if sent else ())
