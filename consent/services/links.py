"""Signed links: encrypted, for one purpose, expiring where it makes sense, valid after the record is gone.

A token carries what it is about, encrypted with a key of its purpose alone (Fernet: AES-128-CBC and HMAC-SHA256), so that no
address stands in a URL and a token for one purpose is garbage for another.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.urls import reverse

from novahouse.privacy.keys import derived_key

_LONGEST = 2000


class BadLink(ValueError):
    """Garbage, a part of a token, a token for something else, or one that has expired: nobody is told which."""


@dataclass(frozen=True)
class LinkKind:
    """What a link is for, the page behind it, and how long it is good (None: always)."""

    purpose: str
    page: str
    lifetime: timedelta | None

    def token(self, now: datetime, **about: Any) -> str:
        message = json.dumps(about, separators=(",", ":")).encode()
        return self._fernet().encrypt_at_time(message, int(now.timestamp())).decode().rstrip("=")

    def url(self, now: datetime, **about: Any) -> str:
        return settings.SITE_URL + reverse(self.page, args=[self.token(now, **about)])

    def read(self, token: str, now: datetime) -> dict[str, Any]:
        """What the token carries. Raises BadLink."""
        padded = token + "=" * (-len(token) % 4)
        try:
            # A decoder passes over stray characters and loose bits; only the spelling that was issued is good.
            if len(token) > _LONGEST or base64.urlsafe_b64encode(base64.urlsafe_b64decode(padded)).decode() != padded:
                raise BadLink
            moment = int(now.timestamp())
            if self.lifetime is None:
                message = self._fernet().decrypt(padded)
            else:
                message = self._fernet().decrypt_at_time(padded, int(self.lifetime.total_seconds()), moment)
            about: dict[str, Any] = json.loads(message)
        except (InvalidToken, ValueError) as error:
            raise BadLink from error
        return about

    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(derived_key(f"link {self.purpose}")))


WITHDRAW = LinkKind("withdraw", "unsubscribe-page", None)  # unsubscribe, revoke and status: whoever has it may be left alone
CONFIRM = LinkKind("confirm-consent", "confirm-consent-page", timedelta(days=7))
# Longer than the undo usually stands: the mail may have been late, and then so is the erasure that ends it.
RESTORE = LinkKind("restore-consent", "restore-consent-page", timedelta(days=45))
EXPORT = LinkKind("export", "rodo-export-page", timedelta(days=2))
ERASE = LinkKind("erase", "rodo-erase-page", timedelta(days=2))
