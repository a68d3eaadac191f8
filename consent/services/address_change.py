from datetime import datetime

from chatbot.models import ChatConversation
from consent.models.audit import Action
from consent.services.audit_append import Entry
from consent.services.origin import Origin
from consent.services.processing_restrict import restricted_since
from consent.signals import marketing_ended
from novahouse.privacy.email_address import email_hash


def consents_end(conversation: ChatConversation, previous: str | None, origin: Origin, now: datetime) -> list[Entry]:
    """A conversation has another address now: consents given for the old one do not hold, nor does its freeze.

    The caller has locked the row. What stands is read from there: the caller's object may be older than a consent that its
    owner has just confirmed. Returns what the audit trail has to say, nothing where nothing stood.
    """
    stands = (
        ChatConversation.objects.filter(pk=conversation.pk)
        .values("rodo_consent", "marketing_consent", "rodo_requested_at", "restricted_at")
        .get()
    )
    if not any(stands.values()):
        return []
    # A restriction by the officer (art. 18) stays; the freeze of a withdrawn address does not reach another one.
    restricted = stands["restricted_at"] if previous and restricted_since(email_hash(previous)) else None
    conversation.rodo_consent = conversation.marketing_consent = False
    conversation.rodo_requested_at, conversation.restricted_at = None, restricted
    conversation.save(update_fields=list(stands))
    if stands["marketing_consent"]:
        marketing_ended.send(None, conversation_ids=[conversation.pk], now=now)
    return [Entry(Action.ADDRESS_CHANGED, origin, email=previous, conversation_id=conversation.pk)]
