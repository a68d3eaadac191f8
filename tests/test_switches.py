"""The roll-back switches: an environment variable and a restart turn a part off and on again, on the same database."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from integrations.tests.vendor_server import Answer, VendorServer
from tests.conftest import Server

SWITCHES = ("RATE_LIMIT_ENABLED", "PURGE_ENABLED", "BREAKERS_ENABLED", "FOLLOWUPS_ENABLED", "UNSUBSCRIBE_ENABLED")
SAID_AT_START = (
    "Rate limiter is off (RATE_LIMIT_ENABLED=false)",
    "Expired cache entries stay where they are (PURGE_ENABLED=false)",
    "Circuit breakers are off (BREAKERS_ENABLED=false)",
    "Follow-ups are off (FOLLOWUPS_ENABLED=false)",
    "Unsubscribing is switched off (UNSUBSCRIBE_ENABLED=false)",
)

# Of a vendor that fails a breaker lets five through.
SIX_ALERTS = """
from integrations.outbox.errors import DeliveryError
from integrations.slack.delivery import webhook_post
for _ in range(6):
    try:
        webhook_post({"text": "Nowy kontakt"})
    except DeliveryError as error:
        print(type(error).__name__)
"""


@pytest.fixture(scope="module")
def slack() -> Iterator[VendorServer]:
    """Down, as a vendor is when one wants the breakers off."""
    with VendorServer(Answer(500)) as server:
        yield server


@pytest.fixture(scope="module")
def off(server_factory: Callable[..., Server], slack: VendorServer) -> Server:
    return server_factory(
        **dict.fromkeys(SWITCHES, "false"),
        CHAT_RATE_LIMIT="30/m",
        FOLLOWUP_QUIET_HOURS="off",
        SLACK_WEBHOOK_URL=f"{slack.url}/services/T00000000/B00000000/Secret",
    )


def health(server: Server) -> dict[str, object]:
    switches: dict[str, object] = server.get("/api/health/deep").json()["checks"]["switches"]
    return switches


def answers(server: Server, count: int) -> Counter[int]:
    return Counter(server.post("/api/chatbot/chat", {"message": "hej"}).status_code for _ in range(count))


def test_off(off: Server, slack: VendorServer) -> None:
    for line in SAID_AT_START:
        assert line in off.log
    assert health(off) == {
        "status": "degraded",
        "rate_limit": False,
        "purge": False,
        "breakers": False,
        "followups": False,
        "unsubscribe": False,
    }
    assert answers(off, 61) == {200: 61}
    assert "Nothing is purged" in off.manage("purge_expired_cache").stdout
    assert "BREAKERS_ENABLED=false" in off.manage("breaker", "list").stdout
    assert "Nothing goes now: switched off." in off.manage("send_followups").stdout
    refused = off.post("/api/unsubscribe", {"email": "anna@example.com"})
    assert refused.status_code == 503
    assert "@" in refused.json()["error"]  # where to withdraw meanwhile
    off.manage("shell", "-c", SIX_ALERTS)
    assert len(slack.requests) == 6


def test_and_on_again(off: Server, slack: VendorServer) -> None:
    off.stop()
    off.environment.update(dict.fromkeys(SWITCHES, "true"))
    off.log_file.write_text("")
    off.start()
    assert "(RATE_LIMIT_ENABLED=false)" not in off.log
    assert "Rate limiter initialized (backend: " in off.log
    assert "Slack circuit breaker initialized (fail_max=5, reset_timeout=60s)" in off.log
    assert health(off)["status"] == "ok"
    assert answers(off, 61)[429] >= 1  # more than two minutes let through
    assert "Nothing is purged" not in off.manage("purge_expired_cache").stdout
    assert "BREAKERS_ENABLED=false" not in off.manage("breaker", "list").stdout
    assert "Nothing goes now" not in off.manage("send_followups").stdout
    assert off.post("/api/unsubscribe", {"email": "anna@example.com"}).json()["success"] is True
    asked = len(slack.requests)
    off.manage("shell", "-c", SIX_ALERTS)
    assert len(slack.requests) - asked == 5
