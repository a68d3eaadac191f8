"""The chat over HTTP as outside clients rely on it."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.conftest import Server

CHAT = "/api/chatbot/chat"


def test_the_first_conversation_of_the_readme(server: Server) -> None:
    reply = server.chat("Dzień dobry, ile kosztuje Comfort dla 60 m2 w Gdańsku?")
    assert "89 940 zł" in reply["response"]
    assert "automatyczny asystent" in reply["response"]
    assert reply["context"] == {"square_meters": 60, "package": "comfort", "city": "Gdańsk"}
    assert set(reply) == {
        "response",
        "session_id",
        "conversation_id",
        "message_id",
        "context",
        "quick_replies",
        "actions",
        "sources",
        "language",
        "engine",
    }
    assert reply["engine"] == "knowledge"
    assert reply["language"] == "pl"
    assert reply["sources"] == [{"slug": "price", "title": "Ceny"}]
    assert all(set(action) == {"type", "label", "url"} for action in reply["actions"])
    assert uuid.UUID(reply["session_id"]).version == 4
    assert uuid.UUID(reply["message_id"])


def test_it_remembers_over_turns_and_corrections_overwrite(server: Server) -> None:
    session = server.chat("Mam mieszkanie 60 m2 w Gdyni")["session_id"]
    premium = server.chat("a ile za premium?", session_id=session)
    assert "119 940 zł" in premium["response"]
    corrected = server.chat("przepraszam, jednak 70 m2", session_id=session)
    assert "139 930 zł" in corrected["response"]
    assert corrected["context"]["square_meters"] == 70
    assert corrected["context"]["city"] == "Gdynia"


def test_contact_data_without_consent_carries_the_consent_action(server: Server) -> None:
    reply = server.chat("Nazywam się Anna Kowalska, mój mail to Anna.Kowalska@Example.com, tel. 501 234 567")
    assert reply["context"]["email"] == "anna.kowalska@example.com"
    assert reply["context"]["phone"] == "+48501234567"
    assert reply["context"]["name"] == "Anna Kowalska"
    assert "consent" in {action["type"] for action in reply["actions"]}


def test_sources_are_empty_where_it_declines_or_does_not_know(server: Server) -> None:
    for message in ("jaka jutro będzie pogoda?", "qwrt zxcvb asdfg"):
        assert server.chat(message)["sources"] == []


def test_nothing_of_the_score_leaves_the_server(server: Server) -> None:
    session = server.chat("Mam 60 m2 w Gdyni, budżet 150 tys., mail jan@example.com")["session_id"]
    for body in (server.chat("dziękuję", session_id=session), server.get(f"/api/chatbot/conversations/{session}").json()):
        assert "score" not in str(body).lower()


def test_a_retried_send_gets_the_first_answer(server: Server) -> None:
    session, message = str(uuid.uuid4()), str(uuid.uuid4())
    sent = {"message": "Ile kosztuje Comfort dla 60 m2?", "session_id": session, "message_id": message}
    first = server.post(CHAT, sent).json()
    server.chat("a jednak 80 m2", session_id=session)
    assert server.post(CHAT, sent).json() == first
    assert first["message_id"] == message
    history = server.get(f"/api/chatbot/conversations/{session}").json()
    assert len(history["messages"]) == 4


def test_one_message_id_in_two_sessions_is_two_messages(server: Server) -> None:
    message = str(uuid.uuid4())
    one = server.chat("Jaka jest gwarancja?", message_id=message)
    other = server.chat("Jaka jest gwarancja?", message_id=message)
    assert one["conversation_id"] != other["conversation_id"]


def _at_once(server: Server, bodies: list[dict[str, Any]]) -> list[requests.Response]:
    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(lambda body: server.post(CHAT, body), bodies))


def test_two_first_messages_at_once_make_one_conversation(server: Server) -> None:
    for _ in range(10):
        session = str(uuid.uuid4())
        responses = _at_once(server, [{"message": f"Mam {area} m2", "session_id": session} for area in (50, 60, 70, 80)])
        assert {response.status_code for response in responses} == {200}
        assert len({response.json()["conversation_id"] for response in responses}) == 1
        assert len(server.get(f"/api/chatbot/conversations/{session}").json()["messages"]) == 8


def test_one_message_sent_twice_at_once_is_answered_once(server: Server) -> None:
    for _ in range(10):
        session, message = str(uuid.uuid4()), str(uuid.uuid4())
        responses = _at_once(server, [{"message": "Ile za 60 m2?", "session_id": session, "message_id": message}] * 4)
        assert {response.status_code for response in responses} == {200}
        first, *others = [response.json() for response in responses]
        assert all(other == first for other in others)
        assert len(server.get(f"/api/chatbot/conversations/{session}").json()["messages"]) == 2


def test_history_gives_the_talk_back(server: Server) -> None:
    reply = server.chat("Jaka jest gwarancja?")
    history = server.get(f"/api/chatbot/conversations/{reply['session_id']}").json()
    visitor, assistant = history["messages"]
    assert history["ended"] is False
    assert (visitor["sender"], visitor["text"], visitor["message_id"]) == (
        "visitor",
        "Jaka jest gwarancja?",
        reply["message_id"],
    )
    assert (assistant["sender"], assistant["text"]) == ("assistant", reply["response"])
    assert assistant["quick_replies"] == reply["quick_replies"]
    assert assistant["actions"] == reply["actions"]
    assert visitor["created_at"].startswith("20")


def test_an_unknown_session_has_no_history(server: Server) -> None:
    response = server.get(f"/api/chatbot/conversations/{uuid.uuid4()}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_new_talk_begins_after_the_old_one_was_ended(server: Server) -> None:
    old = server.chat("Mam 60 m2 w Gdyni")
    ended = server.post(f"/api/chatbot/conversations/{old['session_id']}/end")
    assert (ended.status_code, ended.content) == (204, b"")
    assert server.get(f"/api/chatbot/conversations/{old['session_id']}").json()["ended"] is True
    message = str(uuid.uuid4())
    new = server.chat("Jaka jest gwarancja?", session_id=old["session_id"], message_id=message)
    assert new["session_id"] != old["session_id"]
    assert new["context"] == {}
    again = server.chat("Jaka jest gwarancja?", session_id=old["session_id"], message_id=message)
    assert again == new


def test_ending_an_unknown_talk(server: Server) -> None:
    assert server.post(f"/api/chatbot/conversations/{uuid.uuid4()}/end").status_code == 404


@pytest.mark.parametrize(("message", "language"), [("What does the price include?", "en"), ("Скільки коштує ремонт?", "uk")])
def test_it_answers_in_the_visitor_s_language(server: Server, message: str, language: str) -> None:
    assert server.chat(message)["language"] == language


def test_session_ids_stand_in_no_log(server: Server) -> None:
    session = str(uuid.uuid4())
    server.get(f"/api/chatbot/conversations/{session}")
    server.post(f"/api/chatbot/conversations/{session}/end", {"email": "somebody@example.com"})
    server.get("/api/unsubscribe/status/somebody@example.com")
    assert session not in server.log
    assert "somebody" not in server.log
    assert "Not Found: /api/chatbot/conversations/***" in server.log
