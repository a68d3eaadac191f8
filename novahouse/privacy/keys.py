"""Keys for proofs that must hold for years, one a purpose, all made from PRIVACY_KEY."""

import hmac
from functools import cache

from django.conf import settings


def derived_key(purpose: str) -> bytes:
    """32 bytes for one purpose. Knowing one of them tells nothing of another (HMAC as in RFC 5869, one block)."""
    return _derived(settings.PRIVACY_KEY, purpose)


@cache
def _derived(master: str, purpose: str) -> bytes:
    return hmac.digest(master.encode(), f"novahouse {purpose}".encode(), "sha256")
