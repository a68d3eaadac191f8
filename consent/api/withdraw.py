"""Withdrawing: unsubscribe, revoke, and how things stand."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from chatbot.api.serializers import ErrorBody, StrictUUIDField
from chatbot.models import ChatConversation
from consent.api.fields import EmailAddressField, WithdrawTokenField
from consent.api.origin import origin_of
from consent.api.serializers import StatusBody, WithdrawBody, WithdrawRequest
from consent.api.switch import require_unsubscribe
from consent.models.audit import Source
from consent.services.consent_revoke import consent_revoke
from consent.services.consent_status import Status, status_of_address, status_of_conversation
from consent.services.marketing_unsubscribe import marketing_unsubscribe
from consent.services.person import Person
from novahouse.web.admin_key import has_admin_key
from novahouse.web.api_view import ApiView
from novahouse.web.errors import AuthenticationRequired
from novahouse.web.rate_limit import rate_limited

_ERRORS = {400: ErrorBody, 404: ErrorBody, 429: ErrorBody, 503: ErrorBody}


def person_named(sent: Mapping[str, Any]) -> Person:
    """Whom a validated body is about. Raises NotFound for a session that there is none of."""
    if email := sent.get("token") or (sent.get("email") if "session_id" not in sent else None):
        return Person(email=email)
    conversation = ChatConversation.objects.find(sent["session_id"])
    if conversation is None:
        raise NotFound
    return Person.of(conversation)


def _withdraw(request: Request, change: Callable[..., None], message: str) -> Response:
    require_unsubscribe()
    serializer = WithdrawRequest(data=request.data)
    serializer.is_valid(raise_exception=True)
    sent = serializer.validated_data
    person = person_named(sent)
    change(person=person, origin=origin_of(request, Source.API), reason=sent.get("reason"), now=timezone.now())
    return Response({"success": True, "message": message, "email": person.email})


@method_decorator(rate_limited("unsubscribe", "PRIVACY_RATE_LIMIT"), name="dispatch")
class UnsubscribeView(ApiView):
    @extend_schema(
        operation_id="unsubscribe",
        summary="No more marketing; the same answer for every address",
        request=WithdrawRequest,
        responses={200: WithdrawBody, **_ERRORS},
        tags=["consent"],
    )
    def post(self, request: Request) -> Response:
        return _withdraw(request, marketing_unsubscribe, "Successfully unsubscribed from marketing emails")


@method_decorator(rate_limited("revoke-consent", "PRIVACY_RATE_LIMIT"), name="dispatch")
class RevokeConsentView(ApiView):
    @extend_schema(
        operation_id="revoke_consent",
        summary="Withdraw every consent and freeze the data; the owner is mailed a link to undo it",
        request=WithdrawRequest,
        responses={200: WithdrawBody, **_ERRORS},
        tags=["consent"],
    )
    def post(self, request: Request) -> Response:
        return _withdraw(request, consent_revoke, "All consents revoked. Your data will not be processed.")


@method_decorator(rate_limited("unsubscribe-status", "PRIVACY_RATE_LIMIT", method="GET"), name="dispatch")
class UnsubscribeStatusView(ApiView):
    @extend_schema(
        operation_id="unsubscribe_status",
        summary="What an address agreed to; for staff and its owner",
        parameters=[
            OpenApiParameter("X-ADMIN-API-KEY", location=OpenApiParameter.HEADER, description="Machine access for staff."),
            OpenApiParameter("token", description="Of a link that was mailed to this address."),
            OpenApiParameter("session_id", description="Of a conversation in which this address was given."),
        ],
        responses={200: StatusBody, 400: ErrorBody, 401: ErrorBody, 429: ErrorBody, 503: ErrorBody},
        tags=["consent"],
    )
    def get(self, request: Request, email: str) -> Response:
        require_unsubscribe()
        try:
            address = EmailAddressField(max_length=320).run_validation(email)
        except ValidationError as error:
            if has_admin_key(request):
                raise ValidationError({"email": error.detail}) from error
            raise AuthenticationRequired from error
        return Response(StatusBody(_status(request, address)).data)


def _status(request: Request, email: str) -> Status:
    """Raises AuthenticationRequired, the same for every address."""
    if has_admin_key(request) or _field(WithdrawTokenField(), request, "token") == email:
        return status_of_address(email)
    session_id = _field(StrictUUIDField(), request, "session_id")
    conversation = ChatConversation.objects.find(session_id) if session_id else None
    if conversation is None or Person.of(conversation).email != email:
        raise AuthenticationRequired
    return status_of_conversation(conversation, email)


def _field(field: Any, request: Request, name: str) -> Any:
    """A valid query parameter, or None."""
    try:
        return field.run_validation(request.query_params.get(name, ""))
    except ValidationError:
        return None
