from collections.abc import Iterator

import pytest
from pytest_django import Settings

from followups.tests.cast import Clock
from integrations.tests.smtp_server import SmtpServer


@pytest.fixture(autouse=True)
def consent_counts_at_once(settings: Settings) -> None:
    settings.CONSENT_DOUBLE_OPT_IN = False


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[SmtpServer]:
    """A mail server that this product sends through."""
    with SmtpServer() as server:
        settings.EMAIL_URL = server.url
        yield server
