from datetime import datetime

from consent.models import Revocation
from consent.models.audit import Action, Purpose
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import Person, lead_of
from consent.services.state_change import lock_address, state_change
from consent.services.suppression import suppress


@state_change
def marketing_unsubscribe(*, person: Person, origin: Origin, reason: str | None, now: datetime) -> None:
    """No marketing for this person from now on, known or not; the same work is done for everybody."""
    if person.email_hmac:
        lock_address(person.email_hmac)
    agreed = [conversation for conversation in person.lock_conversations() if conversation.marketing_consent]
    person.conversations().filter(marketing_consent=True).update(marketing_consent=False)
    if person.email_hmac:
        suppress(person.email_hmac, now)
    _nothing_to_bring_back(person)
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


def _nothing_to_bring_back(person: Person) -> None:
    """Whoever unsubscribes while their consents are withdrawn does not get marketing back by undoing the withdrawal."""
    if revocation := Revocation.objects.of(person.email_hmac, person.conversation_id).first():
        revocation.was_suppressed = True
        for consents in revocation.consents:
            consents["marketing"] = False
        revocation.save(update_fields=["was_suppressed", "consents"])
