from datetime import datetime

from chatbot.models import ChatConversation
from chatbot.services.lead_copies import leads_lock
from consent.models import Revocation
from consent.models.audit import Action
from consent.services.audit_append import Entry, audit_append
from consent.services.mails import Reader, add_revoke_notice
from consent.services.origin import Origin
from consent.services.person import Person, lead_of
from consent.services.state_change import lock_address, state_change
from consent.services.suppression import suppress
from consent.signals import marketing_ended
from integrations.outbox.hold import outbox_hold


@state_change
def consent_revoke(*, person: Person, origin: Origin, reason: str | None, now: datetime) -> None:
    """Freeze everything of a person at once: consents end, deliveries wait, sales sees nothing, the owner is told by mail.

    What stood before is kept for consent_restore; without it the person is erased after TIME_TO_UNDO. A second revocation
    changes neither the deadline nor what the undo brings back.
    """
    if person.email_hmac:
        lock_address(person.email_hmac)
    conversations = person.lock_conversations()
    revocation, language = _recorded(person, conversations, now)
    ids = [0, *(conversation.pk for conversation in conversations)]  # 0 is nobody's: every address costs the same statement
    leads_lock(ids)  # what is just being written about them is held as well
    ChatConversation.objects.filter(pk__in=ids).update(
        rodo_consent=False, marketing_consent=False, rodo_requested_at=None, restricted_at=now
    )
    marketing_ended.send(None, conversation_ids=[conversation.pk for conversation in conversations], now=now)
    outbox_hold(person.email_hmac, ids)
    if person.email:
        revocation.notice_key = add_revoke_notice(Reader(person.email, language), revocation, now=now)
        revocation.save(update_fields=["notice_key"])
    agreed = [conversation for conversation in conversations if conversation.rodo_consent or conversation.marketing_consent]
    audit_append(
        [
            Entry(
                Action.REVOKE,
                origin,
                email=person.email,
                conversation_id=agreed[-1].pk if agreed else person.conversation_id,
                lead_id=lead_of(conversations),
                reason=reason,
            )
        ],
        now=now,
    )


def _recorded(person: Person, conversations: list[ChatConversation], now: datetime) -> tuple[Revocation, str]:
    """The revocation with what stands now, and the language to write to the person in."""
    revocation = Revocation.objects.of(person.email_hmac, person.conversation_id).first()
    if revocation is None:
        suppressed_now = suppress(person.email_hmac, now) if person.email_hmac else False
        revocation = Revocation(
            email=person.email,
            email_hmac=person.email_hmac,
            conversation_id=person.conversation_id,
            revoked_at=now,
            was_suppressed=not suppressed_now,
        )
    known = {consents["id"] for consents in revocation.consents}
    revocation.consents += [
        {
            "id": one.pk,
            "rodo": one.rodo_consent,
            "marketing": one.marketing_consent,
            "restricted": one.restricted_at is not None,
        }
        for one in conversations
        if one.pk not in known
    ]
    revocation.save()
    return revocation, conversations[-1].language if conversations else "pl"
