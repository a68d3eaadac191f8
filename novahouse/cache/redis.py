"""Redis as Django's cache, through django-redis, with the shared database fallback while Redis is out.

An error means the fallback for Outage.SKIP_SECONDS; then one caller asks Redis again. Values do not move between the two: a
cache may forget. Counters that limit something may not, see `count`.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django_redis.cache import RedisCache
from redis.exceptions import RedisError

from novahouse.cache.outage import Outage

BLOCKS = 6  # a limit is reserved in so many parts
_FAILURES = (RedisError, OSError)
# INCRBY of a key that has just expired would leave one that never does.
_INCREMENT = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return count
"""
_outages: dict[str, Outage] = {}  # by server; Django makes a cache object for each thread


def _or_fallback(name: str) -> Callable[..., Any]:
    """The method of django-redis, or that of the fallback."""
    ask_redis = getattr(RedisCache, name)

    def method(self: "ResilientRedisCache", *args: Any, **kwargs: Any) -> Any:
        if self.outage.may_ask():
            try:
                answer = ask_redis(self, *args, **kwargs)
            except _FAILURES as error:
                self.outage.begins(error)
            else:
                self.outage.ends()
                return answer
        return getattr(caches["fallback"], name)(*args, **kwargs)

    return method


class ResilientRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.outage = _outages.setdefault(server, Outage())

    get = _or_fallback("get")
    get_many = _or_fallback("get_many")
    has_key = _or_fallback("has_key")
    set = _or_fallback("set")
    set_many = _or_fallback("set_many")
    add = _or_fallback("add")
    touch = _or_fallback("touch")
    incr = _or_fallback("incr")
    decr = _or_fallback("decr")
    delete = _or_fallback("delete")
    delete_many = _or_fallback("delete_many")
    clear = _or_fallback("clear")

    def count(self, key: str, timeout: float, limit: int, version: int | None = None) -> int:
        """Add one to a counter that lives `timeout` seconds and tell the sum, never too little to hold `limit`.

        Redis counts, and every limit/BLOCKS counts the next block is reserved in the fallback's counter of the same name. So
        the fallback knows at least as much as Redis: whichever of the two counts, and however often that changes, no more than
        `limit` pass, and at most one block less a switch. A reservation also tells what others counted in the fallback
        meanwhile, or what Redis has forgotten, and Redis is brought up to it.
        """
        fallback, block = caches["fallback"], max(1, limit // BLOCKS)
        if not self.outage.may_ask():
            return int(fallback.count(key, timeout))  # type: ignore[attr-defined]
        try:
            count = self._incremented(key, 1, timeout, version)
            if count <= limit and count % block == 1 % block:
                reserved = fallback.reserve(key, timeout, block, least=count - 1)  # type: ignore[attr-defined]
                place = reserved - block + 1
                if place > count:
                    self._incremented(key, place - count, timeout, version)
                    count = place
        except _FAILURES as error:
            self.outage.begins(error)
            return int(fallback.count(key, timeout))  # type: ignore[attr-defined]
        self.outage.ends()
        return int(count)

    def _incremented(self, key: str, by: int, timeout: float, version: int | None) -> int:
        client = self.client.get_client(write=True)
        return int(client.eval(_INCREMENT, 1, self.client.make_key(key, version=version), by, int(timeout * 1000)))
