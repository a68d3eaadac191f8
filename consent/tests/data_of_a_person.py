"""A small cast for the tests of what is held on a person: one of everything, each with words that tell it apart."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from chatbot.models import ChatConversation, ChatMessage, Lead
from consent.audit.verify import verify_chain
from consent.models import ConsentAuditLog, DataSubjectRequest, Revocation, Suppression
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from integrations.models import OutboxMessage
from novahouse.privacy.email_address import email_hash

NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)
ANNA, JAN = "anna@example.com", "jan@example.com"
BROWSER = Origin(Source.API, "203.0.113.7", "Mozilla/5.0 (Fairphone)")


def conversation(email: str | None = ANNA, *, at: datetime = NOW, lead: str | None = None, **columns: Any) -> ChatConversation:
    """With two messages; `lead` is the status of its lead, if it has one."""
    name = None if email is None else email.partition("@")[0].capitalize()
    talk = ChatConversation.objects.create(
        **{"email": email, "name": name, "started_at": at, "last_message_at": at, "context": {"square_meters": 61}, **columns}
    )
    ChatMessage.objects.create(conversation=talk, sender="visitor", text=f"Mój adres: {email}", created_at=at)
    known = {key: value for key, value in {"email": email, "name": name}.items() if value}
    ChatMessage.objects.create(
        conversation=talk,
        sender="assistant",
        text=f"Dziękuję, zapisuję: {name}.",
        created_at=at,
        reply={"details": {"context": known}},
    )
    if lead:
        Lead.objects.create(conversation=talk, email=email, name=name, status=lead, score=87)
    return talk


def audit_row(
    action: Action = Action.OPT_IN, *, email: str | None = ANNA, at: datetime = NOW, origin: Origin = BROWSER, **fields: Any
) -> ConsentAuditLog:
    with transaction.atomic():
        return audit_append([Entry(action, origin, email=email, **fields)], now=at)[0]


def outbox_message(email: str = ANNA, *, at: datetime = NOW, **columns: Any) -> OutboxMessage:
    return OutboxMessage.objects.create(
        **{
            "destination": "mail",
            "kind": "receipt",
            "idempotency_key": f"key {OutboxMessage.objects.count()}",
            "person": email_hash(email),
            "payload": {"to": email},
            "created_at": at,
            "next_attempt_at": at,
            **columns,
        }
    )


def request(email: str = ANNA, *, closed_at: datetime | None = None) -> DataSubjectRequest:
    return DataSubjectRequest.objects.create(
        kind="access",
        channel="page",
        state="done" if closed_at else "received",
        received_at=NOW,
        due_on=NOW.date(),
        email=email,
        email_hmac=email_hash(email),
        note="Prosi o kopię listem.",
        closed_at=closed_at,
    )


def revocation(email: str = ANNA, *, at: datetime = NOW, **columns: Any) -> Revocation:
    return Revocation.objects.create(email=email, email_hmac=email_hash(email), revoked_at=at, **columns)


def everything_of(email: str = ANNA) -> ChatConversation:
    """One row in every table that can hold something on a person, who has withdrawn and may still undo it."""
    talk = conversation(email, lead="contacted", restricted_at=NOW)
    audit_row(email=email, conversation_id=talk.pk, purpose="rodo", reason="Zadzwońcie, proszę.")
    outbox_message(email, conversation_id=talk.pk)
    request(email, closed_at=NOW)
    revocation(email, consents=[{"id": talk.pk, "rodo": True, "marketing": False, "restricted": False}])
    Suppression.objects.create(email_hmac=email_hash(email), created_at=NOW)
    return talk


def assert_chain_is_intact() -> None:
    """Also that each redaction is named by a later row."""
    outcome = verify_chain()
    assert outcome.finding == ""
    assert outcome.rows == ConsentAuditLog.objects.count()
