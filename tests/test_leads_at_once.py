"""Leads made at the same moment by several processes: one a conversation, and one of a person that the others are linked to."""

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from tests.conftest import Server

LEADS = (
    "import json; from chatbot.models import Lead; "
    "print(json.dumps(list(Lead.objects.order_by('pk').values('pk', 'duplicate_of_id', 'phone'))))"
)
AT_ONCE = 8


def leads(server: Server, phone: str) -> list[dict[str, Any]]:
    found = json.loads(server.manage("shell", "-v0", "-c", LEADS).stdout)
    return [lead for lead in found if lead["phone"] == phone]


def number() -> str:
    return f"+4860{uuid.uuid4().int % 10**7:07}"


def consent(server: Server, session_id: str, **contact: str) -> None:
    sent = {"session_id": session_id, "purposes": {"rodo": True}, "text_version": "1", **contact}
    assert server.post("/api/consent", sent).status_code == 200


def at_once(requests: list[Callable[[], object]]) -> None:
    with ThreadPoolExecutor(len(requests)) as threads:
        for done in [threads.submit(request) for request in requests]:
            done.result()


@pytest.fixture(scope="module")
def server(server_factory: Callable[..., Server]) -> Server:
    return server_factory(RATE_LIMIT_ENABLED="false")


def test_messages_of_one_session_at_once_make_one_lead(server: Server) -> None:
    for _ in range(5):
        session, phone = server.chat("dzień dobry")["session_id"], number()
        consent(server, session)
        at_once([partial(server.chat, f"mój telefon {phone}", session_id=session)] * AT_ONCE)
        assert len(leads(server, phone)) == 1


def test_talks_of_one_person_at_once_have_one_root(server: Server) -> None:
    for _ in range(5):
        phone = number()
        sessions = [server.chat("dzień dobry")["session_id"] for _ in range(AT_ONCE)]
        at_once([partial(consent, server, session, phone=phone) for session in sessions])
        first, *others = leads(server, phone)
        assert len(others) == AT_ONCE - 1
        roots = {lead["duplicate_of_id"] for lead in (first, *others)} - {None}
        assert len(roots) == 1
        assert sum(lead["duplicate_of_id"] is None for lead in (first, *others)) == 1
