"""What our records say of one follow-up: which mail it was, and on which consent it went out."""

from dataclasses import dataclass
from datetime import datetime

from chatbot.models import ChatConversation
from consent.models import ConsentAuditLog, ConsentText, Revocation
from consent.models.audit import Action, Purpose
from consent.services.suppression import is_suppressed, needs_proof_of_ownership
from followups.models import FollowupEvent
from novahouse.privacy.email_address import email_hash

_ENDING = (Action.UNSUBSCRIBE, Action.REVOKE, Action.ADDRESS_CHANGED, Action.ERASURE)


@dataclass(frozen=True)
class Consent:
    """`asked` recorded the tick where the mailed link confirmed it later; `given` made it count. `wording` by its hash."""

    given: ConsentAuditLog
    asked: ConsentAuditLog | None
    wording: ConsentText | None


@dataclass(frozen=True)
class Account:
    """What is left of it. `talk_began` is None once the conversation is gone, `consent` once its record is: erasure leaves the
    proof of a consent for as long as somebody may ask for it.

    `stands`: mails may go on this consent as things are; `ended_at` is when it last ended, as far as that is recorded.
    `stopped`: the button would change nothing. It does while a withdrawal can be undone, which would bring marketing back.
    """

    talk_began: datetime | None
    sent_at: datetime | None
    consent: Consent | None
    stands: bool
    stopped: bool
    ended_at: datetime | None


def account_of(email: str, conversation_id: int, number: int) -> Account:
    """For the owner of a normalised address, who has the mail in hand."""
    conversation = ChatConversation.objects.filter(pk=conversation_id).first()
    event = FollowupEvent.objects.filter(conversation_id=conversation_id, followup_number=number).first()
    given = _given(email, conversation_id, event)
    agrees = conversation is not None and conversation.marketing_consent and conversation.email == email
    person = email_hash(email)
    stands = agrees and given is not None and not needs_proof_of_ownership(person)
    return Account(
        talk_began=conversation.started_at if conversation else None,
        sent_at=event.sent_at if event else None,
        consent=Consent(given, _asked(email, given), _wording(given)) if given else None,
        stands=stands,
        stopped=is_suppressed(person) and not Revocation.objects.filter(email_hmac=person).exists(),
        ended_at=_ended_at(email, given) if given and not stands else None,
    )


def _given(email: str, conversation_id: int, event: FollowupEvent | None) -> ConsentAuditLog | None:
    """The row that the mail relied on; without its event, the newest that it may have been."""
    rows = ConsentAuditLog.objects.for_email(email).filter(
        action=Action.OPT_IN, purpose=Purpose.MARKETING, conversation_id=conversation_id
    )
    relied_on = rows.filter(pk=event.consent_row).first() if event and event.consent_row else None
    return relied_on or rows.order_by("-pk").first()


def _asked(email: str, given: ConsentAuditLog) -> ConsentAuditLog | None:
    rows = ConsentAuditLog.objects.for_email(email).filter(
        action=Action.OPT_IN_REQUESTED,
        purpose=Purpose.MARKETING,
        conversation_id=given.conversation_id,
        text_hash=given.text_hash,
        pk__lt=given.pk,
    )
    return rows.order_by("-pk").first()


def _wording(given: ConsentAuditLog) -> ConsentText | None:
    texts = ConsentText.objects.with_hash(given.text_hash).filter(purpose=given.purpose)
    return texts.filter(version=given.text_version, language=given.text_language).first()


def _ended_at(email: str, given: ConsentAuditLog) -> datetime | None:
    rows = ConsentAuditLog.objects.for_email(email).filter(action__in=_ENDING, pk__gt=given.pk)
    return rows.order_by("-pk").values_list("created_at", flat=True).first()
