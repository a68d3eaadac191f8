"""The same person in several talks: linked, and one item in monday.com."""

from datetime import timedelta

import pytest

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.lead_status import lead_status_set
from chatbot.tests.lead_talk import ANNA, NOON, alerts, cards, go_on, lead_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]

LATER = NOON + timedelta(days=20)


@pytest.mark.parametrize("contact", ["anna@example.com", "tel. 501 234 567"])
def test_the_same_address_or_number_is_linked(contact: str) -> None:
    first = lead_of(ANNA)
    second = lead_of(contact, now=LATER)
    assert second.duplicate_of == first
    assert first.duplicate_of is None


def test_a_third_talk_is_linked_to_the_first_and_not_to_the_second() -> None:
    first, _ = lead_of("tel. 501 234 567"), lead_of("tel. 501 234 567, jan@example.com")
    assert lead_of("jan@example.com").duplicate_of == first


def test_another_person_is_not_linked() -> None:
    lead_of(ANNA)
    assert lead_of("jan@example.com, tel. 601 234 567").duplicate_of is None


@pytest.mark.parametrize("status", ["won", "lost"])
def test_a_client_who_comes_back_after_the_deal_begins_a_new_one(status: str) -> None:
    lead_of(ANNA)
    Lead.objects.update(status=status)
    assert lead_of(ANNA, now=LATER).duplicate_of is None


@pytest.mark.parametrize("status", ["new", "contacted", "qualified"])
def test_an_open_one_goes_on(status: str) -> None:
    first = lead_of(ANNA)
    Lead.objects.update(status=status)
    assert lead_of(ANNA, now=LATER).duplicate_of == first


@pytest.mark.parametrize("columns", [{"restricted_at": NOON}, {"rodo_consent": False}])
def test_whoever_is_frozen_or_has_no_consent_is_not_linked_to(columns: dict[str, object]) -> None:
    lead_of(ANNA)
    ChatConversation.objects.update(**columns)
    second = lead_of("tel. 501 234 567", now=LATER)
    assert second.duplicate_of is None
    assert "Anna" not in str(cards(second))


def test_a_link_ends_when_the_first_one_withdraws_and_the_second_gets_an_item_of_its_own() -> None:
    first = lead_of(ANNA)
    second = lead_of("tel. 501 234 567", now=LATER)
    assert cards(second) == []
    ChatConversation.objects.filter(pk=first.conversation_id).update(rodo_consent=False, restricted_at=LATER)
    second = go_on(second, "Mam 40 m2", now=LATER)
    assert second.duplicate_of is None
    (card,) = cards(second)
    assert (card["square_meters"], card["status"], card["name"]) == (40, "Nowy", None)


def test_contact_data_that_comes_later_links_later_and_takes_everybody_along() -> None:
    first = lead_of("tel. 501 234 567")
    second = lead_of("tel. 601 234 567")
    third = lead_of("tel. 601 234 567")
    second = go_on(second, "mój numer to jednak 501 234 567")
    third.refresh_from_db()
    assert (second.duplicate_of, third.duplicate_of) == (first, first)


def test_contact_data_of_somebody_else_ends_the_link() -> None:
    lead_of("tel. 501 234 567")
    second = go_on(lead_of("tel. 501 234 567"), "pomyłka, mój numer to 601 234 567")
    assert second.duplicate_of is None
    assert [card["phone"] for card in cards(second)] == ["+48601234567"]


def test_an_item_that_a_lead_has_it_keeps_when_it_is_linked_later() -> None:
    first = lead_of("tel. 501 234 567")
    second = go_on(lead_of("tel. 601 234 567"), "mój numer to jednak 501 234 567")
    assert second.duplicate_of == first
    assert [card["phone"] for card in cards(second)] == ["+48501234567"]
    assert cards(second)[0]["status"] == "Nowy"


def test_the_status_of_a_linked_lead_stays_in_the_house() -> None:
    first = lead_of(ANNA)
    second = lead_of(ANNA, now=LATER)
    said = len(cards(first))
    lead_status_set(lead_id=second.pk, status=LeadStatus.CONTACTED)
    assert (len(cards(first)), cards(second)) == (said, [])


def test_a_threshold_is_told_once_for_all_talks_of_a_person() -> None:
    facts = "Mam 60 m2 w Gdyni, "
    first = lead_of(f"{ANNA}. {facts}")
    assert [alert["high_priority"] for alert in alerts()] == [False]
    second = lead_of(f"{ANNA}. {facts}", now=LATER)
    assert len(alerts()) == 1
    second = go_on(second, "budżet 100 tys., pakiet Comfort", now=LATER)
    assert [alert["known_as"] for alert in alerts()] == [None, first.pk]
    first.refresh_from_db()
    assert (first.alerted_from, second.alerted_from) == (50, 70)


def test_a_deal_that_is_over_does_not_count_for_what_is_told() -> None:
    first = lead_of(f"{ANNA}, Mam 60 m2 w Gdyni")
    second = lead_of(ANNA, now=LATER)
    lead_status_set(lead_id=first.pk, status=LeadStatus.LOST)
    go_on(second, "Mam 60 m2 w Gdyni", now=LATER)
    assert len(alerts()) == 2


def test_one_item_says_what_its_own_talk_said_and_how_many_talks_there_are() -> None:
    first = lead_of("Jestem Anna, tel. 501 234 567. Mam 60 m2 w Gdyni, Comfort")
    said = cards(first)[-1]
    second = lead_of("Jestem ktoś inny, tel. 501 234 567, inny@example.com. Mam 20 m2 w Krakowie, budżet 10 tys.", now=LATER)
    go_on(second, "jednak 25 m2", now=LATER)
    assert cards(second) == []
    assert cards(first)[-1] == {**said, "talks": 2}


def test_a_stranger_who_types_somebody_s_address_silences_no_alert_about_them() -> None:
    facts = "Mam 60 m2 w Gdyni, budżet 100 tys., pakiet Comfort"
    first = lead_of(ANNA)
    lead_of(f"{ANNA}. {facts}", now=NOON + timedelta(days=1))
    go_on(first, facts, now=NOON + timedelta(days=1))
    assert [alert["card"]["lead_id"] for alert in alerts()][-1] == first.pk
    assert len(alerts()) == 2


def test_wishes_of_one_person_are_told_three_times_a_day() -> None:
    for _ in range(5):
        lead_of("tel. 501 234 567, proszę o telefon")
    assert len(alerts()) == 3
    lead_of("tel. 501 234 567, proszę o telefon", now=LATER)
    assert len(alerts()) == 4


def test_a_root_that_withdrew_a_moment_ago_is_told_nothing_of() -> None:
    first = lead_of(ANNA)
    said = len(cards(first))
    ChatConversation.objects.filter(pk=first.conversation_id).update(rodo_consent=False)
    lead_of(ANNA, now=LATER)
    assert len(cards(first)) == said
