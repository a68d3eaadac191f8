"""Restriction of processing (RODO art. 18): data is kept, and nothing else happens to it until the restriction is lifted."""

from datetime import datetime

from chatbot.models import ChatConversation
from chatbot.services.lead_capture import leads_capture
from chatbot.services.lead_copies import leads_lock
from consent.models import ConsentAuditLog, Revocation
from consent.models.audit import Action
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import Person, lead_of
from consent.services.state_change import lock_address, state_change
from consent.signals import marketing_ended
from integrations.outbox.hold import outbox_hold, outbox_release


@state_change
def processing_restrict(*, person: Person, reason: str | None, user_id: int, origin: Origin, now: datetime) -> None:
    """Hide the person's conversations from sales and keep back what was to be sent, service messages aside."""
    conversations = _locked(person)
    ids = [conversation.pk for conversation in conversations]
    leads_lock(ids)  # what is just being written about them is held as well
    ChatConversation.objects.filter(pk__in=ids, restricted_at__isnull=True).update(restricted_at=now)
    _stands_after_undo(person, ids, restricted=True)
    marketing_ended.send(None, conversation_ids=ids, now=now)
    outbox_hold(person.email_hmac, ids)
    audit_append([_entry(person, conversations, origin, reason, {"lifted": False, "user": user_id})], now=now)


@state_change
def restriction_lift(*, person: Person, reason: str | None, user_id: int, origin: Origin, now: datetime) -> None:
    """End the restriction. A person who has withdrawn everything stays frozen until they undo it or are erased."""
    conversations = _locked(person)
    ids = [conversation.pk for conversation in conversations]
    if not _stands_after_undo(person, ids, restricted=False):
        ChatConversation.objects.filter(pk__in=ids).update(restricted_at=None)
        outbox_release(person.email_hmac, ids)
        leads_capture(ids, now)
    audit_append([_entry(person, conversations, origin, reason, {"lifted": True, "user": user_id})], now=now)


def restricted_since(email_hmac: str) -> datetime | None:
    """When the processing of an address's data was restricted, or None where it is not."""
    last = ConsentAuditLog.objects.filter(email_hmac=email_hmac, action=Action.RESTRICT).order_by("-pk").first()
    return None if last is None or last.facts.get("lifted") else last.created_at


def _locked(person: Person) -> list[ChatConversation]:
    if person.email_hmac:
        lock_address(person.email_hmac)
    return person.lock_conversations()


def _stands_after_undo(person: Person, ids: list[int], *, restricted: bool) -> bool:
    """Where consents were revoked, note what an undo has to bring back. Tells whether they were."""
    revocation = (
        Revocation.objects.filter(email_hmac=person.email_hmac).first()
        if person.email_hmac
        else Revocation.objects.filter(conversation_id=person.conversation_id).first()
    )
    if revocation is None:
        return False
    for consents in revocation.consents:
        if consents["id"] in ids:
            consents["restricted"] = restricted
    revocation.save(update_fields=["consents"])
    return True


def _entry(
    person: Person, conversations: list[ChatConversation], origin: Origin, reason: str | None, details: dict[str, object]
) -> Entry:
    return Entry(
        Action.RESTRICT,
        origin,
        email=person.email,
        conversation_id=conversations[-1].pk if conversations else person.conversation_id,
        lead_id=lead_of(conversations),
        reason=reason,
        details=details,
    )
