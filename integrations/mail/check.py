"""Does mail to the team arrive? A sentence for what is wrong, with what to do about it."""

import uuid

from django.conf import settings
from django.utils import timezone

from integrations.leads.wording import TEST_TEXT, TEST_TITLE
from integrations.mail.delivery import deliver_mail
from integrations.models import OutboxMessage
from integrations.outbox.errors import DeliveryError, Refused


def check_mail() -> list[str]:
    """Empty where the mail server, or the folder that stands for it, took a test mail to LEADS_EMAIL."""
    subject = f"{TEST_TITLE} z czatu NovaHouse"
    mail = OutboxMessage(  # never saved: it goes straight to the server
        idempotency_key=f"check:{uuid.uuid4()}",
        created_at=timezone.now(),
        payload={"to": settings.LEADS_EMAIL, "subject": subject, "text": f"{TEST_TEXT}\n", "html": ""},
    )
    try:
        deliver_mail(mail)
    except DeliveryError as error:
        hint = (
            "check LEADS_EMAIL and DEFAULT_FROM_EMAIL" if isinstance(error, Refused) else "check EMAIL_URL and the connection"
        )
        return [f"the test mail was not taken ({error}): {hint}."]
    return []
