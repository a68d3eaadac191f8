from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from chatbot.models import ChatConversation
from consent.models import ConsentAuditLog
from consent.models.audit import Action, Purpose
from consent.services.suppression import needs_proof_of_ownership
from novahouse.privacy.email_address import email_hash

_TICKED = (Action.OPT_IN, Action.OPT_IN_REQUESTED)
_OURS = (Action.FOLLOWUP_SENT,)  # what we did; the status tells what the person did


@dataclass(frozen=True)
class Status:
    """What an address agreed to as things stand. An address that nobody knows reads as unsubscribed."""

    email: str
    is_unsubscribed: bool
    marketing_consent: bool
    rodo_consent: bool
    last_action: str | None
    last_action_at: datetime | None


def status_of_address(email: str) -> Status:
    """For staff and for the owner of the address: over all conversations."""
    conversations = ChatConversation.objects.for_email(email)
    consents = list(conversations.values_list("marketing_consent", "rodo_consent"))
    marketing = any(agreed for agreed, _ in consents) and not needs_proof_of_ownership(email_hash(email))
    last = ConsentAuditLog.objects.for_email(email).exclude(action__in=_OURS).order_by("-pk").first()
    return _status(email, marketing, any(agreed for _, agreed in consents), last)


def status_of_conversation(conversation: ChatConversation, email: str) -> Status:
    """For the holder of a session, who may have given a stranger's address there: what happened in this talk, no more."""
    rows = ConsentAuditLog.objects.for_email(email).filter(conversation_id=conversation.pk).order_by("-pk")
    last = rows.exclude(action__in=_OURS).first()
    marketing = conversation.marketing_consent
    if not settings.CONSENT_DOUBLE_OPT_IN:
        marketing_rows = rows.filter(action__in=(*_TICKED, Action.UNSUBSCRIBE, Action.REVOKE, Action.ADDRESS_CHANGED))
        newest = marketing_rows.exclude(purpose=Purpose.RODO).first()
        marketing = marketing or (newest is not None and newest.action in _TICKED)
    status = _status(email, marketing, conversation.asked_for_consent(), last)
    return replace(status, last_action=Action.OPT_IN) if last and _waits_unusually(last) else status


def _waits_unusually(row: ConsentAuditLog) -> bool:
    """A consent that waits for its mailed link only because the address was withdrawn before: nobody else may learn that."""
    usual = settings.CONSENT_DOUBLE_OPT_IN and row.purpose == Purpose.MARKETING
    return row.action == Action.OPT_IN_REQUESTED and not usual


def _status(email: str, marketing: bool, rodo: bool, last: ConsentAuditLog | None) -> Status:
    return Status(
        email=email,
        is_unsubscribed=not marketing,
        marketing_consent=marketing,
        rodo_consent=rodo,
        last_action=last.action if last else None,
        last_action_at=last.created_at if last else None,
    )
