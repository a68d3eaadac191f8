from datetime import UTC, datetime

from consent.audit.chain import HASHED_COLUMNS
from consent.models import ConsentAuditLog


def hashed_values(row: ConsentAuditLog) -> list[object]:
    """A row's columns as they enter its hash."""
    return [written_time(row.created_at) if name == "created_at" else getattr(row, name) for name in HASHED_COLUMNS]


def written_time(moment: datetime) -> str:
    """A time as it enters the chain: UTC, always with microseconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
