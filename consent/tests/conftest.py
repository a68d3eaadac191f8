import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def no_limit(settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = False
