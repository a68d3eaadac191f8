"""The page of a person: show me everything about this address, and prove that nobody changed it."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from chatbot.models import ChatConversation
from consent.admin.person_link import person_link, read_person
from consent.models import ConsentAuditLog, DataSubjectRequest, Revocation
from consent.models.audit import Action, Purpose, Source
from consent.models.request import RequestState
from consent.models.revocation import TIME_TO_UNDO
from consent.services.links import BadLink
from consent.services.marketing_unsubscribe import marketing_unsubscribe
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.suppression import is_suppressed
from consent.tests.admin.conftest import ANNA, Append
from novahouse.privacy.email_address import email_hash

SEARCH = "/admin/consent/consentauditlog/osoba/"


@pytest.fixture
def here(db: None) -> str:
    return person_link(Person(email=ANNA))


def last_row() -> ConsentAuditLog:
    return ConsentAuditLog.objects.latest("pk")


def test_the_address_is_asked_for_in_the_body_and_stands_in_no_url(console: Client, talk: ChatConversation) -> None:
    response = console.post(SEARCH, {"email": " Anna@EXAMPLE.com "})
    assert response.status_code == 302
    location = response.headers["Location"]
    assert "anna" not in location.lower()
    page = console.get(location)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert ANNA in page.content.decode()


def test_what_is_no_address_is_refused(console: Client) -> None:
    assert "To nie jest poprawny adres e-mail." in console.post(SEARCH, {"email": "anna@"}).content.decode()


def test_one_page_shows_all_that_is_held_and_its_proof(
    console: Client, talk: ChatConversation, append: Append, here: str
) -> None:
    append(Action.OPT_IN, purpose=Purpose.MARKETING, conversation_id=talk.pk)
    append(Action.OPT_IN, "piotr@example.com")
    console.post("/admin/consent/consentauditlog/sprawdz/")
    page = console.get(here).content.decode()
    for words in (
        "Anna Nowak",
        "Udzielenie zgody: Wiadomości marketingowe",
        "Każdy wpis o tym adresie jest taki, jak go zapisano",
    ):
        assert words in page
    assert "Pełne sprawdzenie dziennika objęło wszystkie te wpisy" in page
    assert "piotr@example.com" not in page


def test_rows_newer_than_the_last_full_check_are_not_said_to_be_covered(console: Client, append: Append, here: str) -> None:
    append()
    console.post("/admin/consent/consentauditlog/sprawdz/")
    append()
    assert "nie objęło jeszcze najnowszego z tych wpisów" in console.get(here).content.decode()
    back = console.post(f"/admin/consent/consentauditlog/sprawdz/?dalej={here}")
    assert back.headers["Location"] == here
    assert "objęło wszystkie te wpisy" in console.get(here).content.decode()


def test_nothing_held_is_said_so(console: Client, here: str) -> None:
    page = console.get(here).content.decode()
    assert "W dzienniku nie ma wpisów o tym adresie." in page
    assert "nic pod tym adresem nie przechowujemy" in page


def test_a_revoked_person_shows_until_when_it_can_be_undone(console: Client, here: str) -> None:
    revoked_at = timezone.now() - timedelta(days=2)
    Revocation.objects.create(email=ANNA, email_hmac=email_hash(ANNA), revoked_at=revoked_at)
    page = console.get(here).content.decode()
    assert "Zgody wycofane" in page
    assert f"{timezone.localtime(revoked_at + TIME_TO_UNDO):%d.%m.%Y, %H:%M}" in page


def test_a_suppressed_address_is_said_to_be(console: Client, here: str) -> None:
    assert "Marketing wstrzymany" not in console.get(here).content.decode()
    marketing_unsubscribe(person=Person(email=ANNA), origin=Origin(Source.PAGE), reason=None, now=timezone.now())
    assert "Marketing wstrzymany" in console.get(here).content.decode()


def test_looking_writes_nothing(console: Client, talk: ChatConversation, here: str) -> None:
    console.get(here)
    console.get(f"{here}usuniecie/")
    assert not ConsentAuditLog.objects.exists()
    assert not DataSubjectRequest.objects.exists()


def test_a_copy_that_is_handed_out_is_recorded(console: Client, talk: ChatConversation, here: str) -> None:
    assert console.get(f"{here}kopia/").status_code == 405
    response = console.post(f"{here}kopia/")
    assert response.headers["Content-Type"] == "application/json"
    assert "attachment" in response.headers["Content-Disposition"]
    assert ANNA in json.dumps(response.json())
    row = last_row()
    assert (row.action, row.source, row.email) == (Action.EXPORT, Source.CONSOLE, ANNA)


def test_a_note_goes_into_the_trail_with_its_author(console: Client, officer: User, here: str) -> None:
    response = console.post(f"{here}notatka/", {"note": "Rozmowa telefoniczna."}, follow=True)
    assert "Notatka jest w dzienniku zgód." in response.content.decode()
    row = last_row()
    assert (row.action, row.reason, row.facts) == (Action.ADMIN_NOTE, "Rozmowa telefoniczna.", {"user": officer.pk})
    assert "irena" in console.get(f"/admin/consent/consentauditlog/{row.pk}/change/").content.decode()


@pytest.mark.parametrize("note", ["", " ", "a" * 501])
def test_a_note_needs_words_and_not_too_many(console: Client, here: str, note: str) -> None:
    console.post(f"{here}notatka/", {"note": note})
    assert not ConsentAuditLog.objects.exists()


def test_processing_is_restricted_and_released(console: Client, talk: ChatConversation, here: str) -> None:
    console.post(f"{here}ograniczenie/", {"reason": "Kwestionuje dane"})
    talk.refresh_from_db()
    assert talk.restricted_at is not None
    row = last_row()
    assert (row.action, row.reason, row.conversation_id) == (Action.RESTRICT, "Kwestionuje dane", talk.pk)
    assert "Przetwarzanie ograniczone" in console.get(here).content.decode()
    console.post(f"{here}ograniczenie/", {"reason": ""})  # a second click
    assert ConsentAuditLog.objects.count() == 1
    console.post(f"{here}ograniczenie/", {"zniesienie": "1"})
    talk.refresh_from_db()
    assert talk.restricted_at is None
    assert last_row().facts["lifted"] is True
    assert "Przetwarzanie ograniczone" not in console.get(here).content.decode()


def test_lifting_a_restriction_does_not_unfreeze_who_withdrew_everything(
    console: Client, talk: ChatConversation, here: str
) -> None:
    now = timezone.now()
    ChatConversation.objects.update(restricted_at=now)
    consents = [{"id": talk.pk, "rodo": True, "marketing": False, "restricted": False}]
    Revocation.objects.create(email=ANNA, email_hmac=email_hash(ANNA), revoked_at=now, consents=consents)
    console.post(f"{here}ograniczenie/")
    assert Revocation.objects.get().consents[0]["restricted"] is True  # an undo leaves it restricted
    console.post(f"{here}ograniczenie/", {"zniesienie": "1"})
    talk.refresh_from_db()
    assert talk.restricted_at is not None
    assert Revocation.objects.get().consents[0]["restricted"] is False


def test_erasing_asks_first_and_leaves_a_closed_request(
    console: Client, officer: User, talk: ChatConversation, append: Append, here: str
) -> None:
    append(conversation_id=talk.pk)
    asked = console.get(f"{here}usuniecie/").content.decode()
    assert "Rozmowy" in asked
    assert "Dziennik zgód" in asked
    assert ChatConversation.objects.exists()
    refused = console.post(f"{here}usuniecie/", {"channel": "post"})
    assert "Bez potwierdzenia tożsamości danych się nie usuwa" in refused.content.decode()
    assert ChatConversation.objects.exists()
    done = console.post(f"{here}usuniecie/", {"channel": "post", "verified": "on"}, follow=True)
    assert "Dane zostały usunięte." in done.content.decode()
    assert not ChatConversation.objects.exists()
    request = DataSubjectRequest.objects.get()
    assert (request.state, request.channel, request.handled_by) == (RequestState.DONE, "post", officer)
    assert request.report["removed"]
    assert request.email is None
    row = last_row()
    assert (row.action, row.source, row.email, row.email_hmac) == (Action.ERASURE, Source.CONSOLE, None, email_hash(ANNA))
    # The proof outlives the data.
    assert "Każdy wpis o tym adresie jest taki, jak go zapisano" in console.get(here).content.decode()


def test_a_request_is_taken_prefilled(console: Client, here: str) -> None:
    token = here.rstrip("/").rpartition("/")[2]
    page = console.get(f"/admin/consent/datasubjectrequest/add/?osoba={token}").content.decode()
    assert f'value="{ANNA}"' in page


@pytest.mark.parametrize("token", ["x", "A" * 120, "ą"])
def test_an_old_or_invented_link_leads_back_to_the_question(console: Client, token: str) -> None:
    response = console.get(f"{SEARCH}{token}/")
    assert (response.status_code, response.headers["Location"]) == (302, SEARCH)


def test_a_link_is_good_for_a_working_day(db: None) -> None:
    token = person_link(Person(email=ANNA)).rstrip("/").rpartition("/")[2]
    assert read_person(token, timezone.now() + timedelta(hours=11)).email == ANNA
    with pytest.raises(BadLink):
        read_person(token, timezone.now() + timedelta(hours=13))


def test_who_may_only_see_may_not_act(db: None, talk: ChatConversation, here: str) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_consentauditlog"))
    client = Client()
    client.force_login(reader)
    page = client.get(here)
    assert page.status_code == 200
    assert "Co można zrobić" not in page.content.decode()
    for action in ("kopia", "notatka", "ograniczenie", "usuniecie"):
        assert client.post(f"{here}{action}/", {"note": "x", "verified": "on", "channel": "post"}).status_code == 403
    assert not ConsentAuditLog.objects.exists()
    assert not is_suppressed(email_hash(ANNA))
