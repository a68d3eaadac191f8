"""A mail as it goes over the wire, built from what stands in the outbox."""

import hmac
from email.utils import format_datetime, parseaddr
from typing import cast

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import MIMEMixin, sanitize_address

from integrations.mail.site_domain import site_domain
from integrations.models import OutboxMessage
from integrations.outbox.errors import Refused
from novahouse.privacy.keys import derived_key


def message_id(idempotency_key: str) -> str:
    """The same for every attempt at one message: a mailbox that gets a repeat can tell."""
    digest = hmac.digest(derived_key("message-id"), idempotency_key.encode(), "sha256").hex()
    return f"<{digest[:40]}@{site_domain()}>"


def compose(message: OutboxMessage) -> EmailMultiAlternatives:
    payload = message.payload
    mail = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["text"],
        to=[payload["to"]],
        headers={
            **payload.get("headers", {}),
            "Message-ID": message_id(message.idempotency_key),
            "Date": format_datetime(message.created_at),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no answering machine answers
        },
    )
    if payload["html"]:
        mail.attach_alternative(payload["html"], "text/html")
    return mail


def wire_form(mail: EmailMultiAlternatives) -> bytes:
    """Raises Refused for a header that spans lines: somebody tries to write headers of their own."""
    try:
        return cast(MIMEMixin, mail.message()).as_bytes(linesep="\r\n")
    except ValueError:  # Django's text holds the header
        raise Refused("a header cannot be written") from None


def envelope(mail: EmailMultiAlternatives) -> tuple[str, str]:
    """Sender and recipient as bare addresses, domains in punycode. Raises Refused."""
    try:
        sender, recipient = (parseaddr(sanitize_address(written, "utf-8"))[1] for written in (mail.from_email, mail.to[0]))
    except ValueError:
        raise Refused("an address is none") from None
    if "@" not in recipient:
        raise Refused("the recipient's address names no mail server")
    return sender, recipient
