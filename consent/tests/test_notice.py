"""The privacy notice in its three languages."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from chatbot.services.shipped_knowledge import load_facts

LANGUAGES = ("pl", "en", "uk")
SECTIONS = {"administrator", "zapis", "cel", "okresy", "odbiorcy", "profilowanie", "prawa", "rezygnacja", "skarga"}
TITLES = {"pl": "Informacja o prywatności", "en": "Privacy notice", "uk": "Інформація про приватність"}
TO_COMPLETE = {"pl": "zostanie uzupełnion", "en": "to be completed", "uk": "буде доповнено"}

pytestmark = pytest.mark.django_db


def read(client: Client, language: str) -> str:
    response = client.get(reverse("privacy-notice"), {"lang": language})
    assert response.status_code == 200
    return response.content.decode().replace("&nbsp;", " ").replace("&amp;", "&")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_that_is_asked_for(client: Client, language: str) -> None:
    page = read(client, language)
    assert f'<html lang="{language}"' in page
    assert f"<title>{TITLES[language]} – " in page
    assert f"<h1>{TITLES[language]}</h1>" in page
    for other in LANGUAGES:
        assert f'href="?lang={other}"' in page


@pytest.mark.parametrize("asked", ["", "de", "PL", "<script>"])
def test_an_unknown_language_gets_polish(client: Client, asked: str) -> None:
    page = read(client, asked)
    assert '<html lang="pl"' in page
    assert f"<title>{TITLES['pl']} – " in page
    assert "<script>" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_there_and_in_the_contents(client: Client, language: str) -> None:
    page = read(client, language)
    assert set(re.findall(r'<section id="([^"]+)"', page)) == SECTIONS
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    contents = page[page.index('class="text-contents"') : page.index("<section")]
    assert set(re.findall(r'href="#([^"]+)"', contents)) == SECTIONS
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rights_and_unsubscribing_lead_to_the_form_in_the_same_language(client: Client, language: str) -> None:
    page = read(client, language)
    form = reverse("your-data")
    for choice in ("unsubscribe", "revoke", "export", "erase"):
        assert f'href="{form}?lang={language}&choice={choice}"' in page
    section = page[page.index('id="rezygnacja"') : page.index('id="skarga"')]
    assert f'class="button" href="{form}?lang={language}&choice=unsubscribe"' in section


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_has_told_yet_is_to_be_completed(client: Client, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    for name in ("seat", "registry_court", "data_protection_officer"):
        monkeypatch.setitem(load_facts().data["controller"], name, None)
    page = read(client, language)
    assert page.count(TO_COMPLETE[language]) == 3
    assert "None" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_known_of_the_controller_is_shown(client: Client, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    told = {"seat": "Testowo 1", "registry_court": "Sąd Rejonowy w Testowie", "data_protection_officer": "Jan Testowy"}
    for name, value in told.items():
        monkeypatch.setitem(load_facts().data["controller"], name, value)
    company = load_facts().data["company"]
    page = read(client, language)
    assert TO_COMPLETE[language] not in page
    for value in (*told.values(), company["krs"], company["nip"], company["regon"]):
        assert value in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_months_are_those_that_the_schedule_works_with(client: Client, settings: Settings, language: str) -> None:
    settings.ANONYMIZATION_THRESHOLD_MONTHS = 417
    settings.DATA_RETENTION_MONTHS = 518
    settings.AUDIT_PROOF_MONTHS = 619
    page = read(client, language)
    periods = page[page.index('<section id="okresy"') : page.index('<section id="odbiorcy"')]
    assert re.findall(r"\b(417|518|619)\b", periods) == ["417", "518", "619"]


def test_one_month_is_written_as_one(client: Client, settings: Settings) -> None:
    settings.ANONYMIZATION_THRESHOLD_MONTHS = settings.DATA_RETENTION_MONTHS = 1
    assert "1 miesiącu od ostatniej" in read(client, "pl")
    assert "1 month after" in read(client, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_neither_style_nor_script_stands_in_the_page(client: Client, language: str) -> None:
    page = read(client, language)
    assert re.findall(r"<style|<script|\sstyle=|\son\w+=", page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_the_authority_and_the_articles_of_each_basis(client: Client, language: str) -> None:
    page = read(client, language)
    assert "00-014 Warszawa" in page
    assert "https://uodo.gov.pl" in page
    assert all(number in page for number in ("398", "22", "21", "50"))
    lettered = ("lit. a", "lit. b", "lit. c", "lit. f") if language == "pl" else ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(f)")
    assert [letter for letter in lettered if letter not in page] == []
