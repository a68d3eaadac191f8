"""The hash chain of the audit trail: erasable, and yet tamper-evident. Pure: no database, no clock.

    commitment          = HMAC(salt, email, IP, user agent, reason)        salted, so that nobody can guess what stood there
    address_commitment  = HMAC(address_salt, email_hmac)
    hash                = HMAC(key, previous_hash, id, time, action, ..., commitment, address_commitment)

Nulling the clear columns with their salt leaves `hash` as it was. Without `key` nobody can compute a hash that fits.
"""

import hmac
from collections.abc import Iterable, Iterator, Sequence

GENESIS = "0" * 64
# In this order a row's columns enter its hash. Changing it invalidates every chain there is.
HASHED_COLUMNS = (
    "id",
    "created_at",
    "action",
    "purpose",
    "source",
    "conversation_id",
    "lead_id",
    "text_version",
    "text_language",
    "text_hash",
    "details",
    "commitment",
    "address_commitment",
)
CLEAR_COLUMNS = ("email", "ip_address", "user_agent", "reason")


def commit(salt: str, values: Sequence[str | None]) -> str:
    """A commitment to values: it shows whether they are the ones, and nothing of them without the salt."""
    return hmac.digest(bytes.fromhex(salt), _packed(values), "sha256").hex()


def row_hash(key: bytes, previous_hash: str, columns: Sequence[object]) -> str:
    """`columns` are the values of HASHED_COLUMNS, the time as `YYYY-MM-DD HH:MM:SS.ffffff` in UTC."""
    return hmac.digest(key, previous_hash.encode() + _packed(columns), "sha256").hex()


def _packed(values: Sequence[object]) -> bytes:
    """Each value with its length, so that no two lists of values become the same bytes."""
    return "".join(["-" if value is None else f"{len(text := str(value))}:{text}" for value in values]).encode()


def in_ranges(ids: Iterable[int]) -> str:
    """Ids as `3,7-12`: how a row names the rows that it redacts."""
    runs: list[list[int]] = []
    for one in sorted(set(ids)):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def from_ranges(ranges: str) -> Iterator[int]:
    """The ids of `3,7-12`."""
    for run in filter(None, ranges.split(",")):
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)
