from collections.abc import Mapping
from datetime import datetime

from chatbot.models import ChatConversation
from consent.models import ConsentText, Revocation
from consent.models.audit import Action, Purpose
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import Person, lead_of
from consent.services.state_change import lock_address, state_change
from consent.services.suppression import lift_suppression
from integrations.outbox.hold import outbox_release
from novahouse.privacy.email_address import email_hash


@state_change
def consent_confirm(
    *, email: str, conversation_id: int, agreed: Mapping[str, ConsentText], origin: Origin, now: datetime
) -> bool:
    """The owner of an address has used the mailed link: the consents count from now on.

    The owner's new word ends what was withdrawn before: with marketing its suppression, and a frozen address is frozen no more
    (what was given in other conversations stays without consent, and so goes after 72 hours). False where the conversation is
    gone, or has another address by now.
    """
    email_hmac = email_hash(email)
    lock_address(email_hmac)
    conversations = Person(email=email).lock_conversations()
    conversation = next((one for one in conversations if one.pk == conversation_id), None)
    if conversation is None or not agreed:
        return False
    if Purpose.MARKETING in agreed:
        lift_suppression(email_hmac)
        conversation.marketing_consent = True
    if Purpose.RODO in agreed:
        conversation.rodo_consent = True
        conversation.rodo_requested_at = conversation.rodo_requested_at or now
    conversation.save(update_fields=["rodo_consent", "marketing_consent", "rodo_requested_at"])
    if revocation := Revocation.objects.filter(email_hmac=email_hmac).first():
        frozen = [consents["id"] for consents in revocation.consents if not consents["restricted"]]
        ChatConversation.objects.for_email(email).filter(pk__in=frozen).update(restricted_at=None)
        outbox_release(email_hmac)
        revocation.delete()
    lead = lead_of([conversation])
    audit_append(
        [
            Entry(
                Action.OPT_IN,
                origin,
                purpose=purpose,
                email=email,
                conversation_id=conversation.pk,
                lead_id=lead,
                text=text,
            )
            for purpose, text in agreed.items()
        ],
        now=now,
    )
    return True
