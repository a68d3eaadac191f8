"""Whatever arrives at the chat, over real HTTP: the contract's status and body, never a 500, never a trace."""

import json
import uuid
from typing import Any

import pytest
import requests

from tests.conftest import Server

CHAT = "/api/chatbot/chat"
LIMIT = 32 * 1024


def post_raw(server: Server, body: bytes, content_type: str | None = "application/json") -> requests.Response:
    headers = {"Content-Type": content_type} if content_type else {}
    return requests.post(server.url + CHAT, data=body, headers=headers, timeout=20)


def assert_error(response: requests.Response, status: int, code: str, *fields: str) -> None:
    assert response.status_code == status, response.text
    body = response.json()
    assert body["code"] == code
    assert body["error"].endswith(".")
    assert set(body) == {"error", "code", "request_id", *(["fields"] if fields else [])}
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert set(body.get("fields", {})) == set(fields)
    assert "Traceback" not in response.text
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("", id="empty"),
        pytest.param("   \n\t  ", id="whitespace"),
        pytest.param("\u200b\u2060\ufeff", id="nothing visible"),
        pytest.param("a" * 2001, id="2001 characters"),
        pytest.param("NUL \x00 inside", id="NUL"),
        pytest.param(None, id="null"),
        pytest.param(7, id="number"),
        pytest.param(7.5, id="fraction"),
        pytest.param(True, id="boolean"),
        pytest.param(["a"], id="list"),
        pytest.param({"a": "b"}, id="object"),
    ],
)
def test_a_message_that_is_no_text_of_1_to_2000_characters(server: Server, message: Any) -> None:
    assert_error(server.post(CHAT, {"message": message}), 400, "validation_error", "message")


def test_a_missing_message(server: Server) -> None:
    assert_error(server.post(CHAT, {}), 400, "validation_error", "message")


@pytest.mark.parametrize("escape", [rb"\ud800", rb"\udfff", rb"a\ud83d", rb"\ude00\ud83d"])
def test_lone_surrogates(server: Server, escape: bytes) -> None:
    assert_error(post_raw(server, b'{"message": "' + escape + b'"}'), 400, "validation_error", "message")


@pytest.mark.parametrize("field", ["session_id", "message_id"])
@pytest.mark.parametrize(
    "value",
    [
        *(None, 7, 1.5, True, [], {}, "", "not-a-uuid", "1" * 5000, "'; DROP TABLE x; --"),
        *("0" * 32, "{b26b52d5-560c-4887-8190-fe952d4d206d}", "urn:uuid:b26b52d5-560c-4887-8190-fe952d4d206d"),
    ],
)
def test_an_id_that_is_no_uuid(server: Server, field: str, value: Any) -> None:
    assert_error(server.post(CHAT, {"message": "Jaka jest gwarancja?", field: value}), 400, "validation_error", field)


def test_every_wrong_field_is_named(server: Server) -> None:
    response = server.post(CHAT, {"message": 1, "session_id": 2, "message_id": 3})
    assert_error(response, 400, "validation_error", "message", "session_id", "message_id")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{", id="cut off"),
        pytest.param(b"{'message': 'a'}", id="single quotes"),
        pytest.param(b"message=a", id="a form"),
        pytest.param(b'{"message": "a",}', id="trailing comma"),
        pytest.param(b'{"message": NaN}', id="NaN"),
        pytest.param(b'{"message": Infinity}', id="Infinity"),
        pytest.param(b'{"message": "\xff\xfe"}', id="not UTF-8"),
        pytest.param('{"message": "a"}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"message": "a"} {}', id="two documents"),
        pytest.param(b"[" * 30_000, id="30,000 open brackets"),
        pytest.param(b"[" * 15_000 + b"]" * 15_000, id="15,000 nested lists"),
        pytest.param(b'{"a":' * 5_000 + b"1" + b"}" * 5_000, id="5,000 nested objects"),
        pytest.param(b'{"message": ' + b"9" * 20_000 + b"}", id="a number of 20,000 digits"),
    ],
)
def test_malformed_json(server: Server, body: bytes) -> None:
    assert_error(post_raw(server, body), 400, "malformed_json")


@pytest.mark.parametrize("body", [b"[]", b'["message"]', b'"message"', b"7", b"null", b"true", b'[{"message": "a"}]'])
def test_json_that_is_no_object(server: Server, body: bytes) -> None:
    assert_error(post_raw(server, body), 400, "validation_error", "body")


def test_deep_nesting_in_an_unknown_field_is_ignored(server: Server) -> None:
    body = b'{"message": "Jaka jest gwarancja?", "extra": ' + b"[" * 500 + b"]" * 500 + b"}"
    assert post_raw(server, body).status_code == 200


def test_a_body_of_32_kib_is_read_and_one_byte_more_is_not(server: Server) -> None:
    frame = len(json.dumps({"message": "Jaka jest gwarancja?", "extra": ""}))
    exact = json.dumps({"message": "Jaka jest gwarancja?", "extra": "x" * (LIMIT - frame)}).encode()
    assert len(exact) == LIMIT
    assert post_raw(server, exact).status_code == 200
    assert_error(post_raw(server, exact + b" "), 413, "payload_too_large")


def test_a_body_of_megabytes_still_gets_its_answer(server: Server) -> None:
    assert_error(post_raw(server, b'{"message": "' + b"x" * 900_000 + b'"}'), 413, "payload_too_large")


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "json"],
)
def test_a_wrong_content_type(server: Server, content_type: str) -> None:
    assert_error(post_raw(server, b'{"message": "a"}', content_type), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=latin-1"]
)
def test_json_is_utf_8_whatever_the_charset_says(server: Server, content_type: str) -> None:
    body = json.dumps({"message": "Ile kosztuje Comfort dla 60 m2 w Gdańsku?"}, ensure_ascii=False).encode()
    assert post_raw(server, body, content_type).json()["context"]["city"] == "Gdańsk"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_another_method(server: Server, method: str) -> None:
    response = requests.request(method, server.url + CHAT, timeout=20)
    assert_error(response, 405, "method_not_allowed")
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/nothing", "/api/chatbot/", "/api/chatbot/chat/", "/api/chatbot/conversations/1"])
def test_an_unknown_path_below_api(server: Server, path: str) -> None:
    assert_error(server.get(path), 404, "not_found")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "nonsense"])
def test_the_answer_is_json_whatever_accept_says(server: Server, accept: str) -> None:
    response = server.post(CHAT, {"message": "Jaka jest gwarancja?"}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("😀🏠👍", id="emoji"),
        pytest.param("👩‍👩‍👧‍👦", id="joined emoji"),
        pytest.param("'; DROP TABLE chatbot_chatmessage; --", id="SQL"),
        pytest.param("<script>alert(1)</script><img src=x onerror=alert(1)>", id="HTML"),
        pytest.param("{{ 7*7 }} {% debug %} ${7*7} <%= 7*7 %>", id="templates"),
        pytest.param("{contact.phone} {0} %s %(x)s {?city}x{/}", id="our own placeholders"),
        pytest.param("\u202eodwrócony tekst\u202c", id="direction marks"),
        pytest.param("a\u0301" * 900, id="combining marks"),
        pytest.param("İ" * 2000, id="capitals that grow when lowered"),
        pytest.param("1 " * 1000, id="a thousand numbers"),
        pytest.param("ile kosztuje " * 150, id="one question 150 times"),
        pytest.param("a" * 2000, id="2000 letters"),
        pytest.param("@" * 2000, id="2000 at signs"),
        pytest.param("?" * 2000, id="2000 question marks"),
        pytest.param("\n" * 1999 + "a", id="newlines"),
    ],
)
def test_odd_text_is_answered_and_kept_as_text(server: Server, message: str) -> None:
    session = str(uuid.uuid4())
    reply = server.chat(message, session_id=session)
    assert reply["response"]
    assert reply["session_id"] == session
    assert "49" not in reply["response"] or "7*7" not in message
    history = server.get(f"/api/chatbot/conversations/{session}").json()
    assert history["messages"][0]["text"] == message.strip()


def test_unknown_fields_are_ignored(server: Server) -> None:
    reply = server.chat("Jaka jest gwarancja?", lead_score=100, context={"email": "x@example.com"}, engine="llm")
    assert reply["context"] == {}
    assert reply["engine"] == "knowledge"


def test_nothing_of_all_this_left_a_trace_in_the_log(server: Server) -> None:
    assert "Traceback" not in server.log
    assert "Internal Server Error" not in server.log
