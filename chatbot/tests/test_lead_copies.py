"""What an erasure does about copies in monday.com: also those of which we never heard back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import LeadStatus
from chatbot.receivers import keep_the_item_id
from chatbot.services.conversation_anonymise import conversations_anonymise
from chatbot.services.conversation_erase import conversations_erase
from chatbot.services.lead_card import lead_reference
from chatbot.tests.lead_talk import ANNA, NOON, agree, alerts, cards, lead_of, say
from integrations import copies
from integrations.models import OutboxMessage, Status
from novahouse.privacy.holding import Erased

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]

LATER = NOON + timedelta(days=20)


@pytest.fixture(autouse=True)
def removals() -> Iterator[list[dict[str, Any]]]:
    """An integration that removes copies."""
    queued: list[dict[str, Any]] = []

    def queue(**asked: Any) -> bool:
        queued.append(asked)
        return True

    before = dict(copies._removals)
    copies.register("monday", queue)
    yield queued
    copies._removals.clear()
    copies._removals.update(before)


def saves(lead: Lead) -> Any:
    return OutboxMessage.objects.filter(destination="monday", stream=f"lead:{lead.pk}").order_by("pk")


def erase(lead: Lead, now: datetime = LATER) -> Erased:
    return conversations_erase([lead.conversation_id], now=now, kept_statuses=(LeadStatus.WON,))


def test_an_item_whose_id_is_known_goes_by_it(removals: list[dict[str, Any]]) -> None:
    lead = lead_of(ANNA)
    saves(lead).update(status=Status.SENT, attempts=1, sent_at=NOON, payload={})
    Lead.objects.update(monday_item_id="77")
    (copy,) = erase(lead).outside
    assert (copy.service, copy.external_id, copy.queued) == ("monday", "77", True)
    (asked,) = removals
    assert (asked["lead_id"], asked["item_id"], asked["reference"]) == (lead.pk, "77", lead_reference(lead))


@pytest.mark.parametrize("status", [Status.PENDING, Status.DEAD, Status.SENT])
def test_an_item_whose_id_never_came_goes_by_its_reference(removals: list[dict[str, Any]], status: Status) -> None:
    lead = lead_of(ANNA)
    saves(lead).update(status=status, attempts=1, last_error="timeout", next_attempt_at=NOON)
    (copy,) = erase(lead).outside
    assert copy.external_id == lead_reference(lead)
    (asked,) = removals
    assert asked["item_id"] == ""


def test_what_is_just_being_sent_is_waited_for(removals: list[dict[str, Any]]) -> None:
    lead = lead_of(ANNA)
    until = LATER + timedelta(seconds=80)
    saves(lead).update(status=Status.SENDING, attempts=1, next_attempt_at=until)
    erase(lead)
    assert [asked["due_at"] for asked in removals] == [until]


def test_what_nobody_ever_tried_to_send_leaves_no_copy(removals: list[dict[str, Any]]) -> None:
    lead = lead_of(ANNA)
    assert erase(lead).outside == ()
    assert removals == []
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"cancelled"}


def test_what_was_sent_so_long_ago_that_its_trace_is_gone_is_removed_all_the_same(removals: list[dict[str, Any]]) -> None:
    lead = lead_of(ANNA)
    OutboxMessage.objects.all().delete()
    erase(lead)
    assert [asked["reference"] for asked in removals] == [lead_reference(lead)]


@pytest.mark.parametrize("final", [True, False])
def test_masking_removes_the_copy_and_what_was_still_to_be_saved(removals: list[dict[str, Any]], final: bool) -> None:
    lead = lead_of(ANNA)
    Lead.objects.update(monday_item_id="77")
    conversations_anonymise([lead.conversation_id], now=LATER, final=final)
    assert [asked["item_id"] for asked in removals] == ["77"]
    assert set(saves(lead).values_list("status", flat=True)) == {"cancelled"}
    lead.refresh_from_db()
    assert (lead.monday_item_id, lead.card_digest, lead.email) == ("", "", None)


def test_an_answer_that_comes_after_the_removal_brings_no_id_back() -> None:
    lead = lead_of(ANNA)
    message = saves(lead).get()
    saves(lead).update(status=Status.SENDING, attempts=1)
    conversations_anonymise([lead.conversation_id], now=LATER, final=False)
    keep_the_item_id(message=message, external_id="77")
    assert Lead.objects.get().monday_item_id == ""


def test_whoever_comes_back_gets_an_item_again() -> None:
    lead = lead_of(ANNA)
    conversations_anonymise([lead.conversation_id], now=LATER, final=False)
    say("mój mail: anna@example.com", lead.conversation.session_id)
    agree(ChatConversation.objects.get())
    assert [card["status"] for card in cards()] == ["Nowy"]


def test_a_lead_that_stays_keeps_its_copy(removals: list[dict[str, Any]]) -> None:
    lead = lead_of(ANNA)
    Lead.objects.update(monday_item_id="77", status="won")
    assert erase(Lead.objects.get()).outside == ()
    assert removals == []
    assert Lead.objects.get().monday_item_id == "77"
    assert lead.pk


def test_what_was_linked_goes_on_without_the_one_that_is_erased() -> None:
    first = lead_of("Jestem Anna, tel. 501 234 567, anna@example.com")
    second = lead_of("tel. 501 234 567. Mam 40 m2", now=LATER)
    third = lead_of("tel. 501 234 567", now=LATER)
    erase(first)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.duplicate_of, third.duplicate_of) == (None, second)
    (card,) = cards(second)
    assert (card["name"], card["square_meters"], card["status"]) == (None, 40, "Nowy")
    assert cards(third) == []


def test_an_alert_that_the_erased_one_had_kept_back_is_told() -> None:
    facts = "Mam 60 m2 w Gdyni, budżet 100 tys., pakiet Comfort"
    first = lead_of(f"{ANNA}. {facts}")
    second = lead_of(f"tel. 501 234 567. {facts}, hej", now=LATER)
    assert second.score >= 50
    before = alerts()
    assert {alert["card"]["lead_id"] for alert in before} == {first.pk}
    erase(first)
    assert second.pk in {alert["card"]["lead_id"] for alert in alerts() if alert}


def test_of_those_that_are_linked_whoever_has_withdrawn_is_told_nothing_of() -> None:
    first = lead_of("tel. 501 234 567, anna@example.com")
    second = lead_of("tel. 501 234 567", now=LATER)
    ChatConversation.objects.filter(pk=second.conversation_id).update(rodo_consent=False, restricted_at=LATER)
    erase(first)
    assert cards(second) == []
    assert Lead.objects.get().duplicate_of is None
