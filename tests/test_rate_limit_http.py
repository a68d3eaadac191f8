"""The chat's limit with two worker processes, over HTTP."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django_ratelimit.core import _get_window

from tests.conftest import Server

CHAT = "/api/chatbot/chat"
SENT = 3000
_unused = {f"203.0.113.{number}" for number in range(1, 255)}


@pytest.fixture(scope="module")
def limited(server_factory: Callable[..., Server]) -> Server:
    return server_factory(CHAT_RATE_LIMIT="30/m", TRUSTED_PROXIES="1")


def _fresh_address() -> str:
    """Windows of addresses end at seconds of their own: an unused address whose window has most of its minute ahead."""
    address = max(_unused, key=lambda address: _get_window(address, 60))
    _unused.remove(address)
    return address


def test_of_3000_requests_exactly_30_pass(limited: Server) -> None:
    address = _fresh_address()

    def send(session: requests.Session) -> int:
        response = session.post(limited.url + CHAT, json={"message": "hej"}, headers={"X-Forwarded-For": address}, timeout=20)
        return response.status_code

    begun = _get_window(address, 60)
    with ThreadPoolExecutor(8) as pool, requests.Session() as session:
        answers = Counter(pool.map(lambda _: send(session), range(SENT)))
    if _get_window(address, 60) != begun:
        pytest.fail("The machine was too slow: the window ended meanwhile")
    assert answers == {200: 30, 429: SENT - 30}


def test_the_refusal_is_the_contract_s(limited: Server) -> None:
    address = _fresh_address()
    headers = {"X-Forwarded-For": address}
    for _ in range(30):
        allowed = limited.post(CHAT, {"message": "hej"}, headers=headers)
        assert allowed.headers["X-Rate-Limit"] == "30 per minute per IP"
    refused = limited.post(CHAT, {"message": "hej"}, headers=headers)
    assert refused.status_code == 429
    assert refused.json() == {"error": "Rate limit exceeded", "code": "rate_limited"}
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Policy"] == '"chat";q=30;w=60'
    assert refused.headers["RateLimit"].startswith('"chat";r=0;t=')
    assert f"Rate limit exceeded for IP: {address}" in limited.log


def test_the_address_cannot_be_spoofed(limited: Server) -> None:
    address = _fresh_address()
    answers = Counter(
        limited.post(CHAT, {"message": "hej"}, headers={"X-Forwarded-For": f"10.0.0.{number}, {address}"}).status_code
        for number in range(40)
    )
    assert answers == {200: 30, 429: 10}


def test_errors_carry_the_limit_too(limited: Server) -> None:
    headers = {"X-Forwarded-For": _fresh_address()}
    for response in (
        limited.post(CHAT, {"message": ""}, headers=headers),
        limited.get(CHAT, headers=headers),
        requests.post(limited.url + CHAT, data="x", headers=headers, timeout=20),
    ):
        assert response.headers["X-Rate-Limit"] == "30 per minute per IP"
