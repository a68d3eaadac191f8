"""The roll-back switch UNSUBSCRIBE_ENABLED."""

from django.conf import settings
from rest_framework import status

from consent.phrasebook import contact_email
from novahouse.web.errors import Refusal


class SwitchedOff(Refusal):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "switched_off"


def require_unsubscribe() -> None:
    """Raises SwitchedOff, which says where a person can withdraw meanwhile."""
    if not settings.UNSUBSCRIBE_ENABLED:
        raise SwitchedOff(f"This is switched off for the moment; write to {contact_email()} to withdraw.")
