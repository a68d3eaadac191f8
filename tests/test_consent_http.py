"""Consent as a visitor and a mailbox see it: real HTTP, a real SMTP server, both databases."""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest
import requests

from integrations.tests.smtp_server import SmtpServer
from tests.conftest import Server

KEY = "acceptance-" + "k" * 40
WAIT_SECONDS = 30


@pytest.fixture(scope="module")
def mailbox() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture(scope="module")
def house(server_factory: Callable[..., Server], mailbox: SmtpServer) -> Server:
    return server_factory(EMAIL_URL=mailbox.url, ADMIN_API_KEY=KEY, RATE_LIMIT_ENABLED="false")


def mail_to(mailbox: SmtpServer, address: str, number: int = 1) -> EmailMessage:
    """The n-th mail that arrived for an address."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        arrived = [message for message in list(mailbox.messages) if message["To"] == address]
        if len(arrived) >= number:
            return arrived[number - 1]
        time.sleep(0.05)
    raise AssertionError(f"No mail arrived: {[message['Subject'] for message in mailbox.messages]}")


def links(house: Server, message: EmailMessage) -> list[str]:
    part = message.get_body(("plain",))
    assert part is not None
    return re.findall(re.escape(house.url) + r"(/\S+)", part.get_content())


def visitor(house: Server, address: str) -> str:
    return str(house.chat(f"Mam 60 m2 w Gdyni, mój mail to {address}")["session_id"])


def agree(house: Server, session: str, **purposes: bool) -> dict[str, object]:
    response = house.post("/api/consent", {"session_id": session, "purposes": purposes, "text_version": "1"})
    assert response.status_code == 200, response.text
    body: dict[str, object] = response.json()
    return body


def status(house: Server, address: str) -> dict[str, object]:
    response = house.get(f"/api/unsubscribe/status/{address}", headers={"X-ADMIN-API-KEY": KEY})
    assert response.status_code == 200, response.text
    body: dict[str, object] = response.json()
    return body


def test_a_whole_life_of_a_consent(house: Server, mailbox: SmtpServer) -> None:
    address = "ewa.nowak@example.com"
    session = visitor(house, address)
    receipt = agree(house, session, rodo=True, marketing=True)
    assert house.post("/api/consent/receipts/verify", receipt).json() == {"valid": True}
    assert status(house, address)["marketing_consent"] is False

    message = mail_to(mailbox, address)
    confirm, withdraw = links(house, message)
    assert message["Auto-Submitted"] == "auto-generated"
    assert address not in confirm + withdraw
    assert house.get(confirm).status_code == 200
    assert status(house, address)["marketing_consent"] is False
    assert house.post(confirm).status_code == 200
    agreed = status(house, address)
    assert (agreed["marketing_consent"], agreed["rodo_consent"], agreed["last_action"]) == (True, True, "opt-in")

    assert house.get(withdraw).status_code == 200
    assert status(house, address)["marketing_consent"] is True
    assert house.post(withdraw, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert status(house, address)["is_unsubscribed"] is True

    assert house.post("/api/rodo/export", {"email": address.upper()}).status_code == 202
    [export] = links(house, mail_to(mailbox, address, 2))
    assert house.get(export).headers["Content-Type"].startswith("text/html")
    document = house.post(export).json()
    assert document["held"] is True
    text = json.dumps(document, ensure_ascii=False)
    assert "Mam 60 m2 w Gdyni" in text
    assert session not in text
    page = requests.post(house.url + export, headers={"Accept": "text/html"}, timeout=20)
    assert "Mam 60 m2 w Gdyni" in page.text

    assert house.post("/api/rodo/erase", {"session_id": session}).status_code == 202
    [erase] = links(house, mail_to(mailbox, address, 3))
    assert house.get(erase).status_code == 200
    assert house.get(f"/api/chatbot/conversations/{session}").status_code == 200
    assert house.post(erase).status_code == 200
    assert house.get(f"/api/chatbot/conversations/{session}").status_code == 404
    assert status(house, address)["last_action"] == "erasure"
    assert house.post(withdraw).status_code == 200  # the link outlives the record
    assert "is intact" in house.manage("verify_audit_log").stdout


def test_a_revocation_by_a_stranger_is_undone_by_the_owner(house: Server, mailbox: SmtpServer) -> None:
    address = "owner@example.com"
    session = visitor(house, address)
    agree(house, session, rodo=True)
    answer = house.post("/api/revoke-consent", {"email": address})
    assert answer.json() == {
        "success": True,
        "message": "All consents revoked. Your data will not be processed.",
        "email": address,
    }
    assert status(house, address)["rodo_consent"] is False
    agree(house, visitor(house, address), rodo=True)  # a stranger's word for it
    assert status(house, address)["rodo_consent"] is False
    undo = links(house, mail_to(mailbox, address))[0]
    assert house.post(undo).status_code == 200
    assert status(house, address)["rodo_consent"] is True


def test_every_address_gets_the_same_mail_and_the_page_says_when_nothing_is_held(house: Server, mailbox: SmtpServer) -> None:
    known, unknown = "known@example.com", "unknown@example.com"
    visitor(house, known)
    answers = [house.post("/api/rodo/export", {"email": address}) for address in (known, unknown)]
    assert answers[0].json() == answers[1].json()
    mails = [mail_to(mailbox, address) for address in (known, unknown)]
    assert mails[0]["Subject"] == mails[1]["Subject"]
    assert house.post(links(house, mails[1])[0]).json()["held"] is False
    assert house.post(links(house, mails[0])[0]).json()["held"] is True


def test_one_page_for_every_bad_token(house: Server, mailbox: SmtpServer) -> None:
    house.post("/api/rodo/erase", {"email": "token@example.com"})
    [erase] = links(house, mail_to(mailbox, "token@example.com"))
    token = erase.split("/")[3]
    turned = token[:-1] + ("A" if token[-1] != "A" else "B")
    bad = ["garbage", token[:-4], turned, token + "A", token.swapcase(), "%00", "ą", "a/b/c", token]
    pages = {requests.get(f"{house.url}/unsubscribe/{one}/", timeout=20).text for one in bad}
    assert len(pages) == 1
    assert {house.get(f"/rodo/erase/{one}/").status_code for one in bad[:-1]} == {404}
    assert {house.post(f"/unsubscribe/{one}/").status_code for one in bad} == {404}


def test_no_address_in_any_log(server_factory: Callable[..., Server]) -> None:
    house = server_factory(GUNICORN_CMD_ARGS="--access-logfile -")
    secret = "zofia.sekretna"
    for local in (secret, f'"{secret} x"', f"{secret}%2Bx"):
        for rest in ("@example.com", "@@example.com", "%40example.com", ""):
            house.get(f"/api/unsubscribe/status/{local}{rest}")
    for path in ("/api/unsubscribe", "/api/revoke-consent", "/api/consent", "/api/rodo/export", "/api/rodo/erase"):
        for _ in range(12):
            code = house.post(path, {"email": f"{secret}@@example.com", "reason": 5}).status_code
        assert code == 429
        house.get(f"{path}/{secret}@example.com")
    codes = [house.get(f"/api/unsubscribe/status/{secret}@example.com").status_code for _ in range(12)]
    assert codes[-1] == 429
    assert "Rate limit exceeded for IP: 127.0.0.1" in house.log
    assert "/api/unsubscribe/status/***" in house.log
    assert secret not in house.log


def test_each_endpoint_is_limited_by_itself(server_factory: Callable[..., Server]) -> None:
    house = server_factory()
    for path in ("/api/unsubscribe", "/api/revoke-consent", "/api/rodo/export", "/api/rodo/erase", "/api/consent"):
        codes = [house.post(path, {}).status_code for _ in range(12)]
        assert codes == [400] * 10 + [429] * 2, path
    refused = house.post("/api/unsubscribe", {"email": "a@example.com"})
    assert refused.headers["X-Rate-Limit"] == "10 per minute per IP"
    assert int(refused.headers["Retry-After"]) >= 1
    codes = [house.get("/api/unsubscribe/status/a@example.com").status_code for _ in range(12)]
    assert codes == [401] * 10 + [429] * 2


def test_opt_in_and_unsubscribe_of_one_address_at_once(house: Server, mailbox: SmtpServer) -> None:
    """The last one wins, both rows are kept, and the chain holds."""
    for number in range(5):
        address = f"both{number}@example.com"
        agree(house, visitor(house, address), marketing=True)
        confirm, withdraw = links(house, mail_to(mailbox, address))
        with ThreadPoolExecutor(2) as pool:
            codes = list(pool.map(lambda path: house.post(path).status_code, (confirm, withdraw)))
        assert codes == [200, 200]
        found = status(house, address)
        assert found["last_action"] in ("opt-in", "unsubscribe")
        assert found["marketing_consent"] is (found["last_action"] == "opt-in")
    trail = house.manage("shell", "-v0", "-c", ROWS_OF.format(prefix="both")).stdout
    assert [json.loads(line) for line in trail.splitlines()] == [["opt-in", "opt-in-requested", "unsubscribe"]] * 5
    assert "is intact" in house.manage("verify_audit_log").stdout


ROWS_OF = """
import json
from consent.models import ConsentAuditLog
for number in range(5):
    rows = ConsentAuditLog.objects.for_email(f"{prefix}{{number}}@example.com")
    print(json.dumps(sorted(rows.values_list("action", flat=True))))
"""


def test_a_session_without_an_address_is_its_own_proof(house: Server) -> None:
    session = str(house.chat("Mam 60 m2, proszę o telefon 501 234 567")["session_id"])
    answer = house.post("/api/rodo/erase", {"session_id": session}).json()
    path = answer["link"].removeprefix(house.url)
    assert house.post(path).status_code == 200
    assert house.get(f"/api/chatbot/conversations/{session}").status_code == 404
    assert set(house.post("/api/rodo/erase", {"session_id": str(uuid.uuid4())}).json()) == {"success", "message"}
