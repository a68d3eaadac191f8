"""Copies of data and erasure at a person's own request (RODO art. 15, 17, 20), proven by a link mailed to their address."""

from datetime import datetime
from typing import Any

from chatbot.models import ChatConversation
from consent.models import DataSubjectRequest
from consent.models.audit import Action
from consent.models.request import Channel, RequestKind, RequestState
from consent.services.audit_append import Entry, audit_append
from consent.services.deadlines import due_date
from consent.services.links import LinkKind
from consent.services.mails import Reader, add_rodo_link
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.person_erase import person_erase
from consent.services.person_export import person_export
from consent.services.state_change import lock_address, state_change
from consent.services.subject import subject_of, subject_of_conversation
from novahouse.privacy.holding import Subject


@state_change
def rodo_link_send(*, kind: LinkKind, email: str, language: str, now: datetime) -> None:
    """Mail the link to an address, known or not."""
    lock_address(Person(email=email).email_hmac or "")
    add_rodo_link(kind, Reader(email, language), now=now)


def language_of(email: str) -> str:
    """The language in which the owner of an address last talked to us; Polish for one that nobody knows."""
    talks = ChatConversation.objects.for_email(email).order_by("-pk")
    return talks.values_list("language", flat=True).first() or "pl"


def rodo_link_for_session(*, kind: LinkKind, conversation: ChatConversation, now: datetime) -> str:
    """The link for the holder of a session in which no address was given: nothing else proves who they are."""
    return kind.url(now, c=conversation.pk, l=conversation.language, at=now.isoformat())


@state_change
def rodo_export(*, person: Person, requested_at: datetime, origin: Origin, now: datetime) -> dict[str, Any]:
    """Everything held on the person, as plain JSON; where `held` is false nothing is written either."""
    subject = _locked_subject(person)
    document = person_export(subject, now=now)
    if document["held"]:
        _closed_request(RequestKind.ACCESS, person, requested_at, now, {"sections": len(document["sections"])})
        audit_append([_entry(Action.EXPORT, person, origin)], now=now)
    return document


@state_change
def rodo_erase(*, person: Person, requested_at: datetime, origin: Origin, now: datetime) -> dict[str, Any] | None:
    """Erase the person; the report of what was removed and what stays, or None where nothing is held."""
    subject = _locked_subject(person)
    if not person_export(subject, now=now)["held"]:
        return None
    _closed_request(RequestKind.ERASE, person, requested_at, now, {})
    return person_erase(subject, origin=origin, now=now)


def _locked_subject(person: Person) -> Subject:
    if person.conversation_id is not None:
        return subject_of_conversation(ChatConversation.objects.select_for_update().get(pk=person.conversation_id))
    lock_address(person.email_hmac or "")
    return subject_of(person.email or "")


def _closed_request(
    kind: RequestKind, person: Person, received_at: datetime, now: datetime, report: dict[str, Any]
) -> DataSubjectRequest:
    return DataSubjectRequest.objects.create(
        kind=kind,
        state=RequestState.DONE,
        channel=Channel.PAGE,
        received_at=received_at,
        due_on=due_date(received_at),
        email=person.email,
        email_hmac=person.email_hmac,
        verified=True,
        report=report,
        closed_at=now,
    )


def _entry(action: Action, person: Person, origin: Origin) -> Entry:
    return Entry(action, origin, email=person.email, conversation_id=person.conversation_id)
