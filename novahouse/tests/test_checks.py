import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from novahouse import environment
from novahouse.checks import EXACT_COUNTERS, TAG


def found() -> set[str | None]:
    return {message.id for message in run_checks(tags=[TAG])}


def test_the_default_configuration_is_clean() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    "backend",
    [
        "django.core.cache.backends.locmem.LocMemCache",
        "django.core.cache.backends.db.DatabaseCache",
        "django.core.cache.backends.filebased.FileBasedCache",
        "django.core.cache.backends.dummy.DummyCache",
        "django.core.cache.backends.memcached.PyMemcacheCache",
    ],
)
def test_a_cache_that_cannot_count_exactly_is_refused(settings: Settings, backend: str) -> None:
    settings.CACHES = {"default": {"BACKEND": backend}}
    assert found() == {"novahouse.E003"}


@pytest.mark.parametrize("backend", sorted(EXACT_COUNTERS))
def test_a_cache_that_counts_exactly_is_accepted(settings: Settings, backend: str) -> None:
    settings.CACHES = {"default": {"BACKEND": backend}}
    assert found() == set()


def test_a_short_key_is_refused(settings: Settings) -> None:
    settings.PRIVACY_KEY = "short"
    assert found() == {"novahouse.E002"}


def test_a_limit_switched_off_is_warned_of(settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = False
    assert found() == {"novahouse.W001"}


def test_a_malformed_variable_is_named_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "problems", [environment.Problem("DEBUG", "is neither", "Use true.")])
    [message] = run_checks(tags=[TAG])
    assert (message.id, message.msg, message.hint) == ("novahouse.E001", "DEBUG is neither.", "Use true.")
