"""Unsubscribe, revoke, undo and status over the API and the one-click page."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import ChatConversation
from chatbot.services.message_answer import message_answer
from consent.audit.verify import verify_chain
from consent.models import ConsentAuditLog, Revocation, Suppression
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.consent_status import status_of_address, status_of_conversation
from consent.services.links import ERASE, WITHDRAW, BadLink
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.processing_restrict import processing_restrict
from consent.services.suppression import needs_proof_of_ownership
from consent.tests.visitor import JSON, actions, agree, consents, link, mails, talk
from integrations.models import Destination, OutboxMessage
from integrations.outbox.add import outbox_add
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db

UNSUBSCRIBED = "Successfully unsubscribed from marketing emails"
REVOKED = "All consents revoked. Your data will not be processed."


def unsubscribe(client: Client, **sent: str) -> dict[str, object]:
    response = client.post("/api/unsubscribe", sent, content_type=JSON)
    assert response.status_code == 200, response.content
    body: dict[str, object] = response.json()
    return body


def revoke(client: Client, **sent: str) -> dict[str, object]:
    response = client.post("/api/revoke-consent", sent, content_type=JSON)
    assert response.status_code == 200, response.content
    body: dict[str, object] = response.json()
    return body


def withdrawn(email: str) -> bool:
    return needs_proof_of_ownership(email_hash(email))


def due(kind: str) -> list[bool]:
    """Whether each mail waits for tomorrow."""
    waiting = OutboxMessage.objects.filter(kind=kind).order_by("pk")
    return [message.next_attempt_at - timezone.now() > timedelta(hours=23) for message in waiting]


def test_unsubscribing_an_address_ends_marketing_everywhere_and_leaves_the_rest(client: Client) -> None:
    conversations = [talk(rodo_consent=True, marketing_consent=True) for _ in range(2)]
    other = talk("anna@example.com", marketing_consent=True)
    assert unsubscribe(client, email=" JAN@Example.com", reason="za dużo") == {
        "success": True,
        "message": UNSUBSCRIBED,
        "email": "jan@example.com",
    }
    assert [consents(one) for one in conversations] == [(True, False)] * 2
    assert consents(other) == (False, True)
    row = ConsentAuditLog.objects.get()
    assert (row.action, row.purpose, row.reason, row.conversation_id) == (
        "unsubscribe",
        "marketing",
        "za dużo",
        conversations[-1].pk,
    )
    assert withdrawn("jan@example.com")
    assert not withdrawn("anna@example.com")


def test_a_plus_address_is_an_address_of_its_own(client: Client) -> None:
    one, other = talk("jan+nova@example.com", marketing_consent=True), talk(marketing_consent=True)
    unsubscribe(client, email="Jan+Nova@example.com")
    assert (consents(one), consents(other)) == ((False, False), (False, True))


def test_both_spellings_of_an_international_domain_are_one_address(client: Client) -> None:
    conversation = talk("jan@żółw.pl", marketing_consent=True)
    unsubscribe(client, email="jan@xn--w-uga1v8h.pl")
    assert consents(conversation) == (False, False)


def test_an_address_that_nobody_knows_gets_the_same_answer(client: Client) -> None:
    talk(marketing_consent=True)
    known, unknown = unsubscribe(client, email="jan@example.com"), unsubscribe(client, email="nobody@example.com")
    assert {**known, "email": ""} == {**unknown, "email": ""}
    known, unknown = revoke(client, email="jan@example.com"), revoke(client, email="nobody@example.com")
    assert {**known, "email": ""} == {**unknown, "email": ""}
    assert len(mails("revoke-notice")) == 2


def test_known_and_unknown_addresses_cost_the_same_statements(client: Client, django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    talk(marketing_consent=True, rodo_consent=True)
    for path in ("/api/unsubscribe", "/api/revoke-consent"):
        counts = []
        for email in ("jan@example.com", "nobody@example.com"):
            with CaptureQueriesContext(connection) as queries:
                client.post(path, {"email": email}, content_type=JSON)
            counts.append(len(queries))
        assert abs(counts[0] - counts[1]) <= 1, (path, counts)


@pytest.mark.parametrize("path", ["/api/unsubscribe", "/api/revoke-consent"])
@pytest.mark.parametrize(
    "sent", [{}, {"email": "nobody"}, {"email": None}, {"token": "x"}, {"session_id": "1"}, {"email": "a@b.pl", "reason": 5}]
)
def test_bad_input(client: Client, path: str, sent: dict[str, object]) -> None:
    response = client.post(path, sent, content_type=JSON)
    assert (response.status_code, response.json()["code"]) == (400, "validation_error")
    assert actions() == []


def test_by_session_and_by_token(client: Client) -> None:
    conversation = talk(marketing_consent=True)
    assert unsubscribe(client, session_id=str(conversation.session_id))["email"] == "jan@example.com"
    token = WITHDRAW.token(timezone.now(), e="jan@example.com", l="pl")
    assert revoke(client, token=token)["message"] == REVOKED
    unknown = client.post("/api/unsubscribe", {"session_id": "3d7c9c1e-0000-4000-8000-000000000000"}, content_type=JSON)
    assert unknown.status_code == 404


def test_a_talk_without_an_address_can_be_withdrawn_by_its_session(client: Client) -> None:
    conversation = talk(None, phone="+48501234567", rodo_consent=True)
    assert revoke(client, session_id=str(conversation.session_id))["email"] is None
    assert consents(conversation) == (False, False)
    assert conversation.restricted_at
    assert ConsentAuditLog.objects.get().conversation_id == conversation.pk
    agree(client, conversation, "rodo")
    assert consents(conversation) == (True, False)
    assert conversation.restricted_at is None
    assert not Revocation.objects.exists()


# Revoke and undo


def test_revoking_freezes_and_the_mailed_link_undoes_it(client: Client) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    assert revoke(client, email="jan@example.com") == {"success": True, "message": REVOKED, "email": "jan@example.com"}
    assert consents(conversation) == (False, False)
    assert conversation.restricted_at
    [notice] = mails("revoke-notice")
    path = link(notice)
    assert client.get(path).status_code == 200
    assert consents(conversation) == (False, False)
    assert client.post(path).status_code == 200
    assert consents(conversation) == (True, True)
    assert conversation.restricted_at is None
    assert not withdrawn("jan@example.com")
    assert actions() == ["revoke-consent", "restore-consent"]
    assert client.post(path).status_code == 404  # nothing is left to undo
    assert verify_chain().finding == ""


def test_the_undo_brings_back_what_stood_before_and_no_more(client: Client) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    unsubscribe(client, email="jan@example.com")
    revoke(client, email="jan@example.com")
    revoke(client, email="jan@example.com")
    assert len(mails("revoke-notice")) == 1
    client.post(link(mails("revoke-notice")[0]))
    assert consents(conversation) == (True, False)
    assert withdrawn("jan@example.com")


def test_the_undo_does_not_bring_back_what_ended_meanwhile(client: Client) -> None:
    unsubscribed = talk(rodo_consent=True, marketing_consent=True)
    revoke(client, email="jan@example.com")
    unsubscribe(client, email="jan@example.com")
    client.post(link(mails("revoke-notice")[0]))
    assert consents(unsubscribed) == (True, False)
    assert withdrawn("jan@example.com")


def test_the_undo_passes_over_a_talk_that_had_another_address_meanwhile(client: Client) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    revoke(client, email="jan@example.com")
    for address in ("anna@example.com", "jan@example.com"):
        message_answer(
            message=f"mój mail to {address}", session_id=conversation.session_id, message_id=None, now=timezone.now()
        )
    conversation.refresh_from_db()
    assert conversation.restricted_at is None
    client.post(link(mails("revoke-notice")[0]))
    assert consents(conversation) == (False, False)


def outgoing(conversation: ChatConversation) -> OutboxMessage:
    """Something about a conversation on its way to the sales team."""
    outbox_add(
        destination=Destination.SLACK,
        kind="alert",
        payload={"text": "x"},
        idempotency_key=str(conversation.pk),
        conversation_id=conversation.pk,
    )
    return OutboxMessage.objects.get(idempotency_key=str(conversation.pk))


@pytest.mark.parametrize("email", ["jan@example.com", None])
def test_revoking_holds_what_is_on_its_way_about_a_talk_and_the_undo_lets_it_go(client: Client, email: str | None) -> None:
    conversation = talk(email, rodo_consent=True)
    message = outgoing(conversation)
    revoke(client, session_id=str(conversation.session_id))
    message.refresh_from_db()
    assert message.status == "held"
    if email:
        client.post(link(mails("revoke-notice")[0]))
        message.refresh_from_db()
        assert message.status == "pending"


def test_what_the_officer_restricted_stays_held_after_an_undo(client: Client) -> None:
    conversation = talk(rodo_consent=True)
    message = outgoing(conversation)
    processing_restrict(
        person=Person(email="jan@example.com"), reason=None, user_id=1, origin=Origin(Source.CONSOLE), now=timezone.now()
    )
    revoke(client, email="jan@example.com")
    client.post(link(mails("revoke-notice")[0]))
    message.refresh_from_db()
    conversation.refresh_from_db()
    assert message.status == "held"
    assert conversation.restricted_at


def test_a_confirmation_ends_the_freeze_of_a_talk_that_had_no_address(client: Client) -> None:
    client.post("/api/unsubscribe", {"email": "jan@example.com"}, content_type=JSON)
    conversation = talk(None, phone="+48501234567", rodo_consent=True)
    revoke(client, session_id=str(conversation.session_id))
    agree(client, conversation, "rodo", email="jan@example.com")
    client.post(link(mails("confirm-consent")[0]))
    assert consents(conversation) == (True, False)
    assert conversation.restricted_at is None
    assert not Revocation.objects.exists()


def test_the_owner_s_new_consent_ends_the_freeze(client: Client) -> None:
    old = talk(rodo_consent=True)
    revoke(client, email="jan@example.com")
    new = talk()
    agree(client, new, "rodo")
    client.post(link(mails("confirm-consent")[0]))
    assert (consents(old), consents(new)) == ((False, False), (True, False))
    assert not Revocation.objects.exists()
    assert old.restricted_at is None


def test_three_service_mails_a_day_and_the_notice_is_never_left_out(client: Client) -> None:
    for _ in range(5):
        client.post("/api/rodo/export", {"email": "jan@example.com"}, content_type=JSON)
    assert due("export-link") == [False, False, False, True]
    revoke(client, email="jan@example.com")
    assert due("revoke-notice") == [True]


def test_a_stranger_s_requests_swallow_none_of_the_owner_s(client: Client) -> None:
    for _ in range(4):
        client.post("/api/rodo/export", {"email": "jan@example.com"}, content_type=JSON)
    for _ in range(2):
        client.post("/api/rodo/erase", {"email": "jan@example.com"}, content_type=JSON)
    assert due("erase-link") == [True]
    token = link(mails("erase-link")[0]).rstrip("/").rpartition("/")[2]
    goes_out = OutboxMessage.objects.get(kind="erase-link").next_attempt_at
    assert ERASE.read(token, goes_out)["e"] == "jan@example.com"
    assert ERASE.read(token, goes_out + timedelta(days=2) - timedelta(seconds=2))
    for moment in (timezone.now(), goes_out + timedelta(days=2, seconds=2)):  # nobody has it before it goes out
        with pytest.raises(BadLink):
            ERASE.read(token, moment)


def test_what_was_put_off_counts_on_the_day_on_which_it_goes_out(client: Client) -> None:
    for path in ("export", "export", "export", "export", "erase"):
        client.post(f"/api/rodo/{path}", {"email": "jan@example.com"}, content_type=JSON)
    OutboxMessage.objects.update(created_at=timezone.now() - timedelta(hours=25))
    for kind in ("export", "erase"):
        OutboxMessage.objects.filter(kind=f"{kind}-link", next_attempt_at__gt=timezone.now()).update(
            next_attempt_at=timezone.now() - timedelta(minutes=5), idempotency_key=f"{kind} of yesterday"
        )
    OutboxMessage.objects.exclude(idempotency_key__contains="yesterday").update(
        next_attempt_at=timezone.now() - timedelta(hours=25)
    )
    OutboxMessage.objects.all().update(status="sent", payload={})
    for _ in range(2):
        client.post("/api/rodo/export", {"email": "jan@example.com"}, content_type=JSON)
    new = OutboxMessage.objects.filter(status="pending").order_by("pk")
    assert [message.next_attempt_at > timezone.now() for message in new] == [False, True]


def test_the_notice_names_the_day_counted_from_when_it_goes_out(client: Client) -> None:
    for _ in range(3):
        client.post("/api/rodo/export", {"email": "jan@example.com"}, content_type=JSON)
    revoke(client, email="jan@example.com")
    goes_out = OutboxMessage.objects.get(kind="revoke-notice").next_attempt_at
    assert f"{timezone.localtime(goes_out + timedelta(days=14)):%d.%m.%Y}" in mails("revoke-notice")[0]


# The one-click page


def test_the_page_asks_on_get_and_acts_on_post(client: Client) -> None:
    conversation = talk(marketing_consent=True)
    path = f"/unsubscribe/{WITHDRAW.token(timezone.now(), e='jan@example.com', l='pl')}/"
    page = client.get(path)
    assert page.status_code == 200
    assert "jan@example.com" not in page.content.decode()
    assert page.content.decode().count("<button") == 1
    assert page.headers["Referrer-Policy"] == "no-referrer"
    client.head(path)
    assert actions() == []
    strict = Client(enforce_csrf_checks=True)
    clicked = strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert clicked.status_code == 200
    assert not clicked.cookies
    assert consents(conversation) == (False, False)
    assert strict.post(path.rstrip("/")).status_code == 200
    assert strict.put(path).status_code == 405
    assert actions() == ["unsubscribe", "unsubscribe"]


# Status


def status(client: Client, email: str = "jan@example.com", **query: str) -> dict[str, object]:
    response = client.get(f"/api/unsubscribe/status/{email}", query)
    assert response.status_code == 200, response.content
    body: dict[str, object] = response.json()
    return body


def test_status_for_staff_the_owner_and_the_holder_of_the_session(client: Client, settings: Settings) -> None:
    settings.ADMIN_API_KEY = "k" * 40
    conversation = talk(rodo_consent=True, marketing_consent=True)
    staff = Client(headers={"X-ADMIN-API-KEY": "k" * 40})
    agreed = {
        "email": "jan@example.com",
        "is_unsubscribed": False,
        "marketing_consent": True,
        "rodo_consent": True,
        "last_action": None,
        "last_action_at": None,
    }
    token = WITHDRAW.token(timezone.now(), e="jan@example.com", l="pl")
    assert status(staff, "JAN@example.com") == agreed
    assert status(client, token=token) == agreed
    assert status(client, session_id=str(conversation.session_id)) == agreed
    unsubscribe(client, email="jan@example.com")
    for body in (status(staff), status(client, token=token), status(client, session_id=str(conversation.session_id))):
        assert (body["is_unsubscribed"], body["marketing_consent"], body["last_action"]) == (True, False, "unsubscribe")
        assert body["last_action_at"]
    assert status(staff, "nobody@example.com")["is_unsubscribed"] is True


@pytest.mark.parametrize("email", ["jan@example.com", "nobody@example.com", "garbage"])
def test_status_is_nobody_else_s_business(client: Client, email: str) -> None:
    talk(marketing_consent=True)
    stranger = talk("stranger@example.com")
    token = WITHDRAW.token(timezone.now(), e="stranger@example.com", l="pl")
    for query in ({}, {"token": token}, {"token": "x"}, {"session_id": str(stranger.session_id)}, {"session_id": "1"}):
        response = client.get(f"/api/unsubscribe/status/{email}", query)
        assert (response.status_code, response.json()) == (
            401,
            {"error": "Authentication is required.", "code": "authentication_required"},
        )


# Limits


def test_a_link_is_limited_by_itself_and_not_by_who_sends_it(client: Client, settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = True
    settings.PRIVACY_RATE_LIMIT = "10/d"
    first, second = (
        f"/unsubscribe/{WITHDRAW.token(timezone.now(), e=e, l='pl')}/" for e in ("jan@example.com", "a@example.com")
    )
    codes = [client.post(first, REMOTE_ADDR=f"203.0.113.{number}").status_code for number in range(11)]
    assert codes == [200] * 10 + [429]
    written = len(actions())
    refused = client.post(first, {"List-Unsubscribe": "One-Click"})
    assert (refused.status_code, int(refused.headers["Retry-After"]) >= 1) == (429, True)
    assert len(actions()) == written
    assert client.get(first).status_code == client.post(second).status_code == 200


def test_asking_for_a_status_by_head_counts_as_well(client: Client, settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = True
    settings.PRIVACY_RATE_LIMIT = "3/d"
    path = "/api/unsubscribe/status/jan@example.com"
    codes = [client.head(path, REMOTE_ADDR="203.0.113.9").status_code for _ in range(4)]
    assert codes == [401] * 3 + [429]
    assert client.get(path, REMOTE_ADDR="203.0.113.9").status_code == 429


# Roll-back switch, journal


def test_a_mail_of_ours_is_no_action_of_the_person(client: Client) -> None:
    conversation = talk(marketing_consent=True)
    unsubscribe(client, email="jan@example.com")
    with transaction.atomic():
        sent = Entry(Action.FOLLOWUP_SENT, Origin(Source.SCHEDULE), email="jan@example.com", conversation_id=conversation.pk)
        audit_append([sent], now=timezone.now())
    statuses = [status_of_address("jan@example.com"), status_of_conversation(conversation, "jan@example.com")]
    assert [one.last_action for one in statuses] == ["unsubscribe"] * 2


@pytest.mark.parametrize("path", ["/api/unsubscribe", "/api/revoke-consent"])
def test_the_switch_answers_where_to_withdraw_meanwhile(client: Client, settings: Settings, path: str) -> None:
    settings.UNSUBSCRIBE_ENABLED = False
    response = client.post(path, {"email": "jan@example.com"}, content_type=JSON)
    assert (response.status_code, response.json()["code"]) == (503, "switched_off")
    assert "kontakt@novahouse.pl" in response.json()["error"]
    page = client.post(f"/unsubscribe/{WITHDRAW.token(timezone.now(), e='jan@example.com', l='pl')}/")
    assert page.status_code == 503
    assert "kontakt@novahouse.pl" in page.content.decode()
    assert client.get("/api/health/deep").json()["status"] == "degraded"


def test_the_journal_holds_keyed_hashes_and_catches_up(
    client: Client, settings: Settings, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        unsubscribe(client, email="jan@example.com")
    with django_capture_on_commit_callbacks(execute=False):  # type: ignore[operator]
        revoke(client, email="anna@example.com")  # the process dies before it writes
    with settings.SUPPRESSION_JOURNAL.open("a") as journal:
        journal.write('{"id": 99')  # and a line is cut off
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        unsubscribe(client, email="ewa@example.com")
    lines = settings.SUPPRESSION_JOURNAL.read_text().splitlines()
    assert "example.com" not in "".join(lines)
    read = [json.loads(line) for line in lines if line.endswith("}")]
    assert [(line["id"], line["action"]) for line in read] == [(1, "unsubscribe"), (2, "revoke-consent"), (3, "unsubscribe")]
    assert read[0]["email_hmac"] == email_hash("jan@example.com")
    assert Suppression.objects.count() == 3
