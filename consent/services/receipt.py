"""Signed receipts: what a visitor agreed to, in their own hands, verifiable years later."""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from consent.models import ConsentAuditLog
from novahouse.privacy.keys import derived_key


def receipt(rows: Sequence[ConsentAuditLog], *, email: str | None, now: datetime) -> dict[str, Any]:
    """Plain JSON: the audit rows' numbers, wording hashes, time and a signature over all of it."""
    consents = [
        {
            "purpose": row.purpose,
            "version": row.text_version,
            "language": row.text_language,
            "hash": row.text_hash,
            "audit_id": row.pk,
        }
        for row in rows
    ]
    unsigned = {
        "audit_id": rows[-1].pk if rows else None,
        "time": now.astimezone(UTC).isoformat(timespec="seconds"),
        "email": email,
        "consents": consents,
    }
    return {**unsigned, "signature": _signature(unsigned)}


def receipt_is_ours(claimed: dict[str, Any]) -> bool:
    """Whether a receipt is one that we issued, unchanged."""
    unsigned = {name: value for name, value in claimed.items() if name != "signature"}
    signature = claimed.get("signature")
    # Ours is hexadecimal; half a character could not even be compared.
    if not isinstance(signature, str) or not signature.isascii():
        return False
    try:
        return hmac.compare_digest(signature, _signature(unsigned))
    except (ValueError, RecursionError):  # nothing that can be written as JSON
        return False


def _signature(unsigned: dict[str, Any]) -> str:
    return hmac.digest(derived_key("consent receipt"), json.dumps(unsigned, sort_keys=True).encode(), "sha256").hex()
