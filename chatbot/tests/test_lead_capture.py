import uuid
from datetime import timedelta
from typing import Any

import pytest

from chatbot.models import ChatConversation, Lead
from chatbot.services.lead_capture import lead_capture
from chatbot.tests.lead_talk import ANNA, NOON, agree, go_on, lead_of, say, talk
from integrations.models import OutboxMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


def test_a_contact_and_consent_make_a_lead() -> None:
    lead = lead_of(ANNA, "Mam 60 m2 w Gdyni")
    assert (lead.name, lead.email, lead.phone, lead.city) == ("Anna Kowalska", "anna@example.com", "+48501234567", "Gdynia")
    assert (lead.status, lead.score) == ("new", 10 + 10 + 10 + 10 + 10 + 2 * 2)


@pytest.mark.parametrize("message", ["mój mail: anna@example.com", "tel. 501 234 567", ANNA])
def test_without_consent_nothing_is_made_and_nothing_leaves_and_the_reply_asks_for_it(message: str) -> None:
    reply = say(f"{message}, mam 60 m2 w Gdyni, budżet 100 tys., Comfort. Proszę o telefon!")
    assert "consent" in [action["type"] for action in reply.details["actions"]]
    assert not Lead.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"rodo_consent": False},
        {"email": None, "phone": None},
        {"restricted_at": NOON},
        {"anonymised_at": NOON},
        {"rodo_consent": False, "marketing_consent": True},
    ],
)
def test_without_one_of_the_conditions_nothing_happens(columns: dict[str, Any]) -> None:
    conversation = talk(ANNA)
    ChatConversation.objects.update(**{"rodo_consent": True, **columns})
    assert lead_capture(conversation.pk, NOON) is None
    assert not Lead.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_conversation_that_is_gone_makes_none() -> None:
    assert lead_capture(0, NOON) is None


def test_the_lead_follows_the_talk() -> None:
    lead = lead_of("tel. 501 234 567")
    assert (lead.name, lead.city, lead.score) == (None, None, 12)
    lead = go_on(lead, "nazywam się Anna Nowak", "jednak 601 234 567", "mieszkanie w Sopocie")
    assert (lead.name, lead.phone, lead.city) == ("Anna Nowak", "+48601234567", "Sopot")
    assert Lead.objects.count() == 1


def test_what_the_conversation_has_lost_the_lead_keeps() -> None:
    lead = lead_of(ANNA)
    ChatConversation.objects.update(name=None, email=None)
    assert (again := lead_capture(lead.conversation_id, NOON)) is not None
    assert (again.name, again.email) == ("Anna Kowalska", "anna@example.com")


def test_messages_and_not_turns_are_counted() -> None:
    conversation = talk("tel. 501 234 567", "hej")
    ChatConversation.objects.update(turn=40)
    assert agree(conversation).score == 10 + 2 * 2


def test_another_address_ends_the_consent_and_leaves_the_lead_as_it_is() -> None:
    lead = lead_of(ANNA)
    said = OutboxMessage.objects.count()
    lead = go_on(lead, "zmieniam adres na jan@example.com", "mam 60 m2 w Gdyni")
    assert not ChatConversation.objects.get().rodo_consent
    assert (lead.email, lead.city) == ("anna@example.com", None)
    assert OutboxMessage.objects.count() == said


def test_nothing_new_changes_nothing() -> None:
    lead = lead_of(ANNA, *["hej"] * 6)
    said, changed = OutboxMessage.objects.count(), lead.updated_at
    lead = go_on(lead, "Jaka jest gwarancja?", "dzięki")
    assert (OutboxMessage.objects.count(), lead.updated_at) == (said, changed)


def test_the_score_is_in_no_answer() -> None:
    lead = lead_of(ANNA, "Mam 60 m2 w Gdyni, budżet 100 tys., Comfort")
    reply = say("Jaka jest moja ocena?", lead.conversation.session_id)
    assert not {"score", "lead"} & {*reply.details, *reply.details["context"]}


def test_a_talk_that_is_a_lead_costs_a_few_statements_more(django_assert_max_num_queries: Any) -> None:
    """The conversation, the lead with its root, both locked, the messages, the links, and whether the last card went out."""
    lead = lead_of(ANNA, *["hej"] * 6)
    with django_assert_max_num_queries(5 + 2 + 7):
        say("Jaka jest gwarancja?", lead.conversation.session_id)


def test_a_talk_with_contact_data_and_without_consent_costs_nothing_more(django_assert_max_num_queries: Any) -> None:
    session = talk(ANNA).session_id
    with django_assert_max_num_queries(5 + 2):
        say("a ile za premium?", session)


@pytest.mark.parametrize(
    "message",
    [
        "Jestem " + "Maksymilian-Aleksander " * 12 + ", tel. 501 234 567",
        "nazywam się Anna " + "A" * 300 + ", anna@example.com",
        "Jan O'Brien; DROP TABLE lead; jan@example.com",
        "mój mail to " + "a" * 64 + "@" + "b" * 60 + ".example.com, Jan",
        "<script>alert(1)</script> jan@example.com, Jan",
        "Jan Kowalski jan@example.com",
    ],
)
def test_odd_names_and_addresses_are_answered(message: str) -> None:
    conversation = talk(message)
    ChatConversation.objects.update(rodo_consent=True)
    say("Mam 60 m2, proszę o telefon", conversation.session_id, NOON + timedelta(minutes=1))
    lead = Lead.objects.first()
    assert lead is None or len(lead.name or "") <= 80


def test_a_session_of_its_own_is_a_lead_of_its_own() -> None:
    first = lead_of("tel. 501 234 567")
    second = lead_of("tel. 601 234 567")
    assert first.conversation_id != second.conversation_id
    assert second.duplicate_of is None
    assert isinstance(first.conversation.session_id, uuid.UUID)
