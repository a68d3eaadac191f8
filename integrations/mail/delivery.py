"""What the outbox calls for a mail."""

from django.conf import settings

from integrations.mail.files import file_send
from integrations.mail.message import compose, envelope, message_id, wire_form
from integrations.mail.smtp import smtp_send
from integrations.mail.smtp_url import parse_smtp_url
from integrations.models import OutboxMessage


def deliver_mail(message: OutboxMessage) -> str:
    """Send it, or keep it as a file where no mail server is configured; returns its Message-ID. Raises DeliveryError."""
    mail = compose(message)
    sender, recipient = envelope(mail)
    content = wire_form(mail)
    identifier = message_id(message.idempotency_key)
    if settings.EMAIL_URL:
        smtp_send(parse_smtp_url(settings.EMAIL_URL), sender, recipient, content)
    else:
        file_send(identifier, message.created_at, content)
    return identifier
