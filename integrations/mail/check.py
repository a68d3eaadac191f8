"""Does mail to the team arrive? A sentence for what is wrong, with what to do about it."""

import uuid

from django.conf import settings
from django.utils import timezone

from integrations.leads.wording import TEST_TEXT, TEST_TITLE
from integrations.mail.hand_over import hand_over
from integrations.mail.message import OutgoingMail, message_id
from integrations.outbox.errors import DeliveryError, Postponed, Refused


def check_mail() -> list[str]:
    """Empty where the mail server, or the folder that stands for it, took a test mail to LEADS_EMAIL."""
    mail = OutgoingMail(
        to=settings.LEADS_EMAIL,
        subject=f"{TEST_TITLE} z czatu NovaHouse",
        text=f"{TEST_TEXT}\n",
        message_id=message_id(f"check:{uuid.uuid4()}"),
        created_at=timezone.now(),
    )
    try:
        hand_over(mail)
    except DeliveryError as error:
        return [_sentence(error)]
    return []


def _sentence(error: DeliveryError) -> str:
    if isinstance(error, Postponed):
        return (
            "the circuit breaker is open after repeated failures: wait a minute, or `manage.py breaker close mail`, and "
            "check again."
        )
    refused = isinstance(error, Refused)
    hint = "check LEADS_EMAIL and DEFAULT_FROM_EMAIL" if refused else "check EMAIL_URL and the connection"
    return f"the test mail was not taken ({error}): {hint}."
