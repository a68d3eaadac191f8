"""A lead as an item: its name, and a value of each type of column as monday.com documents it."""

import json
from typing import Any

import pytest

from integrations.leads.card import LeadCard
from integrations.monday.columns import DEFAULTS, TYPES, Column, parse_columns
from integrations.monday.values import LONGEST_LONG_TEXT, LONGEST_NAME, changed_values, item_name, new_values

ANNA = LeadCard(
    lead_id=17,
    reference="NH-17-3f9a2c41",
    url="https://czat.novahouse.pl/admin/chatbot/lead/17/change/",
    score=85,
    name="Anna Nowak",
    email="anna@example.com",
    phone="+48501234567",
    city="Gdańsk",
    square_meters=62.5,
    budget_pln=120_000,
    package="Comfort",
    property_type="Mieszkanie",
    status="Nowy",
)
NOBODY = LeadCard(lead_id=18, reference="NH-18-00000000", url="https://czat.novahouse.pl/18", score=0)


def written(card: LeadCard, what: str, column_type: str) -> Any:
    return json.loads(new_values(card, {what: Column("x", column_type)})).get("x")


def test_every_column_gets_what_it_takes() -> None:
    assert json.loads(new_values(ANNA, DEFAULTS)) == {
        "lead_id": "NH-17-3f9a2c41",
        "email": {"email": "anna@example.com", "text": "anna@example.com"},
        "phone": {"phone": "+48501234567", "countryShortName": "PL"},
        "city": "Gdańsk",
        "area": "62.5",
        "package": "Comfort",
        "budget": "120000",
        "property": "Mieszkanie",
        "score": "85",
        "lead_status": {"label": "Nowy"},
        "chat": {"url": ANNA.url, "text": "Rozmowa w konsoli"},
    }


def test_what_is_not_known_is_not_sent() -> None:
    sent = json.loads(new_values(NOBODY, DEFAULTS))
    assert sent == {"lead_id": "NH-18-00000000", "score": "0", "chat": {"url": NOBODY.url, "text": "Rozmowa w konsoli"}}
    assert json.loads(changed_values(NOBODY, DEFAULTS)) == sent


def test_a_type_of_another_mapping_is_written_its_way() -> None:
    assert written(ANNA, "package", "long_text") == {"text": "Comfort"}
    assert written(ANNA, "package", "status") == {"label": "Comfort"}
    assert written(ANNA, "area", "text") == "62.5"
    assert written(ANNA, "budget", "text") == "120000"
    assert written(ANNA, "email", "text") == "anna@example.com"
    assert written(ANNA, "link", "text") == ANNA.url
    assert all(written(ANNA, "city", column_type) is not None for column_type in TYPES if column_type != "numbers")


def test_words_do_not_go_where_numbers_belong() -> None:
    assert written(ANNA, "city", "numbers") is None


@pytest.mark.parametrize(("area", "text"), [(62.0, "62"), (62.5, "62.5"), (62.125, "62.12"), (100.0, "100"), (0.5, "0.5")])
def test_numbers_have_a_point_and_nothing_useless(area: float, text: str) -> None:
    assert written(LeadCard(1, "r", "u", 1, square_meters=area), "area", "numbers") == text


@pytest.mark.parametrize(
    ("phone", "country"),
    [("+48501234567", "PL"), ("+380501234567", "UA"), ("+4915112345678", "DE"), ("+99", "PL"), ("x", "PL")],
)
def test_a_phone_number_has_its_country_beside_it(phone: str, country: str) -> None:
    assert written(LeadCard(1, "r", "u", 1, phone=phone), "phone", "phone") == {"phone": phone, "countryShortName": country}


def test_a_column_that_is_left_out_gets_nothing() -> None:
    assert "phone" not in json.loads(new_values(ANNA, parse_columns("phone=")))


def test_an_item_is_named_after_the_person_or_the_lead() -> None:
    assert item_name(ANNA) == "Anna Nowak"
    assert item_name(NOBODY) == "Zapytanie z czatu nr 18"
    assert item_name(LeadCard(18, "r", "u", 1, name=" \n ")) == "Zapytanie z czatu nr 18"
    assert item_name(LeadCard(18, "r", "u", 1, name="Anna\nNowak\x00")) == "Anna Nowak"
    assert len(item_name(LeadCard(18, "r", "u", 1, name="ą" * 300))) == LONGEST_NAME


def test_an_item_is_renamed_only_when_the_name_is_known() -> None:
    assert json.loads(changed_values(ANNA, {}))["name"] == "Anna Nowak"
    assert json.loads(changed_values(NOBODY, {})) == {}


def test_long_text_is_cut_to_what_the_column_holds() -> None:
    city = LeadCard(1, "r", "u", 1, city="x" * 3000)
    assert len(written(city, "city", "long_text")["text"]) == LONGEST_LONG_TEXT


def test_the_link_tells_how_many_talks_there_are() -> None:
    assert written(LeadCard(1, "r", "https://x", 1), "link", "link") == {"url": "https://x", "text": "Rozmowa w konsoli"}
    assert written(LeadCard(1, "r", "https://x", 1, talks=3), "link", "link")["text"] == "Rozmowy w konsoli: 3"
