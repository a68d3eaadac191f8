from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User

from chatbot.models import ChatConversation, ChatMessage, Lead
from chatbot.models.lead import BASIS_OF_STATUS, LeadStatus
from chatbot.services.conversation_erase import conversations_erase
from chatbot.services.message_answer import message_answer
from integrations.models import OutboxMessage

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WON = (LeadStatus.WON,)


def conversation(status: str | None = None) -> ChatConversation:
    reply = message_answer(message="Jestem Anna, anna@example.com, Gdynia, 60 m2", session_id=None, message_id=None, now=NOON)
    found = ChatConversation.objects.get(pk=reply.conversation_id)
    if status:
        Lead.objects.create(conversation=found, email="anna@example.com", name="Anna", status=status)
    return found


def test_a_conversation_goes_with_messages_and_lead() -> None:
    gone, other = conversation("new"), conversation("new")
    erased = conversations_erase([gone.pk], now=NOON, kept_statuses=WON)
    assert erased.removed["chatbot.ChatConversation"] == 1
    assert erased.removed["chatbot.ChatMessage"] == 2
    assert erased.removed["chatbot.Lead"] == 1
    assert not erased.kept
    assert list(ChatConversation.objects.all()) == [other]
    assert set(ChatMessage.objects.values_list("conversation_id", flat=True)) == {other.pk}
    assert Lead.objects.get().conversation == other


def test_a_won_lead_stays_beside_an_empty_conversation() -> None:
    shell = conversation("won")
    erased = conversations_erase([shell.pk], now=NOON, kept_statuses=WON)
    shell.refresh_from_db()
    lead = Lead.objects.get()
    assert (lead.email, lead.name) == ("anna@example.com", "Anna")
    assert [kept.why for kept in erased.kept] == [f"{BASIS_OF_STATUS[LeadStatus.WON]}."]
    assert (shell.email, shell.name, shell.phone, shell.city, shell.context, shell.memory) == (None, None, None, None, {}, {})
    assert shell.anonymised_at == NOON
    assert not ChatMessage.objects.exists()
    assert erased.removed["chatbot.ChatConversation"] == 0


def test_the_basis_is_recorded_where_it_was_not() -> None:
    shell = conversation("won")
    Lead.objects.update(basis="")
    conversations_erase([shell.pk], now=NOON, kept_statuses=WON)
    assert Lead.objects.get().basis == BASIS_OF_STATUS[LeadStatus.WON]


def test_a_qualified_lead_stays_only_where_it_may() -> None:
    first, second = conversation("qualified"), conversation("qualified")
    conversations_erase([first.pk], now=NOON, kept_statuses=(LeadStatus.QUALIFIED, LeadStatus.WON))
    conversations_erase([second.pk], now=NOON, kept_statuses=WON)
    assert Lead.objects.get().conversation == first


@pytest.mark.parametrize("status", [None, "won"])
def test_a_message_that_is_being_answered_begins_a_new_conversation(status: str | None) -> None:
    erased = conversation(status)
    in_flight = ChatConversation.objects.get()
    conversations_erase([erased.pk], now=NOON, kept_statuses=WON)
    assert not ChatConversation.objects.remember(in_flight)
    reply = message_answer(message="Ile za 40 m2?", session_id=erased.session_id, message_id=None, now=NOON)
    assert reply.conversation_id != erased.pk
    assert reply.details["context"] == {"square_meters": 40}


def test_the_console_s_log_does_not_know_the_name_any_more(admin_user: User) -> None:
    gone, stays = conversation("new"), conversation("won")
    for lead in Lead.objects.all():
        LogEntry.objects.log_actions(admin_user.pk, [lead], CHANGE, "status")
    conversations_erase([gone.pk, stays.pk], now=NOON, kept_statuses=WON)
    first, second = LogEntry.objects.order_by("pk")
    assert first.object_repr == f"Lead {first.object_id}"
    assert second.object_repr == "Anna"


def test_what_was_to_be_sent_about_it_is_cancelled() -> None:
    gone = conversation()
    OutboxMessage.objects.create(
        destination="slack",
        kind="lead",
        idempotency_key="1",
        conversation_id=gone.pk,
        payload={"text": "Anna"},
        created_at=NOON,
        next_attempt_at=NOON,
    )
    assert conversations_erase([gone.pk], now=NOON, kept_statuses=WON).removed["integrations.OutboxMessage"] == 1
    message = OutboxMessage.objects.get()
    assert (message.status, message.payload) == ("cancelled", {})


def test_the_copy_of_a_lead_that_goes_is_named_and_that_of_one_that_stays_is_not() -> None:
    gone, stays = conversation("new"), conversation("won")
    for number, one in enumerate((gone, stays)):
        Lead.objects.filter(conversation=one).update(monday_item_id=str(number))
    erased = conversations_erase([gone.pk, stays.pk], now=NOON, kept_statuses=WON)
    assert [(copy.service, copy.external_id, copy.queued) for copy in erased.outside] == [("monday", "0", False)]
