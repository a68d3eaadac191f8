"""The page "Why did you write to me?"."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from chatbot.models import ChatConversation
from consent.models import AuditHead, ConsentAuditLog, ConsentText, Suppression
from consent.models.audit import Purpose, Source
from consent.services.consent_confirm import Requested, consent_confirm
from consent.services.consent_revoke import consent_revoke
from consent.services.links import WITHDRAW
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.rodo_requests import rodo_erase
from followups.mail.links import WHY
from followups.models import FollowupEvent, FollowupStatus
from followups.tests.cast import LAST, ORIGIN, agreed
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db

EMAIL = "anna@example.pl"
SENT = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # half past midnight in Warsaw


@pytest.fixture(autouse=True)
def no_limit(settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = False


@pytest.fixture
def conversation() -> ChatConversation:
    return agreed(EMAIL, city="Sopot")


def path(conversation_id: int, number: int = 1, language: str = "pl", email: str = EMAIL) -> str:
    return f"/why/{WHY.token(LAST, e=email, c=conversation_id, n=number, l=language)}/"


def shown(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def sent_event(conversation: ChatConversation, number: int = 1) -> None:
    row = ConsentAuditLog.objects.get(purpose=Purpose.MARKETING)
    FollowupEvent.objects.create(
        conversation=conversation, followup_number=number, status=FollowupStatus.SENT, sent_at=SENT, consent_row=row.pk
    )


def test_it_tells_which_mail_and_when_how_and_to_what_the_owner_agreed(client: Client, conversation: ChatConversation) -> None:
    sent_event(conversation, 2)
    page = shown(client, path(conversation.pk, 2))
    assert "To wiadomość 2 z 3 po rozmowie na czacie NovaHouse, która zaczęła się 24 listopada 2026 r." in page
    assert "Wysłaliśmy ją 26 listopada 2026 r. o 0:30." in page
    assert "24 listopada 2026 r. o 12:00, w oknie czatu" in page
    assert "nie było to wymagane" in page
    assert "najwyżej trzy wiadomości" in page
    wording = ConsentText.objects.get(purpose=Purpose.MARKETING, version="1", language="pl")
    assert wording.text in page
    assert "a•••@example.pl" in page
    assert EMAIL not in page
    assert page.count("<button") == 1


def test_the_rest_of_the_talk_is_not_shown(client: Client) -> None:
    conversation = agreed(EMAIL, city="Sopot", phone="+48501234567", context={"square_meters": 62})
    page = shown(client, path(conversation.pk))
    assert not [said for said in ("Sopot", "501234567", "62 m", "Anna", str(conversation.session_id)) if said in page]


def test_a_consent_confirmed_by_the_mailed_link_shows_both_moments(client: Client, settings: Settings) -> None:
    settings.CONSENT_DOUBLE_OPT_IN = True
    conversation = agreed(EMAIL)
    text = ConsentText.objects.get(purpose=Purpose.MARKETING, version="1", language="pl")
    requested = Requested(EMAIL, conversation.pk, {"marketing": text}, AuditHead.objects.get().last_id)
    later = LAST + timedelta(minutes=7)
    assert consent_confirm(requested=requested, origin=Origin(Source.MAIL_LINK), now=later)
    page = shown(client, path(conversation.pk))
    assert "24 listopada 2026 r. o 12:00, w oknie czatu" in page
    assert "24 listopada 2026 r. o 12:07, linkiem wysłanym na ten adres" in page


def test_the_wording_is_the_one_that_was_agreed_to_and_not_the_newest(client: Client, conversation: ChatConversation) -> None:
    ConsentText.objects.create(purpose=Purpose.MARKETING, version="2", language="pl", text="Nowsza treść.")
    assert "Nowsza treść." not in shown(client, path(conversation.pk))


@pytest.mark.parametrize(
    ("language", "title", "moment"),
    [
        ("en", "Why we wrote to you", "24 November 2026 at 12:00, in the chat window"),
        ("uk", "Чому ми вам написали", "24 листопада 2026 р. о 12:00, у вікні чату"),
    ],
)
def test_in_the_language_of_the_mail(
    client: Client, conversation: ChatConversation, language: str, title: str, moment: str
) -> None:
    page = shown(client, path(conversation.pk, language=language))
    assert title in page
    assert moment in page
    assert '<blockquote lang="pl">' in page  # the wording as it was agreed to
    assert "Dlaczego do Ciebie napisaliśmy" in shown(client, path(conversation.pk, language=language) + "?lang=pl")


def test_get_and_head_change_nothing(client: Client, conversation: ChatConversation) -> None:
    rows = ConsentAuditLog.objects.count()
    client.get(path(conversation.pk))
    client.head(path(conversation.pk))
    assert ConsentAuditLog.objects.count() == rows
    assert ChatConversation.objects.get().marketing_consent


@pytest.mark.parametrize("slash", ["", "/"])
def test_one_press_stops_the_mails(conversation: ChatConversation, slash: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(path(conversation.pk).rstrip("/") + slash)
    assert response.status_code == 200
    assert "Gotowe, nie będziemy już pisać" in response.content.decode()
    assert Suppression.objects.covering(email_hash(EMAIL)).exists()
    assert not ChatConversation.objects.get().marketing_consent
    row = ConsentAuditLog.objects.order_by("-pk")[0]
    assert (row.action, row.source, row.email) == ("unsubscribe", "mail-link", EMAIL)


@pytest.mark.parametrize(
    ("language", "said"), [("pl", "To już zapisane"), ("en", "on record already"), ("uk", "Це вже записано")]
)
def test_after_stopping_there_is_nothing_left_to_press(
    client: Client, conversation: ChatConversation, language: str, said: str
) -> None:
    client.post(path(conversation.pk))
    page = shown(client, path(conversation.pk, language=language))
    assert said in page
    assert "<button" not in page
    assert client.post(path(conversation.pk)).status_code == 200  # from a page that was open before


def test_a_consent_that_was_withdrawn_meanwhile(client: Client, conversation: ChatConversation) -> None:
    consent_revoke(person=Person(email=EMAIL), origin=ORIGIN, reason=None, now=LAST + timedelta(days=2))
    page = shown(client, path(conversation.pk))
    assert "Zgoda ta nie obowiązuje od 26 listopada 2026 r.</p>" in page
    assert "nic już nie wyślemy" in page
    assert page.count("<button") == 1  # the withdrawal can be undone, what the button does cannot
    assert client.post(path(conversation.pk)).status_code == 200
    assert Suppression.objects.covering(email_hash(EMAIL)).exists()


def test_after_erasure_the_proof_of_the_consent_is_left_and_the_button_works(
    client: Client, conversation: ChatConversation
) -> None:
    sent_event(conversation)
    address = path(conversation.pk)
    later = LAST + timedelta(days=2)
    rodo_erase(person=Person(email=EMAIL), requested_at=later, origin=ORIGIN, now=later)
    page = shown(client, address)
    assert "Zapisu tej rozmowy już nie mamy" in page
    assert "Zgoda ta nie obowiązuje od 26 listopada 2026 r." in page
    assert "najwyżej trzy wiadomości" not in page
    assert page.count("<button") == 1
    assert client.post(address).status_code == 200
    assert Suppression.objects.covering(email_hash(EMAIL)).exists()


def test_a_talk_that_never_agreed_claims_no_consent(client: Client) -> None:
    page = shown(client, path(123456))
    assert "Nie mamy już zapisów" in page
    assert "<blockquote" not in page


def test_a_consent_for_another_address_is_not_shown(client: Client, conversation: ChatConversation) -> None:
    page = shown(client, path(conversation.pk, email="ktos@example.com"))
    assert "<blockquote" not in page


@pytest.mark.parametrize("token", ["podglad", "x" * 200, WITHDRAW.token(LAST, e=EMAIL, l="pl")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_bad_token_gets_the_page_that_all_bad_tokens_get(client: Client, token: str, method: str) -> None:
    response = getattr(client, method)(f"/why/{token}/")
    assert response.status_code == 404
    assert "Ten link nie działa" in response.content.decode()
    assert not ConsentAuditLog.objects.exists()


def test_switched_off(client: Client, conversation: ChatConversation, settings: Settings) -> None:
    settings.UNSUBSCRIBE_ENABLED = False
    assert "Chwilowa przerwa techniczna" in shown(client, path(conversation.pk), status=503)
    assert client.post(path(conversation.pk)).status_code == 503
    assert not Suppression.objects.exists()


def test_it_is_kept_nowhere_and_runs_no_script(client: Client, conversation: ChatConversation) -> None:
    response = client.get(path(conversation.pk))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "Content-Security-Policy" in response.headers
    page = response.content.decode()
    assert "<script" not in page
    assert " style=" not in page
