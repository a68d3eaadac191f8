"""Redis and its fallback, on a Redis server of our own: whatever becomes of it, a limit holds and nobody waits long."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from pytest_django import Settings

from novahouse.cache import outage, redis
from novahouse.health import check_cache
from tests.cluster.redis import OwnRedis

pytestmark = pytest.mark.django_db

LIMIT, MINUTE = 30, 60


class Clock:
    """Stands in for the outage's `time` module."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(outage, "time", clock)
    return clock


@pytest.fixture
def server() -> Iterator[OwnRedis]:
    with OwnRedis() as running:
        yield running


@pytest.fixture
def cache(server: OwnRedis, clock: Clock, settings: Settings) -> Any:
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "novahouse.cache.redis.ResilientRedisCache",
            "LOCATION": server.url,
            "KEY_PREFIX": "novahouse",
            "OPTIONS": settings.REDIS_OPTIONS,
        },
    }
    redis._outages.clear()
    return caches["default"]


def passed(cache: Any, times: int, key: str = "who") -> int:
    """How many of so many requests are let through."""
    return sum(cache.count(key, MINUTE, LIMIT) <= LIMIT for _ in range(times))


def fallback_count() -> int:
    return int(caches["fallback"].get("who") or 0)


def test_redis_counts_and_the_fallback_knows_at_least_as_much(cache: Any) -> None:
    for count in range(1, LIMIT + 1):
        assert cache.count("who", MINUTE, LIMIT) == count
        assert count <= fallback_count() <= count + 4
    assert cache.count("who", MINUTE, LIMIT) == LIMIT + 1
    assert fallback_count() == LIMIT  # what is refused needs no reservation


def test_most_counts_ask_no_database(cache: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        passed(cache, 10)


@pytest.mark.parametrize("before", [1, 4, 5, 6, 13, 29, 30, 35])
def test_redis_dies_and_the_limit_holds(cache: Any, server: OwnRedis, before: int) -> None:
    let_through = passed(cache, before)
    server.kill()
    let_through += passed(cache, 60)
    assert LIMIT - 4 <= let_through <= LIMIT


@pytest.mark.parametrize(("before", "meanwhile"), [(1, 1), (7, 9), (5, 20), (0, 12), (12, 40)])
def test_redis_comes_back_empty_and_the_limit_holds(
    cache: Any, server: OwnRedis, clock: Clock, before: int, meanwhile: int
) -> None:
    let_through = passed(cache, before)
    server.kill()
    let_through += passed(cache, meanwhile)
    server.start()
    clock.now += outage.SKIP_SECONDS
    let_through += passed(cache, 60)
    assert not cache.outage.is_on
    assert LIMIT - 8 <= let_through <= LIMIT


def test_redis_comes_back_as_it_was_and_the_limit_holds(cache: Any, server: OwnRedis, clock: Clock) -> None:
    let_through = passed(cache, 12)
    server.pause()
    let_through += passed(cache, 3)
    assert cache.outage.is_on
    server.resume()
    clock.now += outage.SKIP_SECONDS
    let_through += passed(cache, 60)
    assert LIMIT - 8 <= let_through <= LIMIT


@pytest.mark.parametrize("before", [1, 5, 13, 30])
def test_redis_is_flushed_and_the_limit_holds(cache: Any, server: OwnRedis, before: int) -> None:
    let_through = passed(cache, before)
    server.flush()
    assert LIMIT - 8 <= let_through + passed(cache, 60) <= LIMIT


def test_some_reach_redis_and_some_do_not_and_the_limit_holds(cache: Any) -> None:
    """Another process counts in the fallback meanwhile."""
    let_through = 0
    for turn in range(80):
        count = cache.count("who", MINUTE, LIMIT) if turn % 3 else caches["fallback"].count("who", MINUTE)  # type: ignore[attr-defined]
        let_through += count <= LIMIT
    assert LIMIT - 10 <= let_through <= LIMIT


@pytest.mark.parametrize("limit", [1, 2, 5, 7, 10, 1_000_000_000])
def test_every_limit_has_its_blocks(cache: Any, server: OwnRedis, limit: int) -> None:
    assert [cache.count("who", MINUTE, limit) for _ in range(12)] == list(range(1, 13))
    server.kill()
    assert cache.count("who", MINUTE, limit) > min(limit, 12)


def test_a_counter_ends_with_its_window(cache: Any) -> None:
    cache.count("who", MINUTE, LIMIT)
    assert 0 < cache.ttl("who") <= MINUTE


def test_while_it_is_out_nobody_asks_and_then_one_tries(cache: Any, server: OwnRedis, clock: Clock) -> None:
    server.pause()
    cache.get("first")  # this one waits for the time-out
    server.resume()
    assert cache.outage.is_on
    clock.now += outage.SKIP_SECONDS - 1
    cache.set("in the database", 1, 60)
    assert caches["fallback"].get("in the database") == 1
    clock.now += 1
    assert cache.outage.may_ask()
    assert not cache.outage.may_ask()  # somebody is trying
    clock.now += outage.SKIP_SECONDS
    cache.set("in Redis", 1, 60)
    assert caches["fallback"].get("in Redis") is None
    assert not cache.outage.is_on


def test_an_outage_is_logged_once_and_its_end_once(
    cache: Any, server: OwnRedis, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    other_process = outage.Outage()
    server.kill()
    with caplog.at_level(logging.INFO, "novahouse.cache"):
        for _ in range(3):
            cache.get("key")
            clock.now += outage.SKIP_SECONDS
        other_process.begins(ConnectionError("secret-host"))
        server.start()
        cache.get("key")
        other_process.ends()
    assert caplog.messages == [
        "Redis does not answer (ConnectionError); the database serves in its place",
        "Redis answers again",
    ]


def test_every_method_has_its_fallback(cache: Any, server: OwnRedis) -> None:
    server.kill()
    cache.set("text", "value", 60)
    cache.set_many({"number": 7, "other": True}, 60)
    assert cache.get_many(["text", "number", "other", "none"]) == {"text": "value", "number": 7, "other": True}
    assert (cache.get("none", "default"), cache.has_key("text"), "text" in cache) == ("default", True, True)
    assert (cache.add("text", "new", 60), cache.add("added", 1, 60)) == (False, True)
    assert (cache.incr("number"), cache.decr("number", 3)) == (8, 5)
    assert cache.touch("text", 60)
    assert cache.get_or_set("made", lambda: 3, 60) == 3
    assert cache.delete("text")
    cache.delete_many(["number", "other"])
    cache.clear()
    assert cache.get("added") is None


def test_health_tells_which_of_the_two_serves(cache: Any, server: OwnRedis, clock: Clock) -> None:
    assert check_cache() == {"status": "ok", "backend": "ResilientRedisCache"}
    server.kill()
    assert check_cache() == {"status": "degraded", "backend": "DatabaseFallbackCache"}
    server.start()
    clock.now += outage.SKIP_SECONDS
    assert check_cache() == {"status": "ok", "backend": "ResilientRedisCache"}
