"""What the outbox calls for a mail."""

from integrations.mail.hand_over import hand_over
from integrations.mail.message import OutgoingMail, message_id
from integrations.models import OutboxMessage


def deliver_mail(message: OutboxMessage) -> str:
    """Send it, or keep it as a file where no mail server is configured; returns its Message-ID. Raises DeliveryError."""
    payload = message.payload
    mail = OutgoingMail(
        to=payload["to"],
        subject=payload["subject"],
        text=payload["text"],
        message_id=message_id(message.idempotency_key),
        created_at=message.created_at,
        html=payload["html"],
        headers=payload.get("headers", {}),
    )
    hand_over(mail)
    return mail.message_id
