import pytest
from pytest_django import Settings


@pytest.fixture
def team(settings: Settings) -> None:
    """Every place that can be told of leads is configured; nothing is sent, since nobody delivers."""
    settings.SLACK_WEBHOOK_URL = "https://hooks.slack.example/services/T0/B0/secret"
    settings.LEADS_EMAIL = "sprzedaz@example.com"
    settings.MONDAY_API_KEY = "key"
    settings.MONDAY_BOARD_ID = "1234567890"
