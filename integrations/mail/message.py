"""A mail as it is given away, and as it goes over the wire."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.generator import BytesGenerator
from email.message import Message
from email.utils import format_datetime, parseaddr
from io import BytesIO

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from integrations.mail.site_domain import site_domain
from integrations.outbox.errors import Refused
from novahouse.privacy.keys import derived_key

_LONGEST_LINE = 998  # octets (RFC 5322, 2.1.1)
_ON_THE_WIRE = policy.compat32.clone(linesep="\r\n", max_line_length=_LONGEST_LINE)


@dataclass(frozen=True)
class OutgoingMail:
    """`to` is one bare address; without `html` it is a mail of plain text; `message_id` as the function of that name gives it.

    `created_at` is its Date, the same for every attempt.
    """

    to: str
    subject: str
    text: str
    message_id: str
    created_at: datetime
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WireMail:
    """Sender and recipient as bare addresses, domains in punycode, and the bytes between them."""

    sender: str
    recipient: str
    content: bytes


def message_id(idempotency_key: str) -> str:
    """The same for every attempt at one message: a mailbox that gets a repeat can tell."""
    digest = hmac.digest(derived_key("message-id"), idempotency_key.encode(), "sha256").hex()
    return f"<{digest[:40]}@{site_domain()}>"


def wire_mail(mail: OutgoingMail) -> WireMail:
    """Raises Refused for what is no address, and for a header that spans lines: somebody tries to write their own."""
    composed = _composed(mail)
    sender, recipient = _envelope(composed)
    try:
        content = _serialised(composed.message())
    except ValueError:  # Django's text holds the header
        raise Refused("a header cannot be written") from None
    return WireMail(sender, recipient, content)


def _serialised(message: Message) -> bytes:
    """As Django does it, without folding headers: a long URL would leave the line of its name empty, at which some stumble."""
    content = BytesIO()
    BytesGenerator(content, mangle_from_=False, policy=_ON_THE_WIRE).flatten(message)
    return content.getvalue()


def _composed(mail: OutgoingMail) -> EmailMultiAlternatives:
    composed = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={
            **mail.headers,
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.created_at),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no answering machine answers
        },
    )
    if mail.html:
        composed.attach_alternative(mail.html, "text/html")
    return composed


def _envelope(composed: EmailMultiAlternatives) -> tuple[str, str]:
    written = (composed.from_email, composed.to[0])
    try:
        sender, recipient = (parseaddr(sanitize_address(address, "utf-8"))[1] for address in written)
    except ValueError:
        raise Refused("an address is none") from None
    if "@" not in recipient:
        raise Refused("the recipient's address names no mail server")
    return sender, recipient
