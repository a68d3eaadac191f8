"""A trail to test with, and hands that can write to the table as its owner can."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from consent.audit.anchors import readable_anchors
from consent.audit.chain import GENESIS
from consent.audit.trigger_rules import TABLE, TABLES
from consent.audit.triggers import install, remove
from consent.models import ConsentAuditLog
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ORIGIN = Origin(Source.API, "203.0.113.7", "Mozilla/5.0")


def append(*actions: Action, email: str = "jan@example.com", **fields: Any) -> list[ConsentAuditLog]:
    with transaction.atomic():
        return audit_append([Entry(action, ORIGIN, email=email, **fields) for action in actions], now=NOW)


def restore_copy(last: int) -> None:
    """The trail as it was when it ended with this row, and what was anchored by then."""
    anchors = [anchor for anchor in readable_anchors() if anchor.count <= last]
    count, signature = (anchors[-1].count, anchors[-1].signature) if anchors else (0, "")
    last_hash = GENESIS if last == 0 else ConsentAuditLog.objects.get(pk=last).hash
    as_owner(f"DELETE FROM {TABLE} WHERE id > {last}")
    as_owner(
        f"UPDATE consent_audithead SET last_id = {last}, last_hash = %s, anchored_count = {count}, anchor_signature = %s",
        last_hash,
        signature,
    )


def as_owner(statement: str, *parameters: str) -> None:
    """Run SQL past the triggers, as whoever owns the table can, and put the triggers back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, parameters)
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            remove(cursor, connection.vendor)
            cursor.execute(statement, parameters)
            install(cursor, connection.vendor)
