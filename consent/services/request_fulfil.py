"""What the officer does about a data subject request: one transaction for the deed, its audit row and the closed request."""

from datetime import datetime
from typing import Any

from consent.models import DataSubjectRequest
from consent.models.audit import Action
from consent.models.request import OPEN, Channel, RequestKind, RequestState
from consent.services.audit_append import Entry, audit_append
from consent.services.deadlines import due_date
from consent.services.marketing_unsubscribe import marketing_unsubscribe
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.person_erase import person_erase
from consent.services.person_export import person_export
from consent.services.processing_restrict import processing_restrict
from consent.services.state_change import lock_address, state_change
from consent.services.subject import subject_of
from novahouse.privacy.email_address import email_hash

NEEDS_IDENTITY = (RequestKind.ACCESS, RequestKind.ERASE)


class NotReady(ValueError):
    """The request is closed, names no address, or its sender's identity is not confirmed (RODO art. 12(6))."""


def is_ready(request: DataSubjectRequest) -> bool:
    """Whether the program can do what the request asks for; a rectification is done by people."""
    identified = request.verified or request.kind not in NEEDS_IDENTITY
    return request.state in OPEN and bool(request.email) and identified and request.kind != RequestKind.RECTIFY


def request_open(
    *, kind: RequestKind, email: str, channel: Channel, received_at: datetime, verified: bool
) -> DataSubjectRequest:
    return DataSubjectRequest.objects.create(
        kind=kind,
        channel=channel,
        received_at=received_at,
        due_on=due_date(received_at),
        email=email,
        email_hmac=email_hash(email),
        verified=verified,
    )


@state_change
def person_copy(*, email: str, origin: Origin, now: datetime) -> dict[str, Any]:
    """Everything held on an address, for its owner; that it was handed out stands in the audit trail."""
    lock_address(email_hash(email))
    document = person_export(subject_of(email), now=now)
    audit_append([Entry(Action.EXPORT, origin, email=email)], now=now)
    return document


@state_change
def request_export(*, request_id: int, user_id: int, origin: Origin, now: datetime) -> dict[str, Any]:
    """The copy that was asked for. Raises NotReady."""
    request, email = _ready(request_id, RequestKind.ACCESS)
    _close(request, user_id, now)
    document = person_export(subject_of(email), now=now)
    _report(request, {"sections": len(document["sections"])})
    audit_append([Entry(Action.EXPORT, origin, email=email)], now=now)
    return document


@state_change
def request_erase(*, request_id: int, user_id: int, origin: Origin, now: datetime) -> dict[str, Any]:
    """Erase the person; the report of what was removed and what stays, which the request keeps. Raises NotReady."""
    request, email = _ready(request_id, RequestKind.ERASE)
    _close(request, user_id, now)
    report = person_erase(subject_of(email), origin=origin, now=now)
    _report(request, report)
    return report


@state_change
def request_restrict(*, request_id: int, user_id: int, origin: Origin, now: datetime) -> None:
    """Raises NotReady."""
    request, email = _ready(request_id, RequestKind.RESTRICT)
    _close(request, user_id, now)
    processing_restrict(person=Person(email=email), reason=None, user_id=user_id, origin=origin, now=now)


@state_change
def request_object(*, request_id: int, user_id: int, origin: Origin, now: datetime) -> None:
    """An objection to marketing is always followed (RODO art. 21(3)). Raises NotReady."""
    request, email = _ready(request_id, RequestKind.OBJECT)
    _close(request, user_id, now)
    marketing_unsubscribe(person=Person(email=email), origin=origin, reason=None, now=now)


def _ready(request_id: int, kind: RequestKind) -> tuple[DataSubjectRequest, str]:
    """The request with its address, both locked, the address first."""
    email = DataSubjectRequest.objects.values_list("email", flat=True).get(pk=request_id)
    if email:
        lock_address(email_hash(email))
    request = DataSubjectRequest.objects.select_for_update().get(pk=request_id)
    if request.kind != kind or not is_ready(request) or not request.email:
        raise NotReady
    return request, request.email


def _close(request: DataSubjectRequest, user_id: int, now: datetime) -> None:
    request.state, request.closed_at, request.handled_by_id = RequestState.DONE, now, user_id
    request.save(update_fields=["state", "closed_at", "handled_by"])


def _report(request: DataSubjectRequest, report: dict[str, Any]) -> None:
    """By itself: an erasure has changed the row's other columns meanwhile."""
    DataSubjectRequest.objects.filter(pk=request.pk).update(report=report)
