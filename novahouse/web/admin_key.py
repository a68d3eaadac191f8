"""Machine access for staff: the X-ADMIN-API-KEY header."""

import hmac

from django.conf import settings
from django.http import HttpRequest


def has_admin_key(request: HttpRequest) -> bool:
    """Compared in constant time; no key configured means closed."""
    key: str = settings.ADMIN_API_KEY
    given = request.headers.get("X-ADMIN-API-KEY", "")
    return bool(key) and hmac.compare_digest(given.encode("utf-8", "surrogateescape"), key.encode())
