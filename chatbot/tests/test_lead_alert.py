import pytest
from pytest_django import Settings

from chatbot.models import ChatConversation, Lead
from chatbot.services.lead_capture import lead_capture
from chatbot.tests.lead_talk import ANNA, NOON, agree, alerts, go_on, lead_of, talk
from integrations.models import OutboxMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]

FACTS = "Mam 60 m2 w Gdyni, budżet 100 tys., pakiet Comfort"


def told() -> list[tuple[bool, bool]]:
    """high priority, asks for contact"""
    return [(alert["high_priority"], alert["asks_for_contact"]) for alert in alerts()]


def test_each_threshold_is_told_once() -> None:
    lead = lead_of(ANNA)
    assert told() == []
    lead = go_on(lead, "mieszkanie w Gdyni", "60 m2")
    assert (lead.score, lead.alerted_from, told()) == (56, 50, [(False, False)])
    lead = go_on(lead, "pakiet Comfort", "budżet 100 tys.")
    assert (lead.score, lead.alerted_from, told()) == (90, 70, [(False, False), (True, False)])


def test_whoever_jumps_to_the_high_one_is_told_of_once() -> None:
    lead_of(f"{ANNA}. {FACTS}")
    assert told() == [(True, False)]


def test_down_and_up_again_is_nothing_new() -> None:
    lead = lead_of(f"{ANNA}. {FACTS}")
    contexts: list[dict[str, object]] = [{}, lead.conversation.context]
    for context in contexts:
        ChatConversation.objects.update(context=context)
        lead_capture(lead.conversation_id, NOON)
    assert len(told()) == 1
    assert Lead.objects.get().alerted_from == 70


@pytest.mark.parametrize("order", [0, 1, 2])
def test_a_wish_to_be_contacted_counts_whenever_it_was_said(order: int) -> None:
    messages = ["tel. 501 234 567", "dzień dobry"]
    messages.insert(order, "proszę o telefon")
    lead = lead_of(*messages)
    assert told() == [(False, True)]
    assert lead.contact_asked_at == NOON


def test_a_wish_after_the_consent_counts_once() -> None:
    lead = lead_of("tel. 501 234 567")
    assert told() == []
    go_on(lead, "oddzwońcie", "ile trwa remont?", "proszę o telefon")
    assert told() == [(False, True)]


def test_a_refusal_is_no_wish() -> None:
    lead = lead_of("tel. 501 234 567", "proszę o telefon", "jednak nie dzwońcie do mnie")
    assert (told(), lead.contact_asked_at) == ([], None)


def test_both_reasons_at_once_are_one_alert() -> None:
    lead_of(f"{ANNA}. {FACTS}", "proszę o telefon")
    assert told() == [(True, True)]


def test_slack_and_mail_are_told_the_same_and_no_contact_data() -> None:
    lead = lead_of(f"{ANNA}. {FACTS}")
    slack, mail = OutboxMessage.objects.exclude(destination="monday").order_by("destination", "pk").reverse()
    assert (slack.idempotency_key, mail.idempotency_key) == (f"lead:{lead.pk}:slack:70", f"lead:{lead.pk}:mail:70")
    for message in (slack, mail):
        assert message.conversation_id == lead.conversation_id
        assert message.person
        assert "Kowalska" in str(message.payload)
        assert not [trace for trace in ("anna@", "501234567", "501 234") if trace in str(message.payload)]


def test_nobody_is_told_where_nobody_is_configured_and_somebody_later(settings: Settings) -> None:
    settings.SLACK_WEBHOOK_URL = settings.LEADS_EMAIL = settings.MONDAY_API_KEY = ""
    lead = lead_of(f"{ANNA}. {FACTS}")
    assert not OutboxMessage.objects.exists()
    assert lead.alerted_from == 0
    settings.LEADS_EMAIL = "sprzedaz@example.com"
    go_on(lead, "hej")
    assert OutboxMessage.objects.get().destination == "mail"


def test_without_consent_nobody_is_told() -> None:
    conversation = talk(f"{ANNA}. {FACTS}", "proszę o telefon")
    assert told() == []
    agree(conversation)
    assert told() == [(True, True)]
