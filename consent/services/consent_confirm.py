from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chatbot.models import ChatConversation
from chatbot.services.lead_capture import lead_capture
from consent.models import ConsentAuditLog, ConsentText, Revocation
from consent.models.audit import Action, Purpose, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import Person, lead_of
from consent.services.state_change import lock_address, state_change
from consent.services.suppression import lift_suppression
from integrations.outbox.hold import outbox_drop_held
from novahouse.privacy.email_address import email_hash


@dataclass(frozen=True)
class Requested:
    """What a mailed link is about: the wordings ticked in a conversation for an address, and the last row that recorded it."""

    email: str
    conversation_id: int
    agreed: Mapping[str, ConsentText]
    audit_id: int


@state_change
def consent_confirm(*, requested: Requested, origin: Origin, now: datetime) -> bool:
    """The owner of an address has used the mailed link: the consents count from now on.

    The owner's new word ends what was withdrawn before: with marketing its suppression, and a frozen address is frozen no more
    (what was given in other conversations stays without consent, and so goes after 72 hours). A link works once: used again it
    brings nothing back that ended since. False where it brings nothing: used up, the conversation gone or with another address.
    """
    email, agreed = requested.email, requested.agreed
    email_hmac = email_hash(email)
    lock_address(email_hmac)
    conversations = Person(email=email).lock_conversations()
    conversation = next((one for one in conversations if one.pk == requested.conversation_id), None)
    if conversation is None or not agreed:
        return False
    if _was_used(requested):
        stands = {Purpose.RODO: conversation.rodo_consent, Purpose.MARKETING: conversation.marketing_consent}
        return all(stands[Purpose(purpose)] for purpose in agreed)
    if Purpose.MARKETING in agreed:
        lift_suppression(email_hmac)
        conversation.marketing_consent = True
    if Purpose.RODO in agreed:
        conversation.rodo_consent = True
        conversation.rodo_requested_at = conversation.rodo_requested_at or now
    conversation.turn += 1  # a message that is being answered now must see the consent
    conversation.save(update_fields=["rodo_consent", "marketing_consent", "rodo_requested_at", "turn"])
    for revocation in Revocation.objects.of(email_hmac, conversation.pk):
        _end_freeze(revocation)
    lead_capture(conversation.pk, now)
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


def _was_used(requested: Requested) -> bool:
    """Whether this link, or a newer one of the same talk, has confirmed before."""
    confirmed = ConsentAuditLog.objects.for_email(requested.email).filter(action=Action.OPT_IN, source=Source.MAIL_LINK)
    since = confirmed.filter(conversation_id=requested.conversation_id, pk__gt=requested.audit_id)
    return since.filter(purpose__in=requested.agreed).exists()


def _end_freeze(revocation: Revocation) -> None:
    """Whatever was held for consents that stay withdrawn is dropped; a restriction by the officer stays."""
    ids = [consents["id"] for consents in revocation.consents]
    frozen = [consents["id"] for consents in revocation.consents if not consents["restricted"]]
    ChatConversation.objects.filter(pk__in=frozen).update(restricted_at=None)
    outbox_drop_held(revocation.email_hmac, ids)
    revocation.delete()
