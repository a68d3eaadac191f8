"""The fallback cache's statements, in the SQL that PostgreSQL and SQLite (3.35 or newer) share."""

_TABLE = "fallback_cache_cacheentry"
_LIVE = "(expires_at IS NULL OR expires_at > %s)"
_INSERT = (
    f"INSERT INTO {_TABLE} AS entry (key, value, counter, expires_at) VALUES (%s, %s, %s, %s) ON CONFLICT (key) DO UPDATE SET "  # noqa: S608
)
_REPLACE = "value = excluded.value, counter = excluded.counter, expires_at = excluded.expires_at"

GET = f"SELECT key, value, counter FROM {_TABLE} WHERE key IN ({{keys}}) AND {_LIVE}"  # noqa: S608
SET = _INSERT + _REPLACE
ADD = f"{_INSERT}{_REPLACE} WHERE entry.expires_at <= %s RETURNING key"
TOUCH = f"UPDATE {_TABLE} SET expires_at = %s WHERE key = %s AND {_LIVE} RETURNING key"  # noqa: S608
DELETE = f"DELETE FROM {_TABLE} WHERE key IN ({{keys}}) RETURNING expires_at"  # noqa: S608
CLEAR = f"DELETE FROM {_TABLE}"  # noqa: S608
INCREMENT = f"UPDATE {_TABLE} SET counter = counter + %s WHERE key = %s AND counter IS NOT NULL AND {_LIVE} RETURNING counter"  # noqa: S608
COUNT = f"""
    INSERT INTO {_TABLE} AS entry (key, counter, expires_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET
        value = NULL,
        counter = CASE WHEN entry.expires_at <= %s THEN 1 ELSE COALESCE(entry.counter, 0) + 1 END,
        expires_at = CASE WHEN entry.expires_at <= %s THEN excluded.expires_at ELSE entry.expires_at END
    RETURNING counter
"""  # noqa: S608
# Whole blocks: rounded up to the next one, and one more. The cast: PostgreSQL cannot tell the type of a bare parameter.
_BLOCK, _LEAST = "CAST(%s AS bigint)", "CAST(%s AS bigint)"
_COUNTED = "(CASE WHEN entry.expires_at <= %s THEN 0 ELSE COALESCE(entry.counter, 0) END)"
RESERVE = f"""
    INSERT INTO {_TABLE} AS entry (key, counter, expires_at) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET
        value = NULL,
        counter = (
            CASE WHEN {_COUNTED} > {_LEAST} THEN {_COUNTED} ELSE {_LEAST} END + {_BLOCK} - 1
        ) / {_BLOCK} * {_BLOCK} + {_BLOCK},
        expires_at = CASE WHEN entry.expires_at <= %s THEN excluded.expires_at ELSE entry.expires_at END
    RETURNING counter
"""  # noqa: S608


def reserve_parameters(key: str, now: float, timeout: float, block: int, least: int) -> list[str | int | float]:
    """In the order in which RESERVE asks for them. A counter that is not there begins at `least`."""
    begun = (least + block - 1) // block * block + block
    return [key, begun, now + timeout, now, least, now, least, block, block, block, block, now]


def placeholders(values: list[str]) -> str:
    return ", ".join(["%s"] * len(values))


def purge(vendor: str) -> str:
    """Delete one batch of expired entries. The condition stands twice: an entry may be renewed in between."""
    skip_locked = "FOR UPDATE SKIP LOCKED" if vendor == "postgresql" else ""
    return f"""
        DELETE FROM {_TABLE} WHERE key IN (
            SELECT key FROM {_TABLE} WHERE expires_at <= %s ORDER BY expires_at LIMIT %s {skip_locked}
        ) AND expires_at <= %s
        RETURNING key
    """  # noqa: S608
