"""Repeat for one person what the restored database has forgotten, in one transaction with its audit rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from chatbot.models import ChatConversation
from consent.audit.lost_lines import LostLine
from consent.models import ConsentAuditLog, Revocation
from consent.models.audit import Action, Purpose, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.consent_restore import consent_restore
from consent.services.consent_revoke import consent_revoke
from consent.services.marketing_unsubscribe import marketing_unsubscribe, nothing_to_bring_back
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.person_erase import person_erase
from consent.services.replay_plan import Happened, Plan, replay_plan
from consent.services.state_change import lock_address, state_change
from consent.services.subject import subject_of
from consent.services.suppression import is_suppressed, lift_suppression, suppress
from consent.services.suppression_journal import JOURNALLED
from consent.signals import marketing_ended
from novahouse.privacy.holding import Subject

REPLAY = Origin(Source.REPLAY)
REASON = "powtórzone po odtworzeniu bazy"


class Done(StrEnum):
    """What was repeated."""

    UNSUBSCRIBED = "unsubscribed"
    REVOKED = "revoked"
    UNDONE = "withdrawals undone"
    LIFTED = "taken off the list"
    ERASED = "erased"


@dataclass(frozen=True)
class Known:
    """A person as the restored database knows one: by an address, by its hash alone, or by a conversation without one."""

    email_hmac: str | None = None
    email: str | None = None
    conversation_id: int | None = None

    @property
    def person(self) -> Person | None:
        if self.email is None and self.conversation_id is None:
            return None
        return Person(email=self.email, conversation_id=self.conversation_id)


@state_change
def replay_person(*, known: Known, lines: Sequence[LostLine], now: datetime) -> list[Done]:
    """`lines` are the person's, oldest first. Tells what was done: nothing where the trail has gone beyond it."""
    if known.email_hmac:
        lock_address(known.email_hmac)
    if known.person:
        known.person.lock_conversations()
    plan = replay_plan(_story(known, lines))
    done: list[Done] = []
    if plan.erased_at and _erase(known, plan, plan.erased_at, now):
        done.append(Done.ERASED)
        known = _still_known(known)
    if plan.frozen:
        _revoke(known, now)
        done.append(Done.REVOKED)
    elif ended := _end(known, plan, now):
        done.append(ended)
    if plan.undone and _undo(known, now):
        done.append(Done.UNDONE)
    if plan.suppressed is False and known.email_hmac and is_suppressed(known.email_hmac):
        _lift(known, now)
        done.append(Done.LIFTED)
    return done


def _story(known: Known, lines: Sequence[LostLine]) -> list[Happened]:
    """What was lost, and what the trail has of the person since the first of it; two changes of one moment in their order."""
    lost = [Happened(line.action, line.purpose, line.at, True, line.conversation_id) for line in lines]
    of_person = Q(email_hmac=known.email_hmac) if known.email_hmac else Q(conversation_id=known.conversation_id)
    seen = ConsentAuditLog.objects.filter(of_person, action__in=JOURNALLED, created_at__gt=lines[0].at)
    if known.email_hmac:
        # Not knowing that the address was withdrawn, the restored database took a tick of the box for its owner's word.
        seen = seen.filter(~Q(action=Action.OPT_IN) | Q(source=Source.MAIL_LINK))
    since = [
        Happened(Action(row.action), row.purpose, row.created_at, False, row.conversation_id) for row in seen.order_by("pk")
    ]
    return sorted([*lost, *since], key=lambda event: event.at)


def _erase(known: Known, plan: Plan, erased_at: datetime, now: datetime) -> bool:
    """What there was at that time. Whoever came back later, in a new talk or with a new consent, keeps that."""
    if known.conversation_id is not None:
        whole = Subject(None, None, (known.conversation_id,))
    elif known.email:
        whole = subject_of(known.email)
    else:
        whole = Subject(None, known.email_hmac, ())
    came_back = {conversation for conversation, _ in plan.agreed}
    then = ChatConversation.objects.filter(pk__in=whole.conversation_ids, started_at__lt=erased_at)
    older = tuple(pk for pk in then.order_by("pk").values_list("pk", flat=True) if pk not in came_back)
    if older != whole.conversation_ids:
        whole = Subject(None, None, older)
    if not older and not whole.email_hmac:
        return False
    person_erase(whole, origin=REPLAY, now=now)
    return True


def _still_known(known: Known) -> Known:
    """Of whom nothing is left, no row written later may hold the address."""
    left = known.email is None or subject_of(known.email).conversation_ids
    return known if left else Known(email_hmac=known.email_hmac)


def _revoke(known: Known, now: datetime) -> None:
    if known.person:
        consent_revoke(person=known.person, origin=REPLAY, reason=REASON, now=now)
    elif known.email_hmac:
        suppress(known.email_hmac, now)
        audit_append([Entry(Action.REVOKE, REPLAY, email_hmac=known.email_hmac, reason=REASON)], now=now)


def _end(known: Known, plan: Plan, now: datetime) -> Done | None:
    """End the consents that the plan ends, but for newer ones; None where none of them stands and the list is right already."""
    conversations = list(known.person.conversations().order_by("pk")) if known.person else []
    ending = [(one, purposes) for one in conversations if (purposes := _ending(one, plan))]
    listed = plan.suppressed is True and known.email_hmac is not None and not is_suppressed(known.email_hmac)
    if not ending and not listed and not _would_bring_back(known, plan):
        return None
    withdrawn = plan.suppressed is True and not plan.ends_all and not plan.agreed
    if known.person and withdrawn:
        marketing_unsubscribe(person=known.person, origin=REPLAY, reason=REASON, now=now)
        return Done.UNSUBSCRIBED
    for conversation, purposes in ending:
        conversation.marketing_consent = conversation.marketing_consent and Purpose.MARKETING not in purposes
        if Purpose.RODO in purposes:
            conversation.rodo_consent, conversation.rodo_requested_at = False, None
        conversation.save(update_fields=["rodo_consent", "marketing_consent", "rodo_requested_at"])
    if listed and known.email_hmac:
        suppress(known.email_hmac, now)
    if known.person and plan.ends_marketing:
        nothing_to_bring_back(known.person)
    marketing_ended.send(None, conversation_ids=[one.pk for one, ended in ending if Purpose.MARKETING in ended], now=now)
    audit_append([_ended(known, plan, ending[-1][0].pk if ending else known.conversation_id)], now=now)
    return Done.REVOKED if plan.ends_all else Done.UNSUBSCRIBED


def _ending(conversation: ChatConversation, plan: Plan) -> set[Purpose]:
    stands = {Purpose.RODO: conversation.rodo_consent, Purpose.MARKETING: conversation.marketing_consent}
    ends = {Purpose.RODO: plan.ends_all, Purpose.MARKETING: plan.ends_all or plan.ends_marketing}
    return {one for one in Purpose if stands[one] and ends[one] and (conversation.pk, one) not in plan.agreed}


def _would_bring_back(known: Known, plan: Plan) -> bool:
    """Whether undoing a revocation that stands would bring back the marketing that ended."""
    revocation = Revocation.objects.of(known.email_hmac, known.conversation_id).first() if plan.ends_marketing else None
    return revocation is not None and any(consents["marketing"] for consents in revocation.consents)


def _ended(known: Known, plan: Plan, conversation_id: int | None) -> Entry:
    return Entry(
        Action.REVOKE if plan.ends_all else Action.UNSUBSCRIBE,
        REPLAY,
        purpose="" if plan.ends_all else Purpose.MARKETING,
        email=known.email,
        email_hmac=known.email_hmac,
        conversation_id=conversation_id,
        reason=REASON,
    )


def _undo(known: Known, now: datetime) -> bool:
    """The revocation that the copy still has; its owner's undo was lost, and without it the person would be erased."""
    return known.email is not None and consent_restore(email=known.email, origin=REPLAY, now=now)


def _lift(known: Known, now: datetime) -> None:
    """The owner's new consent lifted the suppression. Its row is lost, so nothing is agreed to: marketing asks them again."""
    lift_suppression(known.email_hmac or "")
    note = Entry(
        Action.ADMIN_NOTE,
        REPLAY,
        purpose=Purpose.MARKETING,
        email=known.email,
        email_hmac=known.email_hmac,
        reason=f"{REASON}: adres zdjęty z listy rezygnacji",
    )
    audit_append([note], now=now)
