"""Asking for a copy of one's data, or for its erasure. The same answer for everybody; the link behind it goes by mail."""

from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatbot.api.serializers import ErrorBody
from chatbot.models import ChatConversation
from consent.api.serializers import RodoBody, RodoRequest
from consent.services.links import ERASE, EXPORT, LinkKind
from consent.services.person import Person
from consent.services.rodo_requests import language_of, rodo_link_for_session, rodo_link_send
from novahouse.web.api_view import ApiView
from novahouse.web.rate_limit import rate_limited

MESSAGE = "If this address can be reached, a link is on its way to it."
_RESPONSES = {202: RodoBody, 400: ErrorBody, 429: ErrorBody}


@method_decorator(rate_limited("rodo-export", "PRIVACY_RATE_LIMIT"), name="dispatch")
class RodoExportView(ApiView):
    @extend_schema(
        operation_id="rodo_export",
        summary="Ask for a copy of one's data (RODO art. 15, 20)",
        request=RodoRequest,
        responses=_RESPONSES,
        tags=["rodo"],
    )
    def post(self, request: Request) -> Response:
        return _accepted(request, EXPORT)


@method_decorator(rate_limited("rodo-erase", "PRIVACY_RATE_LIMIT"), name="dispatch")
class RodoEraseView(ApiView):
    @extend_schema(
        operation_id="rodo_erase",
        summary="Ask for erasure (RODO art. 17)",
        request=RodoRequest,
        responses=_RESPONSES,
        tags=["rodo"],
    )
    def post(self, request: Request) -> Response:
        return _accepted(request, ERASE)


def _accepted(request: Request, kind: LinkKind) -> Response:
    serializer = RodoRequest(data=request.data)
    serializer.is_valid(raise_exception=True)
    sent, now = serializer.validated_data, timezone.now()
    body: dict[str, Any] = {"success": True, "message": MESSAGE}
    conversation = ChatConversation.objects.find(sent["session_id"]) if "session_id" in sent else None
    email = Person.of(conversation).email if conversation else sent.get("email")
    if email:
        rodo_link_send(kind=kind, email=email, language=sent.get("language") or language_of(email), now=now)
    elif conversation:
        body["link"] = rodo_link_for_session(kind=kind, conversation=conversation, now=now)
    return Response(body, status=202)
