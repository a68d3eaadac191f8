from chatbot.models import ChatConversation
from consent.models.audit import Action
from consent.services.audit_append import Entry
from consent.services.origin import Origin


def consents_end(conversation: ChatConversation, previous: str | None, origin: Origin) -> list[Entry]:
    """A conversation has another address now: consents given for the old one do not hold. Its row is locked by the caller.

    Returns what the audit trail has to say, nothing where there was no consent.
    """
    if not (conversation.rodo_consent or conversation.marketing_consent or conversation.rodo_requested_at):
        return []
    conversation.rodo_consent = conversation.marketing_consent = False
    conversation.rodo_requested_at = None
    conversation.save(update_fields=["rodo_consent", "marketing_consent", "rodo_requested_at"])
    return [Entry(Action.ADDRESS_CHANGED, origin, email=previous, conversation_id=conversation.pk)]
