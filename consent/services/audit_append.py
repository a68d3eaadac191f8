"""The only writer of the audit trail."""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from consent.audit.chain import CLEAR_COLUMNS, commit, row_hash
from consent.audit.key import chain_key
from consent.audit.rows import hashed_values
from consent.models import AuditHead, ConsentAuditLog, ConsentText
from consent.models.audit import Action
from consent.services.origin import Origin
from consent.services.suppression_journal import JOURNALLED, write_journal
from novahouse.privacy.email_address import email_hash

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Entry:
    """One change to be recorded. `email` is normalised; `email_hmac` stands alone where the address itself must not be kept."""

    action: Action
    origin: Origin
    purpose: str = ""
    email: str | None = None
    email_hmac: str | None = None
    conversation_id: int | None = None
    lead_id: int | None = None
    reason: str | None = None
    text: ConsentText | None = None
    details: dict[str, Any] = field(default_factory=dict)


def audit_append(entries: Sequence[Entry], *, now: datetime) -> list[ConsentAuditLog]:
    """Write rows at the end of the chain: the last thing a transaction does, since the head stays locked until it commits."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit row belongs into the transaction of its change")
    head = AuditHead.objects.select_for_update().get()
    rows = []
    for entry in entries:
        row = _row(entry, now)
        row.id = head.last_id + 1
        row.previous_hash = head.last_hash
        row.hash = row_hash(chain_key(), row.previous_hash, hashed_values(row))
        head.last_id, head.last_hash = row.id, row.hash
        rows.append(row)
    ConsentAuditLog.objects.bulk_create(rows)
    head.save(update_fields=["last_id", "last_hash"])
    if any(row.action in JOURNALLED for row in rows):
        transaction.on_commit(write_journal)
    return rows


def _row(entry: Entry, now: datetime) -> ConsentAuditLog:
    row = ConsentAuditLog(
        created_at=now,
        action=entry.action,
        purpose=entry.purpose,
        source=entry.origin.source,
        conversation_id=entry.conversation_id,
        lead_id=entry.lead_id,
        text_version=entry.text.version if entry.text else "",
        text_language=entry.text.language if entry.text else "",
        text_hash=entry.text.hash if entry.text else "",
        details=json.dumps(entry.details, ensure_ascii=False, sort_keys=True) if entry.details else "",
        email=entry.email,
        ip_address=entry.origin.ip_address,
        user_agent=_clean(entry.origin.user_agent, 400),
        reason=_clean(entry.reason, 500),
        salt=secrets.token_hex(16),
        email_hmac=email_hash(entry.email) if entry.email else entry.email_hmac,
        address_salt=secrets.token_hex(16),
    )
    row.commitment = commit(str(row.salt), [getattr(row, name) for name in CLEAR_COLUMNS])
    row.address_commitment = commit(str(row.address_salt), [row.email_hmac])
    return row


def _clean(text: str | None, longest: int) -> str | None:
    """Text from outside on one line, as long as its column."""
    return (_CONTROLS.sub(" ", text).strip()[:longest] or None) if text else None
