from datetime import datetime

from consent.models import Revocation
from consent.models.audit import Action, Purpose
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import Person, lead_of
from consent.services.state_change import lock_address, state_change
from consent.services.suppression import suppress
from consent.signals import marketing_ended


@state_change
def marketing_unsubscribe(*, person: Person, origin: Origin, reason: str | None, now: datetime) -> None:
    """No marketing for this person from now on, known or not; the same work is done for everybody."""
    if person.email_hmac:
        lock_address(person.email_hmac)
    conversations = person.lock_conversations()
    agreed = [conversation for conversation in conversations if conversation.marketing_consent]
    person.conversations().filter(marketing_consent=True).update(marketing_consent=False)
    if person.email_hmac:
        suppress(person.email_hmac, now)
    nothing_to_bring_back(person)
    marketing_ended.send(None, conversation_ids=[conversation.pk for conversation in conversations], now=now)
    audit_append(
        [
            Entry(
                Action.UNSUBSCRIBE,
                origin,
                purpose=Purpose.MARKETING,
                email=person.email,
                conversation_id=agreed[-1].pk if agreed else person.conversation_id,
                lead_id=lead_of(agreed),
                reason=reason,
            )
        ],
        now=now,
    )


def nothing_to_bring_back(person: Person) -> None:
    """Whoever unsubscribes while their consents are withdrawn does not get marketing back by undoing the withdrawal."""
    if revocation := Revocation.objects.of(person.email_hmac, person.conversation_id).first():
        revocation.was_suppressed = True
        for consents in revocation.consents:
            consents["marketing"] = False
        revocation.save(update_fields=["was_suppressed", "consents"])
