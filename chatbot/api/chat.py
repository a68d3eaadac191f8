from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatbot.api.serializers import ChatReply, ChatRequest, ErrorBody
from chatbot.services.message_answer import Contention, Reply, message_answer
from novahouse.web.api_view import ApiView
from novahouse.web.errors import Busy
from novahouse.web.rate_limit import rate_limited


@method_decorator(rate_limited("chat", "CHAT_RATE_LIMIT"), name="dispatch")
class ChatView(ApiView):
    @extend_schema(
        operation_id="chat",
        summary="Send a message and get the answer",
        request=ChatRequest,
        responses={200: ChatReply, 400: ErrorBody, 413: ErrorBody, 415: ErrorBody, 429: ErrorBody, 503: ErrorBody},
        tags=["chat"],
    )
    def post(self, request: Request) -> Response:
        serializer = ChatRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = serializer.validated_data
        try:
            reply = message_answer(
                message=sent["message"],
                session_id=sent.get("session_id"),
                message_id=sent.get("message_id"),
                now=timezone.now(),
            )
        except Contention as error:
            raise Busy from error
        return Response(_body(reply))


def _body(reply: Reply) -> dict[str, Any]:
    return {
        "response": reply.text,
        "session_id": reply.session_id,
        "conversation_id": reply.conversation_id,
        "message_id": reply.message_id,
        **reply.details,
    }
