import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.serializers import serialize
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatbot.models import ChatConversation, ChatMessage, Lead
from chatbot.services.conversation_anonymise import conversations_anonymise
from chatbot.services.message_answer import message_answer
from integrations import copies
from integrations.models import OutboxMessage

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MONTHS_LATER = datetime(2027, 6, 1, tzinfo=UTC)


def talk(*messages: str) -> ChatConversation:
    session: uuid.UUID | None = None
    for message in messages:
        session = message_answer(message=message, session_id=session, message_id=None, now=NOON).session_id
    return ChatConversation.objects.latest("pk")


def introduced() -> ChatConversation:
    return talk("Dzień dobry, nazywam się Anna Kowalska", "anna@example.com, tel. 501 234 567", "Jaka jest gwarancja?")


def everything_stored() -> str:
    rows = [*ChatConversation.objects.all(), *ChatMessage.objects.all(), *Lead.objects.all()]
    return json.dumps(json.loads(serialize("json", rows)), ensure_ascii=False).lower()


def lead_of(conversation: ChatConversation, status: str) -> Lead:
    return Lead.objects.create(
        conversation=conversation, email="anna@example.com", name="Anna Kowalska", phone="+48501234567", status=status
    )


@pytest.fixture
def removals() -> Iterator[list[str]]:
    """An integration that removes copies."""
    queued: list[str] = []

    def queue(*, lead_id: int, reference: str, item_id: str, due_at: datetime | None = None) -> bool:
        queued.append(item_id)
        return True

    before = dict(copies._removals)
    copies.register("monday", queue)
    yield queued
    copies._removals.clear()
    copies._removals.update(before)


@pytest.mark.parametrize("final", [True, False])
def test_no_contact_data_is_left_in_any_column_or_message(final: bool) -> None:
    conversation = introduced()
    lead_of(conversation, "new")
    before = everything_stored()
    traces = ("anna", "kowalsk", "example.com", "501234567", "501 234 567")
    assert all(trace in before for trace in traces)
    conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=final)
    after = everything_stored()
    assert not [trace for trace in traces if trace in after]
    assert "jaka jest gwarancja?" in after


def test_what_was_corrected_goes_with_what_replaced_it() -> None:
    conversation = talk("Jestem Anna, tel. 501 234 567", "nie, nazywam się Joanna Mazur, tel. 601 234 567", "Anna to siostra")
    assert (conversation.name, conversation.phone) == ("Joanna Mazur", "+48601234567")
    conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=True)
    after = everything_stored()
    assert not [trace for trace in ("anna", "mazur", "501 234", "601 234") if trace in after]


def test_the_talk_may_go_on_until_it_is_final() -> None:
    conversation = introduced()
    conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=False)
    masked = ChatConversation.objects.get()
    assert masked.anonymised_at is None
    assert masked.memory["introduced"]
    conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=True)
    anonymous = ChatConversation.objects.get()
    assert (anonymous.anonymised_at, anonymous.memory) == (MONTHS_LATER, {})


def test_consents_end_with_the_address() -> None:
    conversation = introduced()
    ChatConversation.objects.update(rodo_consent=True, marketing_consent=True, rodo_requested_at=NOON)
    conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=True)
    conversation.refresh_from_db()
    assert (conversation.rodo_consent, conversation.marketing_consent, conversation.rodo_requested_at) == (False, False, None)


def test_a_message_that_is_being_answered_does_not_bring_the_contact_data_back() -> None:
    introduced()
    in_flight = ChatConversation.objects.get()
    conversations_anonymise([in_flight.pk], now=MONTHS_LATER, final=False)
    assert not ChatConversation.objects.remember(in_flight)
    assert ChatConversation.objects.get().email is None


def test_the_console_s_log_does_not_know_the_name_any_more(admin_user: User) -> None:
    lead = lead_of(introduced(), "lost")
    LogEntry.objects.log_actions(admin_user.pk, [lead], CHANGE, "status")
    conversations_anonymise([lead.conversation_id], now=MONTHS_LATER, final=True)
    assert LogEntry.objects.get().object_repr == f"Lead {lead.pk}"


def test_a_lead_with_a_basis_keeps_its_contact_data() -> None:
    conversation = introduced()
    lead = lead_of(conversation, "qualified")
    conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=True)
    lead.refresh_from_db()
    assert (lead.email, lead.name, lead.phone) == ("anna@example.com", "Anna Kowalska", "+48501234567")
    assert lead.basis


def test_other_conversations_stay_as_they_are() -> None:
    mine, other = introduced(), talk("Jestem Jan Nowak, jan@example.com")
    conversations_anonymise([mine.pk], now=MONTHS_LATER, final=True)
    other.refresh_from_db()
    assert other.email == "jan@example.com"
    assert ChatMessage.objects.filter(conversation=other, text__contains="jan@example.com").exists()


def test_only_messages_with_contact_data_are_written() -> None:
    conversation = talk("Jaka jest gwarancja?", "Ile trwa remont?")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=True)
    assert not [one for one in queries if one["sql"].startswith('UPDATE "chatbot_chatmessage"')]


def test_a_message_without_a_reply_stays_without_one() -> None:
    conversation = introduced()
    conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=True)
    visitor = ChatMessage.objects.filter(sender="visitor")
    assert visitor.filter(reply__isnull=True).count() == visitor.count() == 3


def test_what_was_still_to_be_sent_is_dropped_at_the_end() -> None:
    conversation = introduced()
    OutboxMessage.objects.create(
        destination="mail",
        kind="receipt",
        idempotency_key="1",
        conversation_id=conversation.pk,
        payload={"to": "anna@example.com"},
        status="held",
        created_at=NOON,
        next_attempt_at=NOON,
    )
    conversations_anonymise([conversation.pk], now=MONTHS_LATER, final=True)
    message = OutboxMessage.objects.get()
    assert (message.status, message.payload) == ("cancelled", {})


def test_the_copy_outside_is_removed_where_an_integration_does_that(removals: list[str]) -> None:
    lead = lead_of(introduced(), "lost")
    Lead.objects.update(monday_item_id="77")
    (copy,) = conversations_anonymise([lead.conversation_id], now=MONTHS_LATER, final=True)
    assert (copy.external_id, copy.queued, removals) == ("77", True, ["77"])
    assert conversations_anonymise([lead.conversation_id], now=MONTHS_LATER, final=True) == []


def test_else_people_are_told_of_it() -> None:
    lead = lead_of(introduced(), "lost")
    Lead.objects.update(monday_item_id="77")
    (copy,) = conversations_anonymise([lead.conversation_id], now=MONTHS_LATER, final=True)
    assert not copy.queued
    assert Lead.objects.get().monday_item_id == "77"


def test_many_conversations_cost_few_statements(django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        talk(f"Jestem Anna, anna{number}@example.com")
    ids = list(ChatConversation.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(20):
        conversations_anonymise(ids, now=MONTHS_LATER, final=True)
    assert "anna" not in everything_stored()
