"""What the chat API takes and gives. Types are strict: a number is no text, null is no id."""

import re
import uuid
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MAX_MESSAGE_LENGTH = 2000
# Spaces, controls, marks of direction and width: none of them is something to see. Written so that JSON Schema reads it too.
_INVISIBLE = r"\s\u0000-\u001f\u007f-\u009f\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MESSAGE_PATTERN = rf"^[^\u0000]*[^{_INVISIBLE}][^\u0000]*$"


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": MAX_MESSAGE_LENGTH, "pattern": MESSAGE_PATTERN})
class MessageField(serializers.CharField):
    """Text of 1 to 2000 characters with something to see in it. NUL and lone surrogates are refused by the base class."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text = super().to_internal_value(data)
        if not re.fullmatch(MESSAGE_PATTERN, text):
            self.fail("blank")
        return str(text)


class StrictUUIDField(serializers.UUIDField):
    """A UUID of any version in its hyphenated form (RFC 9562)."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str) or not _UUID.fullmatch(data):
            self.fail("invalid", value="")
        return super().to_internal_value(data)


class ChatRequest(serializers.Serializer[Any]):
    message = MessageField(max_length=MAX_MESSAGE_LENGTH)
    session_id = StrictUUIDField(required=False, help_text="Of the conversation so far; without it a new one begins.")
    message_id = StrictUUIDField(
        required=False, help_text="The client's own id of this message: sent again, it gets the first answer again."
    )


class ContextSerializer(serializers.Serializer[Any]):
    """Only what the visitor gave is present."""

    square_meters = serializers.FloatField(required=False)
    budget_pln = serializers.IntegerField(required=False)
    package = serializers.ChoiceField(["express", "express-plus", "comfort", "premium", "individual"], required=False)
    city = serializers.CharField(required=False)
    name = serializers.CharField(required=False)
    email = serializers.EmailField(required=False)
    phone = serializers.CharField(required=False, help_text="E.164")
    property_type = serializers.ChoiceField(["apartment", "house", "commercial"], required=False)


class ActionSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(["book", "contact", "consent", "privacy", "unsubscribe"])
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, not the field's own label
    url = serializers.CharField()


class SourceSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()


class ChatReply(serializers.Serializer[Any]):
    response = serializers.CharField()
    session_id = serializers.UUIDField()
    conversation_id = serializers.IntegerField()
    message_id = serializers.UUIDField()
    context = ContextSerializer()  # type: ignore[assignment]
    quick_replies = serializers.ListField(child=serializers.CharField())
    actions = ActionSerializer(many=True)
    sources = SourceSerializer(many=True)
    language = serializers.ChoiceField(["pl", "en", "uk"])
    engine = serializers.ChoiceField(["knowledge", "llm"])


class HistoryMessage(serializers.Serializer[Any]):
    sender = serializers.ChoiceField(["visitor", "assistant", "staff"])
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    message_id = serializers.UUIDField(allow_null=True, help_text="Of a visitor's message.")
    quick_replies = serializers.ListField(child=serializers.CharField())
    actions = ActionSerializer(many=True)


class History(serializers.Serializer[Any]):
    session_id = serializers.UUIDField()
    language = serializers.ChoiceField(["pl", "en", "uk"])
    ended = serializers.BooleanField()
    messages = HistoryMessage(many=True)


class ErrorBody(serializers.Serializer[Any]):
    error = serializers.CharField(help_text="One sentence.")
    code = serializers.CharField(help_text="snake_case, stable.")
    request_id = serializers.CharField(required=False, help_text="Names the request in the log; not in 401 and 429.")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
