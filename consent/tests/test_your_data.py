"""The form for a person who has no link at hand, and the pages behind the links to export and erase."""

import json

import pytest
from django.test import Client
from pytest_django import Settings

from chatbot.models import ChatConversation
from consent.models import DataSubjectRequest
from consent.tests.visitor import actions, consents, link, mails, talk

pytestmark = pytest.mark.django_db

FORM = "/prywatnosc/twoje-dane/"


def send(client: Client, choice: str, email: str = "jan@example.com", path: str = FORM) -> str:
    response = client.post(path, {"email": email, "choice": choice})
    assert response.status_code == 200, response.content
    return response.content.decode()


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_choice_gets_the_same_page_for_every_address(client: Client, language: str) -> None:
    talk(rodo_consent=True, marketing_consent=True)
    for choice in ("unsubscribe", "revoke", "export", "erase"):
        pages = {send(client, choice, email, f"{FORM}?lang={language}") for email in ("jan@example.com", "nobody@example.com")}
        assert len(pages) == 1
        assert f'<html lang="{language}"' in pages.pop()


def test_each_choice_does_what_it_says(client: Client) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    send(client, "unsubscribe", " Jan@Example.com ")
    assert consents(conversation) == (True, False)
    send(client, "revoke")
    assert consents(conversation) == (False, False)
    assert actions() == ["unsubscribe", "revoke-consent"]
    send(client, "export")
    send(client, "erase")
    assert len(mails("export-link")) == len(mails("erase-link")) == 1


@pytest.mark.parametrize(("sent", "named"), [({"email": "jan", "choice": "erase"}, "email"), ({"email": "a@b.pl"}, "choice")])
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(client: Client, sent: dict[str, str], named: str) -> None:
    response = client.post(FORM, sent)
    assert response.status_code == 400
    page = response.content.decode()
    assert 'aria-invalid="true"' in page
    assert f'value="{sent["email"]}"' in page
    assert actions() == []


def test_too_many_of_them_get_a_page(client: Client, settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = True
    codes = [client.post(FORM, {}, REMOTE_ADDR="203.0.113.9").status_code for _ in range(11)]
    assert codes == [400] * 10 + [429]
    assert client.get(FORM, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_the_form_takes_the_choice_of_a_link(client: Client) -> None:
    page = client.get(FORM, {"choice": "erase"}).content.decode()
    assert page.count("checked") == 1


# The pages behind the links


def test_the_copy_is_a_file_for_programs_and_a_page_for_people(client: Client) -> None:
    talk(name="Jan <b>Kowalski</b>", context={"square_meters": 60})
    send(client, "export")
    path = link(mails("export-link")[0])
    assert client.get(path).status_code == 200
    assert actions() == []
    answer = client.post(path)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert json.loads(answer.content)["held"] is True
    page = client.post(path, headers={"Accept": "text/html,*/*"})
    assert "Jan &lt;b&gt;Kowalski&lt;/b&gt;" in page.content.decode()
    file = client.post(path, {"format": "json"}, headers={"Accept": "text/html,*/*"})
    assert file.headers["Content-Type"] == "application/json"
    assert actions() == ["export"] * 3
    assert DataSubjectRequest.objects.filter(kind="access", state="done", verified=True).count() == 3


def test_erasing_takes_a_click_and_tells_what_went(client: Client) -> None:
    talk()
    send(client, "erase")
    path = link(mails("erase-link")[0])
    client.get(path)
    assert ChatConversation.objects.count() == 1
    page = client.post(path)
    assert page.status_code == 200
    assert ChatConversation.objects.count() == 0
    assert actions() == ["erasure"]


def test_where_nothing_is_held_the_page_says_so_and_nothing_is_written(client: Client) -> None:
    send(client, "export")
    send(client, "erase")
    for kind in ("export-link", "erase-link"):
        assert client.post(link(mails(kind)[0]), headers={"Accept": "text/html"}).status_code == 200
    assert json.loads(client.post(link(mails("export-link")[0])).content)["held"] is False
    assert actions() == []
    assert not DataSubjectRequest.objects.exists()


def test_a_body_that_is_refused_writes_nothing(client: Client) -> None:
    talk()
    send(client, "export")
    fields = {f"field{number}": "x" for number in range(1001)}
    response = client.post(link(mails("export-link")[0]), fields, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert actions() == []
    assert not DataSubjectRequest.objects.exists()


def test_the_mail_speaks_the_language_in_which_its_owner_last_talked(client: Client) -> None:
    talk("jane@example.com", language="en")
    for email in ("jane@example.com", "nobody@example.com"):
        client.post("/api/rodo/erase", {"email": email}, content_type="application/json")
    english, polish = mails("erase-link")
    assert english.startswith("Hello")
    assert polish.startswith("Dzień dobry")
