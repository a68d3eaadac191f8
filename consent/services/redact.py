"""The one change that audit rows may undergo: their clear columns go, and years later the hash of the address with them.

A row appended afterwards has to name the rows (consent.audit.verify); the caller writes it at the end of the same transaction.
"""

from django.db.models import Q, QuerySet

from consent.audit.chain import CLEAR_COLUMNS
from consent.models import ConsentAuditLog
from consent.models.audit import Action

# Rows that may hold clear data. Those that name redactions never do, and so need none, which again would have to be named.
CLEAR = Q(salt__isnull=False) & ~Q(action__in=(Action.ERASURE, Action.ANONYMISE))

_CLEAR_COLUMNS = (*CLEAR_COLUMNS, "salt")
_AT_ONCE = 1000  # rows of a statement


def redact(rows: Q) -> list[int]:
    """Null the clear columns of all matching rows; returns the ids of those that were not redacted before."""
    found = ConsentAuditLog.objects.select_for_update().filter(CLEAR & rows).order_by("pk")  # the order in which all lock them
    ids = list(found.values_list("pk", flat=True))
    _null(ids, _CLEAR_COLUMNS)
    return ids


def redact_some(rows: Q, most: int) -> list[int]:
    """As `redact`, the oldest ones and no more than so many; rows that somebody else holds are passed over."""
    ids = _oldest(CLEAR & rows, most)
    _null(ids, _CLEAR_COLUMNS)
    return ids


def expire_proof(rows: Q, most: int) -> tuple[list[int], list[int]]:
    """As `redact_some`, and the address's hash goes, too; returns the ids that were not redacted before, and all of them."""
    ids = _oldest(rows, most)
    clear = list(ConsentAuditLog.objects.filter(pk__in=ids, salt__isnull=False).values_list("pk", flat=True))
    _null(ids, (*_CLEAR_COLUMNS, "email_hmac", "address_salt"))
    return clear, ids


def _oldest(rows: Q, most: int) -> list[int]:
    found = ConsentAuditLog.objects.select_for_update(skip_locked=True).filter(rows).order_by("created_at")
    return list(found.values_list("pk", flat=True)[:most])


def _null(ids: list[int], columns: tuple[str, ...]) -> None:
    # Past the model's own refusal; the database's triggers allow these columns to be nulled together and nothing else.
    rows: QuerySet[ConsentAuditLog] = QuerySet(ConsentAuditLog)
    for at in range(0, len(ids), _AT_ONCE):
        rows.filter(pk__in=ids[at : at + _AT_ONCE]).update(**dict.fromkeys(columns))
