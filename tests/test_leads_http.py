"""From a visitor's message to the sales team: an item in monday.com and an alert in Slack, once, whatever happens meanwhile."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.tests.monday_board import BOARD_ID
from integrations.tests.monday_server import KEY, Lost, MondayServer
from integrations.tests.vendor_server import HANG, Answer, VendorServer
from tests.conftest import Server

PATIENCE = 15  # seconds from the message to the team
INTRODUCTION = "Dzień dobry, nazywam się Jan Kowalski, tel. 601 234 567, mail jan.kowalski@example.pl"
FACTS = "Ile za 65 m2 w Gdańsku w pakiecie Comfort? Mam 120 tysięcy budżetu."
MAKE_DUE = "from integrations.models import OutboxMessage as O; O.objects.waiting().update(next_attempt_at='2026-01-01T00:00Z')"
COUNT = "from integrations.models import OutboxMessage as O; print(O.objects.count())"


class Team:
    """What Slack and monday.com have got."""

    def __init__(self) -> None:
        self.slack = VendorServer(Answer(body=b"ok"))
        self.monday = MondayServer()

    @property
    def alerts(self) -> list[str]:
        return [request.body.decode() for request in self.slack.requests]

    @property
    def items(self) -> list[Any]:
        return self.monday.board.active

    def begin(self) -> None:
        self.slack.start()
        self.monday.start()

    def end(self) -> None:
        self.slack.stop()
        self.monday.stop()


@pytest.fixture(scope="module")
def team() -> Iterator[Team]:
    team = Team()
    team.begin()
    yield team
    team.end()


@pytest.fixture(scope="module")
def site(team: Team, server_factory: Callable[..., Server]) -> Server:
    return server_factory(
        SLACK_WEBHOOK_URL=f"{team.slack.url}/services/T0/B0/secret",
        MONDAY_API_URL=f"{team.monday.url}/v2",
        MONDAY_API_KEY=KEY,
        MONDAY_BOARD_ID=BOARD_ID,
        BREAKERS_ENABLED="true",
    )


@pytest.fixture(autouse=True)
def nothing_so_far(site: Server, team: Team) -> None:
    until(lambda: waiting(site) == 0)
    team.slack.requests.clear()
    team.slack.answers[:] = [Answer(body=b"ok")]
    team.monday.asked.clear()
    team.monday.board.items.clear()
    team.monday.script.clear()


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not come true"
        time.sleep(0.1)


def waiting(site: Server) -> int:
    """How many messages should have gone out by now."""
    found: int = site.get("/api/health/deep").json()["checks"]["outbox"]["waiting"]
    return found


def rows(site: Server) -> int:
    """How many messages the outbox has ever held."""
    return int(site.manage("shell", "-v0", "-c", COUNT).stdout.split()[-1])


def deliver_all(site: Server) -> None:
    """As if everybody's wait, and every lease, were over."""
    site.manage("shell", "-v0", "-c", MAKE_DUE)
    site.manage("deliver_outbox")
    until(lambda: waiting(site) == 0, 60)


def somebody() -> str:
    """An address and a number that no other test has given: they would be the same person."""
    number = uuid.uuid4().int % 10**6
    return INTRODUCTION.replace("jan.kowalski", f"jan{number}").replace("234 567", f"{number // 1000:03} {number % 1000:03}")


def talk(site: Server, *messages: str, session_id: str | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for message in messages:
        answer = site.chat(message, **({"session_id": session_id} if session_id else {}))
        session_id = answer["session_id"]
    return answer


def agree(site: Server, session_id: str) -> None:
    wanted = {"session_id": session_id, "purposes": {"rodo": True}, "text_version": "1"}
    assert site.post("/api/consent", wanted).status_code == 200


def test_a_conversation_reaches_the_team(site: Server, team: Team) -> None:
    answer = talk(site, somebody())
    assert "consent" in [action["type"] for action in answer["actions"]]
    talk(site, FACTS, session_id=answer["session_id"])
    assert waiting(site) == 0
    agree(site, answer["session_id"])
    until(lambda: team.items and team.alerts)
    (item,) = team.items
    assert item.name == "Jan Kowalski"
    assert item.values["area"] == "65"
    (alert,) = team.alerts
    assert "Jan Kowalski" in alert
    assert "@example.pl" not in alert
    assert "+48601" not in alert
    assert "score" not in str(answer)


def test_without_consent_nothing_leaves(site: Server, team: Team) -> None:
    before = rows(site)
    answer = talk(site, FACTS, somebody(), "Proszę o telefon")
    assert "consent" in [action["type"] for action in talk(site, somebody(), session_id=answer["session_id"])["actions"]]
    assert rows(site) == before
    assert team.alerts == team.items == []


def test_what_was_said_while_both_were_down_arrives_in_order(site: Server, team: Team) -> None:
    team.end()
    session = talk(site, somebody())["session_id"]
    agree(site, session)
    talk(site, "Chodzi o 40 m2 w Gdańsku", "Jednak 62 metry", FACTS, "Proszę o telefon", session_id=session)
    assert waiting(site) >= 3
    team.begin()
    for vendor in ("slack", "monday"):
        site.manage("breaker", "close", vendor)
    deliver_all(site)
    (item,) = team.items
    assert item.values["area"] == "65"
    saves = [(name, str(variables)) for name, variables in team.monday.asked if name != "items_page_by_column_values"]
    assert [name for name, _ in saves] == ["create_item", *["change_multiple_column_values"] * (len(saves) - 1)]
    areas = [found[1] for _, said in saves if (found := re.search(r'"area": ?"(\d+)', said))]
    assert areas == sorted(areas)  # 40, 62 and 65, those of them that had a message of their own
    assert len(team.alerts) == len(set(team.alerts))


def test_a_server_killed_in_the_middle_loses_nothing_and_makes_no_second_item(site: Server, team: Team) -> None:
    team.monday.script.append(Lost(HANG))
    team.slack.answers[:] = [HANG, Answer(body=b"ok")]
    session = talk(site, somebody(), FACTS)["session_id"]
    agree(site, session)
    until(lambda: team.items and team.alerts)
    site.kill()
    team.slack.release()
    team.monday.release()
    site.start()
    deliver_all(site)
    assert len(team.items) == 1
    assert len(team.alerts) <= 2
    assert len(set(team.alerts)) == 1


def test_an_erased_person_leaves_the_board(site: Server, team: Team) -> None:
    introduction = somebody()
    found = re.search(r"\S+@example\.pl", introduction)
    assert found
    answer = talk(site, introduction, FACTS)
    agree(site, answer["session_id"])
    until(lambda: team.items)
    until(lambda: waiting(site) == 0)
    assert site.post("/api/rodo/erase", {"email": found[0]}).status_code == 202
    site.manage("deliver_outbox")
    link = newest_link(Path(site.environment["VAR_DIR"]) / "mail", found[0])
    assert site.post(link.removeprefix(site.url)).status_code == 200
    deliver_all(site)
    assert team.items == []
    assert team.monday.fields[-1] == "delete_item"
    confirmed = (
        "from consent.models import ConsentAuditLog as L; print(L.objects.filter(action='copy-erased').count(), 'confirmed')"
    )
    until(lambda: "1 confirmed" in site.manage("shell", "-v0", "-c", confirmed).stdout)
    site.manage("verify_audit_log")


def newest_link(folder: Path, address: str) -> str:
    until(lambda: any(address in file.read_text() for file in folder.glob("*.eml")))
    text = max((file for file in folder.glob("*.eml") if address in file.read_text()), key=lambda file: file.stat().st_mtime)
    found = re.search(r"http://127\.0\.0\.1:\d+/\S+", text.read_text().replace("=\n", ""))
    assert found
    return found[0]
