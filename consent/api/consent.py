"""Giving consent: the wordings, the tick, the receipt."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from chatbot.api.serializers import ErrorBody
from chatbot.models import ChatConversation
from consent.api.origin import origin_of
from consent.api.serializers import (
    ConsentRequest,
    LanguageQuery,
    Receipt,
    ReceiptValidity,
    TextBody,
)
from consent.models import ConsentText
from consent.models.audit import Purpose, Source
from consent.services.consent_grant import AddressMoved, AddressNeeded, Contact, ConversationGone, consent_grant
from consent.services.receipt import receipt, receipt_is_ours
from novahouse.web.api_view import ApiView
from novahouse.web.errors import Busy
from novahouse.web.rate_limit import rate_limited

MOST_ATTEMPTS = 5


class ConsentTextsView(ApiView):
    @extend_schema(
        operation_id="consent_texts",
        summary="The current wordings",
        parameters=[OpenApiParameter("language", enum=["pl", "en", "uk"], default="pl")],
        responses={200: TextBody(many=True), 400: ErrorBody},
        tags=["consent"],
    )
    def get(self, request: Request) -> Response:
        query = LanguageQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        texts = ConsentText.objects.current(query.validated_data["language"])
        return Response(TextBody(texts, many=True).data)


@method_decorator(rate_limited("consent", "PRIVACY_RATE_LIMIT"), name="dispatch")
class ConsentView(ApiView):
    @extend_schema(
        operation_id="consent",
        summary="Agree to wordings; the answer is a signed receipt",
        request=ConsentRequest,
        responses={200: Receipt, 400: ErrorBody, 404: ErrorBody, 429: ErrorBody, 503: ErrorBody},
        tags=["consent"],
    )
    def post(self, request: Request) -> Response:
        serializer = ConsentRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent, now = serializer.validated_data, timezone.now()
        agreed = _wordings(sent)
        contact = Contact(sent.get("email"), sent.get("phone"), sent.get("name"))
        for _ in range(MOST_ATTEMPTS):
            conversation = ChatConversation.objects.find(sent["session_id"])
            if conversation is None:
                raise NotFound
            try:
                rows = consent_grant(
                    conversation=conversation,
                    contact=contact,
                    agreed=agreed,
                    origin=origin_of(request, Source.API),
                    now=now,
                )
            except AddressMoved:
                continue
            except ConversationGone as error:
                raise NotFound from error
            except AddressNeeded as error:
                raise ValidationError({"email": ["Marketing goes by e-mail: give an address."]}) from error
            return Response(receipt(rows, email=contact.email or conversation.email, now=now))
        raise Busy


class ReceiptVerifyView(ApiView):
    @extend_schema(
        operation_id="consent_receipt_verify",
        summary="Is this receipt one of ours, unchanged?",
        request=Receipt,
        responses={200: ReceiptValidity, 400: ErrorBody},
        tags=["consent"],
    )
    def post(self, request: Request) -> Response:
        if not isinstance(request.data, dict):
            raise ValidationError("Send a receipt.")
        return Response({"valid": receipt_is_ours(request.data)})


def _wordings(sent: Mapping[str, Any]) -> dict[str, ConsentText]:
    """The wordings that were ticked. While unsubscribing is switched off no marketing consent is taken."""
    agreed = {}
    for purpose in Purpose.values:
        if not sent["purposes"].get(purpose):
            continue
        text = ConsentText.objects.version(purpose, sent["text_version"].get(purpose, ""), sent["language"])
        if text is None:
            raise ValidationError({"text_version": [f"There is no such version of the wording for {purpose}."]})
        if purpose != Purpose.MARKETING or settings.UNSUBSCRIBE_ENABLED:
            agreed[purpose] = text
    return agreed
