"""What the consent API takes and gives."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from chatbot.api.serializers import StrictUUIDField
from consent.api.fields import (
    EmailAddressField,
    PhoneField,
    StrictBooleanField,
    StrictTextField,
    WithdrawTokenField,
)
from consent.models.audit import Purpose

LANGUAGES = ["pl", "en", "uk"]
_LONGEST_VERSION = 20  # as the column of ConsentText


class LanguageQuery(serializers.Serializer[Any]):
    language = serializers.ChoiceField(LANGUAGES, default="pl")


class TextBody(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(Purpose.values)
    version = serializers.CharField()
    language = serializers.ChoiceField(LANGUAGES)
    text = serializers.CharField()
    hash = serializers.CharField(help_text="SHA-256 of the text in UTF-8, hexadecimal.")


class PurposesSerializer(serializers.Serializer[Any]):
    rodo = StrictBooleanField(required=False)
    marketing = StrictBooleanField(required=False)


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]})
class VersionField(serializers.Field):
    """One version for all purposes, or one for each."""

    def to_internal_value(self, data: Any) -> Mapping[str, str]:
        if isinstance(data, str):
            return dict.fromkeys(Purpose.values, self._version(data))
        if isinstance(data, dict):
            return {purpose: self._version(data[purpose]) for purpose in Purpose.values if purpose in data}
        raise serializers.ValidationError("Give a version, or an object with a version for each purpose.")

    def _version(self, data: Any) -> str:
        return str(StrictTextField(max_length=_LONGEST_VERSION, allow_blank=True).run_validation(data))


class ConsentRequest(serializers.Serializer[Any]):
    session_id = StrictUUIDField()
    email = EmailAddressField(required=False, max_length=320)
    phone = PhoneField(required=False, max_length=40)
    name = StrictTextField(required=False, max_length=80)
    purposes = PurposesSerializer(help_text="True: agreed. False changes nothing: it never withdraws.")
    text_version = VersionField(help_text="Of the wording that was shown: one for all purposes, or an object by purpose.")
    language = serializers.ChoiceField(LANGUAGES, default="pl", help_text="Of the wording that was shown.")


class ReceiptConsent(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(Purpose.values)
    version = serializers.CharField()
    language = serializers.ChoiceField(LANGUAGES)
    hash = serializers.CharField(help_text="SHA-256 of the wording.")
    audit_id = serializers.IntegerField()


class Receipt(serializers.Serializer[Any]):
    audit_id = serializers.IntegerField(allow_null=True, help_text="Of the last row; null where nothing was agreed to.")
    time = serializers.DateTimeField()
    email = serializers.EmailField(allow_null=True)
    consents = ReceiptConsent(many=True)
    signature = serializers.CharField()


class ReceiptValidity(serializers.Serializer[Any]):
    valid = serializers.BooleanField()


class PersonRequest(serializers.Serializer[Any]):
    """One of the three; a token before a session before an address."""

    email = EmailAddressField(required=False, max_length=320)
    token = WithdrawTokenField(required=False, max_length=2000)
    session_id = StrictUUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.keys() & {"email", "token", "session_id"}:
            raise serializers.ValidationError("Give an email, a token or a session_id.")
        return attrs


class WithdrawRequest(PersonRequest):
    reason = StrictTextField(required=False, max_length=500, allow_blank=True)


class WithdrawBody(serializers.Serializer[Any]):
    success = serializers.BooleanField()
    message = serializers.CharField()
    email = serializers.EmailField(allow_null=True)


class RodoRequest(serializers.Serializer[Any]):
    email = EmailAddressField(required=False, max_length=320)
    session_id = StrictUUIDField(required=False)
    language = serializers.ChoiceField(LANGUAGES, required=False, help_text="Of the mail; else that of the last talk.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.keys() & {"email", "session_id"}:
            raise serializers.ValidationError("Give an email or a session_id.")
        return attrs


class RodoBody(serializers.Serializer[Any]):
    success = serializers.BooleanField()
    message = serializers.CharField()
    link = serializers.URLField(required=False, help_text="Only for the holder of a session in which no address was given.")


class StatusBody(serializers.Serializer[Any]):
    email = serializers.EmailField()
    is_unsubscribed = serializers.BooleanField()
    marketing_consent = serializers.BooleanField()
    rodo_consent = serializers.BooleanField()
    last_action = serializers.CharField(allow_null=True)
    last_action_at = serializers.DateTimeField(allow_null=True)
