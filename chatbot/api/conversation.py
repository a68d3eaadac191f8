import uuid
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from chatbot.api.serializers import ErrorBody, History
from chatbot.models import ChatConversation, ChatMessage
from chatbot.services.conversation_read import conversation_end, conversation_messages
from novahouse.web.api_view import ApiView


class ConversationView(ApiView):
    @extend_schema(
        operation_id="conversation",
        summary="The messages so far, for a chat window that reloads",
        responses={200: History, 404: ErrorBody},
        tags=["chat"],
    )
    def get(self, request: Request, session_id: uuid.UUID) -> Response:
        conversation = ChatConversation.objects.find(session_id)
        if conversation is None:
            raise NotFound
        return Response(
            {
                "session_id": conversation.session_id,
                "language": conversation.language,
                "ended": conversation.has_ended(timezone.now()),
                "messages": [_message(message) for message in conversation_messages(conversation)],
            }
        )


class ConversationEndView(ApiView):
    @extend_schema(
        operation_id="conversation_end",
        summary="End the conversation: the next message begins a new one",
        request=None,
        responses={204: None, 404: ErrorBody},
        tags=["chat"],
    )
    def post(self, request: Request, session_id: uuid.UUID) -> Response:
        if not conversation_end(session_id, timezone.now()):
            raise NotFound
        return Response(status=204)


def _message(message: ChatMessage) -> dict[str, Any]:
    return {
        "sender": message.sender,
        "text": message.text,
        "created_at": message.created_at,
        "message_id": message.client_message_id,
        "quick_replies": message.details.get("quick_replies", []),
        "actions": message.details.get("actions", []),
    }
