from datetime import datetime

from chatbot.services.lead_capture import leads_capture
from consent.models import ConsentAuditLog, Revocation
from consent.models.audit import Action
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import Person, lead_of
from consent.services.processing_restrict import restricted_since
from consent.services.state_change import lock_address, state_change
from consent.services.suppression import lift_suppression
from integrations.outbox.hold import outbox_release
from novahouse.privacy.email_address import email_hash


@state_change
def consent_restore(*, email: str, origin: Origin, now: datetime) -> bool:
    """Undo a revocation at the wish of the address's owner: what stood before it stands again. False where there is none."""
    email_hmac = email_hash(email)
    lock_address(email_hmac)
    conversations = Person(email=email).lock_conversations()
    revocation = Revocation.objects.filter(email_hmac=email_hmac).first()
    if revocation is None:
        return False
    before = {consents["id"]: consents for consents in revocation.consents}
    moved = _with_another_address_since(revocation)
    restored = [one for one in conversations if one.pk in before and one.pk not in moved]
    for conversation in restored:
        consents = before[conversation.pk]
        conversation.rodo_consent, conversation.marketing_consent = consents["rodo"], consents["marketing"]
        if not consents["restricted"]:
            conversation.restricted_at = None
        conversation.turn += 1  # a message that is being answered now must see the consent
        conversation.save(update_fields=["rodo_consent", "marketing_consent", "restricted_at", "turn"])
    if not revocation.was_suppressed:
        lift_suppression(email_hmac)
    if restricted_since(email_hmac) is None:
        outbox_release(email_hmac, [one.pk for one in restored])
    revocation.delete()
    leads_capture([one.pk for one in restored], now)
    audit_append(
        [
            Entry(
                Action.RESTORE,
                origin,
                email=email,
                conversation_id=restored[-1].pk if restored else None,
                lead_id=lead_of(restored),
            )
        ],
        now=now,
    )
    return True


def _with_another_address_since(revocation: Revocation) -> set[int | None]:
    """Conversations whose address was changed meanwhile, perhaps back again: what ended with it stays ended."""
    changes = ConsentAuditLog.objects.filter(email_hmac=revocation.email_hmac, action=Action.ADDRESS_CHANGED)
    return set(changes.filter(created_at__gte=revocation.revoked_at).values_list("conversation_id", flat=True))
