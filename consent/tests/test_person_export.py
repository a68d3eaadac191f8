import json
from typing import Any

import pytest

from chatbot.models import ChatConversation, ChatMessage, Lead
from consent.models import ConsentAuditLog, ConsentText, DataSubjectRequest
from consent.services.holdings import holdings
from consent.services.person_export import person_export
from consent.services.subject import subject_of, subject_of_conversation
from consent.tests.data_of_a_person import ANNA, JAN, NOW, audit_row, conversation, everything_of, outbox_message
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db


def copy_for(email: str = ANNA) -> dict[str, Any]:
    return person_export(subject_of(email), now=NOW)


def section(document: dict[str, Any], title: str) -> list[dict[str, Any]]:
    return next((one["rows"] for one in document["sections"] if one["title"] == title), [])


def test_every_table_that_holds_something_has_a_section() -> None:
    everything_of()
    document = copy_for()
    assert document["held"]
    from_the_cast = [holding.model for holding in holdings() if not holding.model.startswith("followups.")]  # above this app
    assert [one["table"] for one in document["sections"]] == from_the_cast
    assert all(one["rows"] for one in document["sections"])


def test_it_is_json_with_time_and_controller() -> None:
    everything_of()
    document = json.loads(json.dumps(copy_for()))
    assert document["made_at"] == "2027-03-31T14:00:00+02:00"
    assert document["controller"]["nazwa"] == "NovaHouse Sp. z o.o."
    assert document["controller"]["kontakt w sprawie danych"]
    assert document["person"] == ANNA


def test_every_personal_value_is_in_it_but_the_session() -> None:
    """Session ids open the conversation to whoever has one; what a waiting mail says holds links that act for the person."""
    talk = everything_of()
    columns = {"phone": "+48501234567", "city": "Gdynia", "memory": {"asked": "the memory"}}
    ChatConversation.objects.update(**columns)
    Lead.objects.update(phone="+48601234567", city="Sopot", monday_item_id="monday 5")
    written = json.dumps(copy_for(), ensure_ascii=False)
    talk.refresh_from_db()
    rows = [*ChatConversation.objects.all(), *ChatMessage.objects.all(), *Lead.objects.all()]
    rows += [*ConsentAuditLog.objects.all(), *DataSubjectRequest.objects.all()]
    fields = {holding.model: holding.fields for holding in holdings()}
    for row in rows:
        for name in set(fields[row._meta.label]) - {"session_id", "email_hmac", "reply", "report"}:
            value = getattr(row, name)
            assert value is None or json.dumps(value, ensure_ascii=False).strip('"') in written, name
    assert str(talk.session_id) not in written
    assert email_hash(ANNA) not in written


def test_the_score_is_shown_with_what_it_means() -> None:
    everything_of()
    (lead,) = section(copy_for(), "Kontakty dla zespołu sprzedaży")
    assert (lead["ocena"], lead["status"]) == (87, "Po kontakcie")
    assert "podpowiada zespołowi" in lead["co znaczy ocena"]


def test_the_labels_are_polish() -> None:
    everything_of()
    for one in copy_for()["sections"]:
        for row in one["rows"]:
            assert not {name for name in row if "_" in name or name in ("created at", "report", "note")}


def test_nothing_of_somebody_else_is_in_it() -> None:
    everything_of(JAN)
    everything_of(ANNA)
    written = json.dumps(copy_for()).lower()
    assert "jan" not in written


def test_a_row_about_an_earlier_address_of_the_conversation_is_not_the_new_owner_s() -> None:
    talk = conversation(ANNA)
    audit_row(email=JAN, conversation_id=talk.pk)
    outbox_message(JAN, conversation_id=talk.pk)
    document = copy_for(ANNA)
    assert not section(document, "Dziennik zgód")
    assert not section(document, "Wiadomości wychodzące")


def test_consents_given_before_the_address_are_the_person_s() -> None:
    talk = conversation(ANNA)
    audit_row(email=None, conversation_id=talk.pk)
    assert len(section(copy_for(ANNA), "Dziennik zgód")) == 1


def test_a_consent_comes_with_the_words_that_were_agreed_to() -> None:
    text = ConsentText.objects.current("pl")[0]
    audit_row(text=text)
    (row,) = section(copy_for(), "Dziennik zgód")
    assert (row["treść zgody"], row["wersja treści"]) == (text.text, "1")


def test_a_lead_with_the_address_brings_its_conversation() -> None:
    talk = conversation(None)
    Lead.objects.create(conversation=talk, email=ANNA)
    assert len(section(copy_for(), "Wiadomości w rozmowach")) == 2


def test_nothing_is_held_on_a_stranger_to_whom_one_mail_went() -> None:
    everything_of(JAN)
    outbox_message(ANNA, service=True, kind="export-link")
    document = copy_for()
    assert not document["held"]
    assert not section(document, "Rozmowy")


def test_the_holder_of_a_session_without_an_address_gets_that_conversation_only() -> None:
    everything_of(ANNA)
    talk = conversation(None)
    audit_row(email=None, conversation_id=talk.pk)
    document = person_export(subject_of_conversation(talk), now=NOW)
    assert document["held"]
    assert {one["title"]: len(one["rows"]) for one in document["sections"]} == {
        "Rozmowy": 1,
        "Wiadomości w rozmowach": 2,
        "Dziennik zgód": 1,
    }
    assert ANNA not in json.dumps(document)
