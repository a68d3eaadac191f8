"""POST /api/consent: what is recorded, and from when it counts."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import ChatConversation
from chatbot.services.message_answer import message_answer
from chatbot.signals import email_changed
from consent.audit.verify import verify_chain
from consent.models import ConsentAuditLog, ConsentText
from consent.services.consent_status import status_of_conversation
from consent.services.receipt import receipt_is_ours
from consent.tests.visitor import JSON, actions, agree, consents, link, mails, talk

pytestmark = pytest.mark.django_db


def test_processing_counts_at_once_and_the_receipt_proves_it(client: Client) -> None:
    conversation = talk()
    receipt = agree(client, conversation, "rodo", phone="501 234 567", name="Jan Kowalski")
    assert consents(conversation) == (True, False)
    assert (conversation.phone, conversation.name) == ("+48501234567", "Jan Kowalski")
    row = ConsentAuditLog.objects.get()
    wording = ConsentText.objects.get(purpose="rodo", version="1", language="pl")
    assert receipt["audit_id"] == row.pk
    assert receipt["consents"] == [
        {"purpose": "rodo", "version": "1", "language": "pl", "hash": wording.hash, "audit_id": row.pk}
    ]
    assert (row.action, row.email, row.conversation_id, row.text_hash) == (
        "opt-in",
        "jan@example.com",
        conversation.pk,
        wording.hash,
    )
    assert row.ip_address == "127.0.0.1"
    verify = "/api/consent/receipts/verify"
    assert client.post(verify, receipt, content_type=JSON).json() == {"valid": True}
    assert client.post(verify, {**receipt, "email": "other@example.com"}, content_type=JSON).json() == {"valid": False}
    for signature in ("ą", "\ud800", None, ["x"], ""):
        assert client.post(verify, {"signature": signature}, content_type=JSON).json() == {"valid": False}


def test_marketing_counts_once_the_mailed_link_is_used(client: Client) -> None:
    conversation = talk()
    agree(client, conversation, "rodo", "marketing")
    assert consents(conversation) == (True, False)
    assert actions() == ["opt-in", "opt-in-requested"]
    [mail] = mails("confirm-consent")
    path = link(mail)
    for _ in range(2):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert consents(conversation) == (True, False)
    assert client.post(path).status_code == 200
    assert consents(conversation) == (True, True)
    assert actions()[-1] == "opt-in"
    assert ConsentAuditLog.objects.get(pk=3).source == "mail-link"
    assert verify_chain().finding == ""


def test_without_double_opt_in_marketing_counts_at_once(client: Client, settings: Settings) -> None:
    settings.CONSENT_DOUBLE_OPT_IN = False
    conversation = talk()
    agree(client, conversation, "marketing")
    assert consents(conversation) == (False, True)
    assert mails("confirm-consent") == []


def test_false_never_withdraws(client: Client, settings: Settings) -> None:
    settings.CONSENT_DOUBLE_OPT_IN = False
    conversation = talk()
    agree(client, conversation, "rodo", "marketing")
    receipt = agree(client, conversation, purposes={"rodo": False, "marketing": False})
    assert consents(conversation) == (True, True)
    assert (receipt["audit_id"], receipt["consents"]) == (None, [])
    assert len(actions()) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text_version": "99"}, "text_version"),
        ({"text_version": {"marketing": "1"}}, "text_version"),
        ({"text_version": 1}, "text_version"),
        ({"text_version": "\ud800"}, "text_version"),
        ({"text_version": "1\x00"}, "text_version"),
        ({"text_version": "1" * 21}, "text_version"),
        ({"text_version": {"rodo": "\ud800"}}, "text_version"),
        ({"text_version": {"rodo": "1\x00"}}, "text_version"),
        ({"text_version": {"rodo": "1" * 21}}, "text_version"),
        ({"text_version": {"rodo": 1}}, "text_version"),
        ({"email": "nobody"}, "email"),
        ({"email": 5}, "email"),
        ({"phone": "12"}, "phone"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"purposes": {"rodo": "yes"}}, "purposes"),
        ({"purposes": None}, "purposes"),
        ({"session_id": "1"}, "session_id"),
        ({"language": "de"}, "language"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(client: Client, change: dict[str, object], field: str) -> None:
    sent = {"session_id": str(talk().session_id), "purposes": {"rodo": True}, "text_version": "1", **change}
    response = client.post("/api/consent", sent, content_type=JSON)
    assert response.status_code == 400
    assert field in response.json()["fields"]
    assert actions() == []


def test_an_unknown_session_is_not_found(client: Client) -> None:
    sent = {
        "session_id": "3d7c9c1e-0000-4000-8000-000000000000",
        "purposes": {"rodo": True},
        "text_version": "1",
    }
    assert client.post("/api/consent", sent, content_type=JSON).status_code == 404


def test_an_anonymised_talk_takes_no_personal_data_again(client: Client) -> None:
    conversation = talk(None, anonymised_at=timezone.now())
    sent = {"session_id": str(conversation.session_id), "purposes": {"rodo": True}, "text_version": "1", "name": "Jan"}
    assert client.post("/api/consent", sent, content_type=JSON).status_code == 404


def test_marketing_needs_an_address(client: Client) -> None:
    sent = {"session_id": str(talk(None).session_id), "purposes": {"marketing": True}, "text_version": "1"}
    response = client.post("/api/consent", sent, content_type=JSON)
    assert (response.status_code, list(response.json()["fields"])) == (400, ["email"])


def test_a_new_address_in_the_form_ends_the_consents_of_the_old_one(client: Client) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    agree(client, conversation, "rodo", email=" Anna@Example.com ")
    assert conversation.email != "anna@example.com"
    assert consents(conversation) == (True, False)
    assert conversation.email == "anna@example.com"
    assert actions("jan@example.com") == ["address-changed"]
    assert actions("anna@example.com") == ["opt-in"]


def test_a_new_address_in_the_talk_ends_the_consents_of_the_old_one() -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    reply = message_answer(
        message="Jednak piszcie na anna@example.com",
        session_id=conversation.session_id,
        message_id=None,
        now=timezone.now(),
    )
    assert consents(conversation) == (False, False)
    assert actions("jan@example.com") == ["address-changed"]
    assert "consent" in {action["type"] for action in reply.details["actions"]}


def test_the_same_address_again_changes_nothing() -> None:
    conversation = talk(rodo_consent=True)
    reply = message_answer(
        message="Mój mail to JAN@example.com", session_id=conversation.session_id, message_id=None, now=timezone.now()
    )
    assert consents(conversation) == (True, False)
    assert actions() == []
    assert "consent" not in {action["type"] for action in reply.details["actions"]}


def test_a_link_for_an_address_that_the_talk_has_no_more_is_a_bad_link(client: Client) -> None:
    conversation = talk()
    agree(client, conversation, "marketing")
    path = link(mails("confirm-consent")[0])
    conversation.refresh_from_db()
    conversation.email = "anna@example.com"
    conversation.save()
    assert client.post(path).status_code == 404
    assert consents(conversation) == (False, False)


@pytest.mark.parametrize("withdrawal", ["/api/unsubscribe", "/api/revoke-consent"])
@pytest.mark.parametrize("double_opt_in", [True, False])
def test_for_a_withdrawn_address_nothing_counts_without_its_owner(
    client: Client, settings: Settings, withdrawal: str, double_opt_in: bool
) -> None:
    settings.CONSENT_DOUBLE_OPT_IN = double_opt_in
    client.post(withdrawal, {"email": "jan@example.com"}, content_type=JSON)
    stranger, nobody = talk(), talk("nobody@example.com")
    bodies = [agree(client, one, "rodo", "marketing") for one in (stranger, nobody)]
    assert consents(stranger) == (False, False)
    # What the stranger is told does not depend on what the owner did.
    assert [set(body) for body in bodies] == [set(bodies[0])] * 2
    assert [[one["purpose"] for one in body["consents"]] for body in bodies] == [["rodo", "marketing"]] * 2
    assert status_of_conversation(stranger, "jan@example.com").rodo_consent
    assert client.post(link(mails("confirm-consent")[0])).status_code == 200
    assert consents(stranger) == (True, True)


def test_the_texts_are_served_with_their_hashes(client: Client) -> None:
    for language in ("pl", "en", "uk"):
        texts = client.get("/api/consent/texts", {"language": language}).json()
        assert [(text["purpose"], text["version"], text["language"]) for text in texts] == [
            ("rodo", "1", language),
            ("marketing", "1", language),
        ]
        assert all(len(text["hash"]) == 64 and text["text"] for text in texts)
    assert client.get("/api/consent/texts").json()[0]["language"] == "pl"
    assert client.get("/api/consent/texts", {"language": "xx"}).status_code == 400


def test_no_marketing_consent_while_unsubscribing_is_switched_off(client: Client, settings: Settings) -> None:
    settings.UNSUBSCRIBE_ENABLED = False
    conversation = talk()
    agree(client, conversation, "rodo", "marketing")
    assert actions() == ["opt-in"]
    assert mails("confirm-consent") == []


# What a link may bring back, and what a race may not


def test_a_link_works_once(client: Client) -> None:
    conversation = talk()
    agree(client, conversation, "marketing")
    path = link(mails("confirm-consent")[0])
    assert client.post(path).status_code == client.post(path).status_code == 200  # an impatient second click
    assert actions() == ["opt-in-requested", "opt-in"]
    client.post("/api/unsubscribe", {"email": "jan@example.com"}, content_type=JSON)
    assert client.post(path).status_code == 404
    assert consents(conversation) == (False, False)
    agree(client, conversation, "marketing")
    assert client.post(link(mails("confirm-consent")[1])).status_code == 200
    assert consents(conversation) == (False, True)


def test_a_consent_confirmed_while_the_talk_changes_its_address_ends_with_the_old_one() -> None:
    conversation = talk()
    stale = ChatConversation.objects.get(pk=conversation.pk)
    ChatConversation.objects.filter(pk=conversation.pk).update(marketing_consent=True)  # the owner's click, in between
    stale.email = "anna@example.com"
    email_changed.send(ChatConversation, conversation=stale, previous="jan@example.com", now=timezone.now())
    assert consents(conversation) == (False, False)
    assert actions("jan@example.com") == ["address-changed"]


def test_an_ended_talk_takes_no_contact_data(client: Client) -> None:
    conversation = talk(ended_at=timezone.now())
    sent = {"session_id": str(conversation.session_id), "purposes": {"rodo": True}, "text_version": "1"}
    assert client.post("/api/consent", sent, content_type=JSON).status_code == 404


@pytest.mark.parametrize("double_opt_in", [True, False])
@pytest.mark.parametrize("purposes", [("rodo",), ("marketing",), ("rodo", "marketing")])
def test_by_session_a_withdrawn_address_looks_like_any_other(
    client: Client, settings: Settings, double_opt_in: bool, purposes: tuple[str, ...]
) -> None:
    settings.CONSENT_DOUBLE_OPT_IN = double_opt_in
    client.post("/api/unsubscribe", {"email": "jan@example.com"}, content_type=JSON)
    seen = []
    for email in ("jan@example.com", "clean@example.com"):
        conversation = talk(email)
        agree(client, conversation, *purposes)
        body = client.get(f"/api/unsubscribe/status/{email}", {"session_id": str(conversation.session_id)}).json()
        seen.append({name: value for name, value in body.items() if name not in ("email", "last_action_at")})
    assert seen[0] == seen[1]


def test_what_cannot_be_written_as_json_is_no_receipt() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    assert not receipt_is_ours({"consents": nested, "signature": "ab"})
