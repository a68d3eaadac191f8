"""The database fallback cache as a Django cache. Counting by several processes: tests/test_counting_processes.py."""

import pickle
import time
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from novahouse.cache.backend import MAX_VALUE_BYTES, DatabaseFallbackCache, ValueTooLarge
from novahouse.cache.models import CacheEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache() -> DatabaseFallbackCache:
    found = caches["fallback"]
    assert isinstance(found, DatabaseFallbackCache)
    return found


@pytest.mark.parametrize(
    "value", ["tekst", "zażółć", 7, 0, -3, 2**62, 2**70, 1.5, True, False, None, b"\x00\xff", {"a": [1, (2,)]}]
)
def test_it_gives_back_what_was_set(cache: DatabaseFallbackCache, value: Any) -> None:
    cache.set("key", value)
    read = cache.get("key", default="missing")
    assert read == value
    assert type(read) is type(value)


def test_a_missing_key_gives_the_default(cache: DatabaseFallbackCache) -> None:
    assert cache.get("nothing") is None
    assert cache.get("nothing", "default") == "default"


def test_an_expired_value_is_gone(cache: DatabaseFallbackCache) -> None:
    cache.set("key", 1, timeout=0.01)
    time.sleep(0.02)
    assert cache.get("key") is None
    assert not cache.has_key("key")
    assert not cache.touch("key")
    assert not cache.delete("key")


def test_a_timeout_that_is_over_deletes(cache: DatabaseFallbackCache) -> None:
    cache.set("key", 1)
    cache.set("key", 2, timeout=0)
    assert cache.get("key") is None


def test_no_timeout_lasts(cache: DatabaseFallbackCache) -> None:
    cache.set("key", 1, timeout=None)
    assert CacheEntry.objects.get().expires_at is None
    assert cache.get("key") == 1


def test_add_never_overwrites_a_live_value(cache: DatabaseFallbackCache) -> None:
    assert cache.add("key", "first")
    assert not cache.add("key", "second")
    assert cache.get("key") == "first"


def test_add_replaces_an_expired_value(cache: DatabaseFallbackCache) -> None:
    cache.set("key", "old", timeout=0.01)
    time.sleep(0.02)
    assert cache.add("key", "new")
    assert cache.get("key") == "new"


def test_touch_prolongs(cache: DatabaseFallbackCache) -> None:
    cache.set("key", 1, timeout=0.05)
    assert cache.touch("key", timeout=60)
    time.sleep(0.06)
    assert cache.get("key") == 1


def test_incr_and_decr(cache: DatabaseFallbackCache) -> None:
    cache.set("counter", 5)
    assert cache.incr("counter") == 6
    assert cache.incr("counter", 10) == 16
    assert cache.decr("counter", 6) == 10


@pytest.mark.parametrize("value", [None, "text", True])
def test_incr_of_what_is_no_number_raises(cache: DatabaseFallbackCache, value: Any) -> None:
    if value is not None:
        cache.set("key", value)
    with pytest.raises(ValueError, match="whole number"):
        cache.incr("key")


def test_count_starts_at_one_and_keeps_its_first_expiry(cache: DatabaseFallbackCache) -> None:
    assert [cache.count("hits", 60) for _ in range(3)] == [1, 2, 3]
    expires_at = CacheEntry.objects.get().expires_at
    cache.count("hits", 600)
    assert CacheEntry.objects.get().expires_at == expires_at


def test_count_starts_again_after_its_expiry(cache: DatabaseFallbackCache) -> None:
    cache.count("hits", 0.01)
    time.sleep(0.02)
    assert cache.count("hits", 60) == 1


def test_counting_is_one_statement(cache: DatabaseFallbackCache, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        cache.count("hits", 60)


def test_many_at_once(cache: DatabaseFallbackCache, django_assert_num_queries: Any) -> None:
    assert cache.set_many({"a": 1, "b": "two"}) == []
    with django_assert_num_queries(1):
        assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": "two"}
    cache.delete_many(["a", "c"])
    assert cache.get_many(["a", "b"]) == {"b": "two"}


def test_more_keys_than_a_statement_takes(cache: DatabaseFallbackCache) -> None:
    keys = [f"key-{number}" for number in range(1200)]
    cache.set_many(dict.fromkeys(keys, 1))
    assert len(cache.get_many(keys)) == 1200
    cache.delete_many(keys)
    assert cache.get_many(keys) == {}


def test_versions_and_get_or_set(cache: DatabaseFallbackCache) -> None:
    cache.set("key", "one", version=1)
    cache.set("key", "two", version=2)
    assert cache.get("key", version=1) == "one"
    assert cache.get("key", version=2) == "two"
    assert cache.get_or_set("other", lambda: 3) == 3
    cache.incr_version("key", version=1, delta=5)
    assert cache.get("key", version=6) == "one"


def test_clear(cache: DatabaseFallbackCache) -> None:
    cache.set_many({"a": 1, "b": 2})
    cache.clear()
    assert not CacheEntry.objects.exists()


@pytest.mark.filterwarnings("ignore::django.core.cache.backends.base.CacheKeyWarning")
@pytest.mark.parametrize("key", ["k" * 5000, "with space", "with\nnewline", "with\x00nul", "zażółć", "🏠" * 100])
def test_any_key_is_usable(cache: DatabaseFallbackCache, key: str) -> None:
    cache.set(key, "value")
    assert cache.get(key) == "value"
    assert cache.get_many([key]) == {key: "value"}
    assert cache.delete(key)


def test_a_value_over_the_limit_is_refused(cache: DatabaseFallbackCache) -> None:
    cache.set("key", "before")
    with pytest.raises(ValueTooLarge):
        cache.set("key", "x" * MAX_VALUE_BYTES)
    assert cache.get("key") == "before"


def test_purge_removes_what_has_expired_and_nothing_else(cache: DatabaseFallbackCache) -> None:
    now = time.time()
    CacheEntry.objects.bulk_create(
        [CacheEntry(key=f"old-{number}", counter=1, expires_at=now - 1) for number in range(25)]
        + [CacheEntry(key="live", counter=1, expires_at=now + 60), CacheEntry(key="for ever", counter=1)]
    )
    assert cache.purge(now, batch=10, pause=0) == 25
    assert set(CacheEntry.objects.values_list("key", flat=True)) == {"live", "for ever"}
    assert cache.purge(now, batch=10, pause=0) == 0


def test_purge_goes_in_bounded_batches(cache: DatabaseFallbackCache, django_assert_num_queries: Any) -> None:
    now = time.time()
    CacheEntry.objects.bulk_create([CacheEntry(key=f"old-{number}", counter=1, expires_at=now - 1) for number in range(25)])
    with django_assert_num_queries(3):  # 10, 10, 5
        cache.purge(now, batch=10, pause=0)


def test_the_purge_uses_its_index(cache: DatabaseFallbackCache) -> None:
    now = time.time()
    CacheEntry.objects.bulk_create([CacheEntry(key=f"live-{number}", counter=1, expires_at=now + 60) for number in range(3000)])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE fallback_cache_cacheentry")
            explain = "EXPLAIN "
        else:
            explain = "EXPLAIN QUERY PLAN "
        cursor.execute(
            explain + "SELECT key FROM fallback_cache_cacheentry WHERE expires_at <= %s ORDER BY expires_at LIMIT 10", [now]
        )
        plan = str(cursor.fetchall())
    assert "cache_expires_at" in plan


def test_the_command_logs_how_many_went(cache: DatabaseFallbackCache, caplog: pytest.LogCaptureFixture) -> None:
    CacheEntry.objects.create(key="old", value=pickle.dumps(1), expires_at=time.time() - 1)
    with caplog.at_level("INFO"):
        call_command("purge_expired_cache")
    assert "Purged 1 expired fallback cache entries" in caplog.messages


def test_the_command_does_nothing_where_it_is_switched_off(
    cache: DatabaseFallbackCache, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    CacheEntry.objects.create(key="old", value=pickle.dumps(1), expires_at=time.time() - 1)
    settings.PURGE_ENABLED = False
    call_command("purge_expired_cache")
    assert capsys.readouterr().out == "Nothing is purged: PURGE_ENABLED is false.\n"
    assert CacheEntry.objects.exists()
