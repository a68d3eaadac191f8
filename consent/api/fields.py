"""Strict fields of the consent API: a wrong type is refused, an address comes out normalised."""

from typing import Any

import phonenumbers
from django.utils import timezone
from rest_framework import serializers

from consent.services.links import WITHDRAW, BadLink
from novahouse.privacy.email_address import InvalidEmail, normalise_email


class StrictTextField(serializers.CharField):
    """Text only; NUL and half characters are refused by the base class."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class EmailAddressField(StrictTextField):
    """An e-mail address in any case, with spaces around or not."""

    default_error_messages = {"address": "This is not an e-mail address that mail can be sent to."}

    def to_internal_value(self, data: Any) -> str:
        try:
            return normalise_email(super().to_internal_value(data))
        except InvalidEmail:
            self.fail("address")


class PhoneField(StrictTextField):
    """A telephone number, Polish where it names no country; comes out as E.164."""

    default_error_messages = {"number": "This is not a telephone number."}

    def to_internal_value(self, data: Any) -> str:
        try:
            number = phonenumbers.parse(super().to_internal_value(data), "PL")
        except phonenumbers.NumberParseException:
            self.fail("number")
        if not phonenumbers.is_possible_number(number):
            self.fail("number")
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


class WithdrawTokenField(StrictTextField):
    """The token of a mailed link; comes out as the address it stands for."""

    default_error_messages = {"token": "This link is not valid, or not any more."}

    def to_internal_value(self, data: Any) -> str:
        try:
            return str(WITHDRAW.read(super().to_internal_value(data), timezone.now())["e"])
        except BadLink:
            self.fail("token")


class StrictBooleanField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
