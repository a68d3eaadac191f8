"""One spelling for every e-mail address, and the keyed hash that stands for it once the address itself is gone."""

import hmac
import unicodedata

import email_validator

from novahouse.privacy.keys import derived_key

LONGEST, LONGEST_LOCAL = 254, 64  # characters, RFC 5321
# Reserved endings (RFC 6761) are no reason to refuse a person: a mail there bounces like any other.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


class InvalidEmail(ValueError):
    """This is not an e-mail address that mail can be sent to."""


def normalise_email(written: str) -> str:
    """The address in lower case without surrounding spaces; a domain in punycode becomes readable; a plus-address stays.

    Raises InvalidEmail.
    """
    text = unicodedata.normalize("NFC", written).strip()
    try:
        valid = email_validator.validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except email_validator.EmailNotValidError as error:
        raise InvalidEmail from error
    address = valid.normalized.lower()
    if len(address) > LONGEST or len(address.rpartition("@")[0]) > LONGEST_LOCAL:
        raise InvalidEmail
    return address


def email_hash(address: str) -> str:
    """64 hex digits that only the holder of PRIVACY_KEY can make from a normalised address."""
    return hmac.digest(derived_key("e-mail"), address.encode(), "sha256").hex()
