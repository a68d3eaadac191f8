"""A consent that begins to count makes a lead, whichever way it came; one that ends keeps everything back."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import ChatConversation, Lead
from consent.models import ConsentAuditLog
from consent.models.audit import Action, Source
from consent.services.consent_restore import consent_restore
from consent.services.consent_revoke import consent_revoke
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.processing_restrict import processing_restrict, restriction_lift
from consent.tests.visitor import agree, link, mails, talk
from integrations.models import OutboxMessage

pytestmark = pytest.mark.django_db

JAN = "jan@example.com"
ORIGIN = Origin(Source.API)
FACTS: dict[str, Any] = {"name": "Jan", "phone": "+48601234567", "city": "Gdynia", "context": {"square_meters": 60}}


@pytest.fixture(autouse=True)
def team(settings: Settings) -> None:
    settings.SLACK_WEBHOOK_URL = "https://hooks.slack.example/services/T0/B0/secret"
    settings.MONDAY_API_KEY, settings.MONDAY_BOARD_ID = "key", "1234567890"


def for_the_team(*statuses: str) -> int:
    found = OutboxMessage.objects.exclude(destination="mail")
    return (found.filter(status__in=statuses) if statuses else found).count()


def revoke() -> None:
    consent_revoke(person=Person(email=JAN), origin=ORIGIN, reason=None, now=timezone.now())


def restore() -> None:
    assert consent_restore(email=JAN, origin=ORIGIN, now=timezone.now())


def test_a_ticked_consent_makes_a_lead_that_its_audit_row_names(client: Client) -> None:
    conversation = talk(JAN, **FACTS)
    agree(client, conversation, "rodo")
    lead = Lead.objects.get()
    assert (lead.conversation, lead.email, lead.score) == (conversation, JAN, 50)
    assert ConsentAuditLog.objects.get().lead_id == lead.pk
    assert for_the_team("pending") == 2


def test_contact_data_of_the_form_is_the_lead_s(client: Client) -> None:
    agree(client, talk(None), "rodo", phone="601 234 567", name="Jan Nowak")
    lead = Lead.objects.get()
    assert (lead.phone, lead.name, lead.email) == ("+48601234567", "Jan Nowak", None)


def test_marketing_alone_makes_none(client: Client) -> None:
    agree(client, talk(JAN, **FACTS), "marketing")
    assert client.post(link(mails("confirm-consent")[0])).status_code == 200
    assert not Lead.objects.exists()
    assert for_the_team() == 0


def test_consent_without_a_way_to_contact_makes_none(client: Client) -> None:
    agree(client, talk(None), "rodo")
    assert not Lead.objects.exists()


def test_a_withdrawn_address_counts_once_its_link_is_used(client: Client) -> None:
    first = talk(JAN, **FACTS)
    agree(client, first, "rodo")
    revoke()
    held = for_the_team("held")
    assert held == for_the_team() > 0
    conversation = talk(JAN, **FACTS)
    agree(client, conversation, "rodo")
    assert Lead.objects.count() == 1
    assert client.post(link(mails("confirm-consent")[0])).status_code == 200
    conversation.refresh_from_db()
    assert conversation.rodo_consent
    lead = Lead.objects.get(conversation=conversation)
    assert lead.duplicate_of is None
    assert ConsentAuditLog.objects.filter(action=Action.OPT_IN).latest("pk").lead_id == lead.pk
    assert for_the_team("pending") > 0


def test_a_message_that_is_being_answered_while_consent_is_confirmed_is_read_again(client: Client) -> None:
    conversation = talk(JAN, **FACTS)
    in_flight = ChatConversation.objects.get()
    agree(client, conversation, "rodo")
    revoke()
    restore()
    assert not ChatConversation.objects.remember(in_flight)


def test_a_withdrawal_holds_back_what_has_not_gone_out_and_its_undo_lets_it_go(client: Client) -> None:
    agree(client, talk(JAN, **FACTS), "rodo")
    written = for_the_team()
    revoke()
    assert for_the_team("held") == written
    restore()
    assert for_the_team("pending") == for_the_team() == written


def test_what_was_said_while_it_was_frozen_is_told_after_the_undo(client: Client) -> None:
    conversation = talk(JAN, **FACTS)
    agree(client, conversation, "rodo")
    revoke()
    ChatConversation.objects.update(context={"square_meters": 75})
    restore()
    cards = [message.payload["card"] for message in OutboxMessage.objects.filter(kind="lead_item").order_by("pk")]
    assert [card["square_meters"] for card in cards] == [75]


def test_nothing_is_made_of_a_restricted_talk_until_the_restriction_is_lifted(client: Client) -> None:
    conversation = talk(JAN, **FACTS)
    person = Person(email=JAN)
    processing_restrict(person=person, reason=None, user_id=1, origin=ORIGIN, now=timezone.now())
    agree(client, conversation, "rodo")
    assert not Lead.objects.exists()
    assert for_the_team() == 0
    restriction_lift(person=person, reason=None, user_id=1, origin=ORIGIN, now=timezone.now())
    assert Lead.objects.get().conversation == conversation
    assert ConsentAuditLog.objects.latest("pk").lead_id == Lead.objects.get().pk
    assert for_the_team("pending") == 2


def test_another_address_in_the_form_takes_the_lead_along_with_its_own_consent(client: Client) -> None:
    conversation = talk(JAN, **FACTS)
    agree(client, conversation, "rodo")
    agree(client, conversation, "rodo", email="anna@example.com")
    assert Lead.objects.get().email == "anna@example.com"
