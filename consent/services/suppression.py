"""The list of addresses that get no marketing. Call these with the address locked (consent.services.state_change)."""

from datetime import datetime

from consent.models import Revocation, Suppression


def suppress(email_hmac: str, now: datetime) -> bool:
    """Put an address on the list; False where it was there already."""
    return Suppression.objects.get_or_create(email_hmac=email_hmac, defaults={"created_at": now})[1]


def lift_suppression(email_hmac: str) -> None:
    Suppression.objects.covering(email_hmac).delete()


def is_suppressed(email_hmac: str) -> bool:
    return Suppression.objects.covering(email_hmac).exists()


def needs_proof_of_ownership(email_hmac: str) -> bool:
    """Whether somebody withdrew for this address: then a consent counts only once its owner has used the mailed link."""
    return is_suppressed(email_hmac) or Revocation.objects.filter(email_hmac=email_hmac).exists()
