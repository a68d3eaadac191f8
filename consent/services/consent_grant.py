"""A visitor ticks consents in the chat: recorded at once, counting at once or when the owner of the address has confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from chatbot.models import ChatConversation
from chatbot.services.lead_capture import lead_capture
from consent.models import ConsentAuditLog, ConsentText, Revocation
from consent.models.audit import Action, Purpose
from consent.services.address_change import consents_end
from consent.services.audit_append import Entry, audit_append
from consent.services.mails import add_confirmation_request
from consent.services.origin import Origin
from consent.services.person import Person, lead_of
from consent.services.state_change import lock_address, state_change
from consent.services.suppression import needs_proof_of_ownership
from novahouse.privacy.email_address import email_hash


class AddressNeeded(ValueError):
    """Marketing goes by e-mail: it needs an address."""


class ConversationGone(LookupError):
    """The conversation was erased or has ended: it takes no personal data any more."""


class AddressMoved(RuntimeError):
    """The visitor gave another address in the talk at this very moment: read it again."""


@dataclass(frozen=True)
class Contact:
    """What the form gave, normalised; None leaves what the conversation has."""

    email: str | None = None
    phone: str | None = None
    name: str | None = None


@state_change
def consent_grant(
    *,
    conversation: ChatConversation,
    contact: Contact,
    agreed: Mapping[str, ConsentText],
    origin: Origin,
    now: datetime,
) -> list[ConsentAuditLog]:
    """Record the wordings agreed to, by purpose; returns their audit rows in that order.

    Marketing counts once its mailed link is used (CONSENT_DOUBLE_OPT_IN). So does everything for an address that was withdrawn:
    whether it was, nobody learns from the answer. Raises AddressNeeded, ConversationGone, AddressMoved.
    """
    email = contact.email or Person.of(conversation).email
    if Purpose.MARKETING in agreed and email is None:
        raise AddressNeeded
    email_hmac = email_hash(email) if email else None
    if email_hmac:
        lock_address(email_hmac)
    locked = ChatConversation.objects.select_for_update().filter(pk=conversation.pk).first()
    if locked is None or locked.anonymised_at or locked.has_ended(now):
        raise ConversationGone
    if contact.email is None and Person.of(locked).email != email:
        raise AddressMoved
    conversation = locked
    changes = _take_over(conversation, email, contact, origin, now)
    unproven = email_hmac is not None and needs_proof_of_ownership(email_hmac)
    pending = [
        purpose for purpose in agreed if unproven or (purpose == Purpose.MARKETING and _is_confirmed_by_mail(conversation))
    ]
    _tick(conversation, [purpose for purpose in agreed if purpose not in pending], now if Purpose.RODO in agreed else None)
    lead_capture(conversation.pk, now)
    lead = lead_of([conversation])
    entries = [
        Entry(
            Action.OPT_IN_REQUESTED if purpose in pending else Action.OPT_IN,
            origin,
            purpose=purpose,
            email=email,
            conversation_id=conversation.pk,
            lead_id=lead,
            text=text,
        )
        for purpose, text in agreed.items()
    ]
    if not (changes or entries):
        return []
    if pending and email:
        wordings = {purpose: agreed[purpose].pk for purpose in pending}
        add_confirmation_request(email, conversation, wordings, now=now)
    return audit_append([*changes, *entries], now=now)[len(changes) :]


def _is_confirmed_by_mail(conversation: ChatConversation) -> bool:
    """Once confirmed for this address, an owner who ticks the box again need not confirm again."""
    return settings.CONSENT_DOUBLE_OPT_IN and not conversation.marketing_consent


def _take_over(
    conversation: ChatConversation, email: str | None, contact: Contact, origin: Origin, now: datetime
) -> list[Entry]:
    """The contact data onto the conversation; what the audit trail has to say of another address than before."""
    changes: list[Entry] = []
    previous, conversation.email = conversation.email, email or conversation.email
    if conversation.email != previous:
        changes = consents_end(conversation, previous, origin, now)
    conversation.phone = contact.phone or conversation.phone
    conversation.name = contact.name or conversation.name
    conversation.turn += 1  # a message that is being answered now must not write the old contact data back
    conversation.save(update_fields=["email", "phone", "name", "turn"])
    return changes


def _tick(conversation: ChatConversation, counting: list[str], requested_at: datetime | None) -> None:
    # Whoever withdrew in this conversation without an address is its holder, and comes back with it.
    if Purpose.RODO in counting and Revocation.objects.filter(conversation_id=conversation.pk).delete()[0]:
        conversation.restricted_at = None
    conversation.rodo_requested_at = conversation.rodo_requested_at or requested_at
    conversation.rodo_consent = conversation.rodo_consent or Purpose.RODO in counting
    conversation.marketing_consent = conversation.marketing_consent or Purpose.MARKETING in counting
    conversation.save(update_fields=["rodo_requested_at", "rodo_consent", "marketing_consent", "restricted_at"])
