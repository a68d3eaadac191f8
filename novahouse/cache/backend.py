"""A Django cache in one database table, shared by all processes: the default without Redis, the fallback with it.

Unlike Django's own DatabaseCache it counts exactly: every change is one atomic statement, never a read and then a write.
Values are pickled, as Django's own backends do: whoever can write this table can already run the site.
Call it outside a transaction: inside one, a counter's row stays locked until the commit and a roll-back takes the count back.
"""

import hashlib
import pickle
import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections, router

from novahouse.cache import sql
from novahouse.cache.models import CacheEntry

MAX_VALUE_BYTES = 512 * 1024
_MAX_KEY_LENGTH = 200
_KEYS_A_STATEMENT = 500


class ValueTooLarge(ValueError):
    """A value pickles to more than MAX_VALUE_BYTES: this is a cache for small things."""


class DatabaseFallbackCache(BaseCache):
    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    # Reading

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        wanted = {self._key(key, version): key for key in keys}
        found = {}
        for some in _slices(list(wanted)):
            rows = self._fetch(sql.GET.format(keys=sql.placeholders(some)), [*some, time.time()])
            found.update({wanted[key]: counter if value is None else pickle.loads(value) for key, value, counter in rows})  # noqa: S301
        return found

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self.get_many([key], version))

    # Writing

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        expires_at = self._expires_at(timeout)
        if _is_over(expires_at):
            self.delete(key, version)
            return
        self._fetch(sql.SET, [self._key(key, version), *_columns(value), expires_at])

    def set_many(self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        for key, value in data.items():
            self.set(key, value, timeout, version)
        return []

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        expires_at = self._expires_at(timeout)
        if _is_over(expires_at):
            return not self.has_key(key, version)
        return bool(self._fetch(sql.ADD, [self._key(key, version), *_columns(value), expires_at, time.time()]))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        expires_at = self._expires_at(timeout)
        if _is_over(expires_at):
            return self.delete(key, version)
        return bool(self._fetch(sql.TOUCH, [expires_at, self._key(key, version), time.time()]))

    def delete(self, key: str, version: int | None = None) -> bool:
        rows = self._fetch(sql.DELETE.format(keys="%s"), [self._key(key, version)])
        return any(not _is_over(expires_at) for (expires_at,) in rows)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        for some in _slices([self._key(key, version) for key in keys]):
            self._fetch(sql.DELETE.format(keys=sql.placeholders(some)), some)

    def clear(self) -> None:
        self._fetch(sql.CLEAR, [])

    # Counting

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a whole number that is there. Raises ValueError where there is none."""
        rows = self._fetch(sql.INCREMENT, [delta, self._key(key, version), time.time()])
        if not rows:
            raise ValueError(f"Key '{key}' is not there, or is no whole number")
        return int(rows[0][0])

    def count(self, key: str, timeout: float, limit: int | None = None, version: int | None = None) -> int:
        """Add one and tell the sum; a counter that is not there or has expired starts at one and lives `timeout` seconds.

        `add` and `incr` in one statement, which is what a rate limit needs of a database. `limit` is of use to
        ResilientRedisCache alone, which counts in two places.
        """
        now = time.time()
        rows = self._fetch(sql.COUNT, [self._key(key, version), now + timeout, now, now])
        return int(rows[0][0])

    def reserve(self, key: str, timeout: float, block: int, *, least: int, version: int | None = None) -> int:
        """Take the next whole block of a counter, beginning above `least` and above all that was counted or reserved before.

        Returns the block's last number, a multiple of `block`; the counter lives `timeout` seconds from its first use.
        """
        now = time.time()
        rows = self._fetch(sql.RESERVE, sql.reserve_parameters(self._key(key, version), now, timeout, block, least))
        return int(rows[0][0])

    # Cleaning up

    def purge(self, now: float, batch: int = 2000, pause: float = 0.05) -> int:
        """Delete what expired before `now` (seconds since 1970) in bounded batches, so that no writer waits long.

        Returns how many entries went. Measured on a million rows: docs/decisions/2026-11-24-fallback-cache.md.
        """
        purged = 0
        while True:
            gone = len(self._fetch(sql.purge(self._connection.vendor), [now, batch, now]))
            purged += gone
            if gone < batch:
                return purged
            time.sleep(pause)

    # Inside

    @property
    def _connection(self) -> Any:
        return connections[router.db_for_write(CacheEntry)]

    def _fetch(self, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall()) if cursor.description else []

    def _key(self, key: str, version: int | None) -> str:
        made: str = self.make_key(key, version=version)
        if len(made) > _MAX_KEY_LENGTH or not made.isprintable():
            return "sha256:" + hashlib.sha256(made.encode("utf-8", "surrogatepass")).hexdigest()
        return made

    def _expires_at(self, timeout: Any) -> float | None:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else time.time() + seconds


def _is_over(expires_at: float | None) -> bool:
    return expires_at is not None and expires_at <= time.time()


def _columns(value: Any) -> tuple[bytes | None, int | None]:
    """A value as the two columns that can hold it. A bool is no number here: it must come back as a bool."""
    if type(value) is int and -(2**63) <= value < 2**63:
        return None, value
    pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    if len(pickled) > MAX_VALUE_BYTES:
        raise ValueTooLarge(f"A cached value of {len(pickled)} bytes is over the limit of {MAX_VALUE_BYTES}")
    return pickled, None


def _slices(keys: list[str]) -> Iterable[list[str]]:
    return (keys[at : at + _KEYS_A_STATEMENT] for at in range(0, len(keys), _KEYS_A_STATEMENT))
