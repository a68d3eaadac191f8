import re

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import LeadStatus
from chatbot.receivers import keep_the_item_id
from chatbot.services.lead_capture import lead_capture
from chatbot.services.lead_card import lead_reference
from chatbot.services.lead_status import lead_status_set
from chatbot.tests.lead_talk import ANNA, NOON, cards, go_on, lead_of
from integrations.models import OutboxMessage
from novahouse.privacy.email_address import email_hash

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


def sent() -> None:
    """A deliverer has taken what there is."""
    OutboxMessage.objects.filter(destination="monday").update(attempts=1, status="sending")


def test_the_card_says_what_is_known_in_polish() -> None:
    lead = lead_of(f"{ANNA}. Mam dom 120 m2 w Gdyni, budżet 250 tys., pakiet indywidualny")
    (card,) = cards()
    assert re.fullmatch(rf"NH-{lead.pk}-[0-9a-f]{{8}}", card.pop("reference"))
    assert card == {
        "lead_id": lead.pk,
        "url": f"{django_settings.SITE_URL}/admin/chatbot/lead/{lead.pk}/change/",
        "score": lead.score,
        "name": "Anna Kowalska",
        "email": "anna@example.com",
        "phone": "+48501234567",
        "city": "Gdynia",
        "square_meters": 120,
        "budget_pln": 250_000,
        "package": "Indywidualny",
        "property_type": "dom",
        "status": "Nowy",
        "talks": 1,
    }


def test_a_message_can_be_held_back_for_its_person() -> None:
    lead = lead_of(ANNA)
    message = OutboxMessage.objects.get(destination="monday")
    assert (message.person, message.conversation_id) == (email_hash("anna@example.com"), lead.conversation_id)
    assert message.stream == f"lead:{lead.pk}"


def test_enrichment_says_more_of_the_same_item_and_leaves_the_status() -> None:
    lead = lead_of(ANNA)
    sent()
    go_on(lead, "Mam 60 m2")
    sent()
    go_on(lead, "jednak 62")
    assert [(card["lead_id"], card["square_meters"], card["status"]) for card in cards()] == [
        (lead.pk, None, "Nowy"),
        (lead.pk, 60, None),
        (lead.pk, 62, None),
    ]
    assert len({card["reference"] for card in cards()}) == 1


def test_what_nobody_has_tried_to_send_yet_says_the_new_things_itself() -> None:
    lead = go_on(lead_of(ANNA), "Mam 60 m2", "jednak 62")
    assert [(card["lead_id"], card["square_meters"], card["status"]) for card in cards()] == [(lead.pk, 62, "Nowy")]


def test_the_reference_is_not_that_of_an_older_database() -> None:
    lead = lead_of(ANNA)
    before = lead_reference(lead)
    assert lead_reference(Lead.objects.get()) == before
    Lead.objects.update(created_at=NOON)
    assert lead_reference(Lead.objects.get()) != before


def test_where_monday_is_not_set_up_nothing_is_written_and_later_the_item_is_made(settings: Settings) -> None:
    settings.MONDAY_API_KEY = ""
    lead = lead_of(ANNA)
    assert cards() == []
    settings.MONDAY_API_KEY = "key"
    go_on(lead, "hej")
    assert [card["status"] for card in cards()] == ["Nowy"]


def test_the_id_of_the_item_is_kept_and_used() -> None:
    lead = lead_of(ANNA)
    message = OutboxMessage.objects.get(destination="monday")
    keep_the_item_id(message=message, external_id="77")
    sent()
    go_on(lead, "Mam 60 m2")
    assert Lead.objects.get().monday_item_id == "77"
    assert OutboxMessage.objects.filter(destination="monday").latest("pk").payload["item_id"] == "77"


def test_a_lead_that_was_forgotten_over_there_meanwhile_gets_no_id() -> None:
    lead_of(ANNA)
    Lead.objects.update(card_digest="")
    keep_the_item_id(message=OutboxMessage.objects.get(destination="monday"), external_id="77")
    assert Lead.objects.get().monday_item_id == ""


def test_other_messages_and_empty_answers_bring_no_id() -> None:
    lead_of(f"{ANNA}, mam 60 m2 w Gdyni")
    keep_the_item_id(message=OutboxMessage.objects.get(destination="slack"), external_id="ok")
    keep_the_item_id(message=OutboxMessage.objects.get(destination="monday"), external_id="")
    assert Lead.objects.get().monday_item_id == ""


def test_what_was_dropped_before_it_went_out_is_said_again() -> None:
    lead = lead_of(ANNA, *["hej"] * 6)
    OutboxMessage.objects.update(status="cancelled", payload={})
    lead_capture(lead.conversation_id, NOON)
    assert [card["name"] for card in cards()] == ["Anna Kowalska"]
    lead_capture(lead.conversation_id, NOON)
    assert len(cards()) == 1


def test_a_status_that_staff_set_is_told_once() -> None:
    lead = lead_of(ANNA)
    sent()
    lead_status_set(lead_id=lead.pk, status=LeadStatus.WON)
    lead_status_set(lead_id=lead.pk, status=LeadStatus.WON)
    assert [card["status"] for card in cards()] == ["Nowy", "Wygrany"]
    assert "umowa" in Lead.objects.get().basis
    sent()
    go_on(lead, "Mam 60 m2")
    assert cards()[-1]["status"] is None


@pytest.mark.parametrize("columns", [{"restricted_at": NOON}, {"rodo_consent": False}])
def test_a_status_of_somebody_frozen_stays_in_the_house(columns: dict[str, object]) -> None:
    lead = lead_of(ANNA)
    ChatConversation.objects.update(**columns)
    lead_status_set(lead_id=lead.pk, status=LeadStatus.LOST)
    assert Lead.objects.get().status == "lost"
    assert len(cards()) == 1
