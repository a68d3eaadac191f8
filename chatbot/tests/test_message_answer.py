import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chatbot.models import ChatConversation, ChatMessage, KnowledgeEntry
from chatbot.services.conversation_open import conversation_open
from chatbot.services.message_answer import Reply, message_answer

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def say(
    message: str, session_id: uuid.UUID | None = None, *, message_id: uuid.UUID | None = None, now: datetime = NOON
) -> Reply:
    return message_answer(message=message, session_id=session_id, message_id=message_id, now=now)


def test_a_message_and_its_answer_are_stored() -> None:
    reply = say("Jaka jest gwarancja?")
    visitor, assistant = ChatMessage.objects.order_by("pk")
    assert (visitor.sender, visitor.text, visitor.client_message_id) == ("visitor", "Jaka jest gwarancja?", reply.message_id)
    assert (assistant.sender, assistant.text, assistant.engine) == ("assistant", reply.text, "knowledge")
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    assert (assistant.entry_slug, assistant.entry_version) == ("guarantee", entry.version)
    assert visitor.created_at == assistant.created_at == NOON


def test_contact_data_has_columns_and_the_rest_is_context() -> None:
    say("Mam dom 120 m2 w Gdyni, budżet 250 tys., Jan Nowak, tel. 501 234 567, mail: Jan@Example.com")
    conversation = ChatConversation.objects.get()
    assert (conversation.email, conversation.phone, conversation.city) == ("jan@example.com", "+48501234567", "Gdynia")
    assert conversation.context == {"square_meters": 120, "budget_pln": 250_000, "property_type": "house"}
    assert not conversation.rodo_consent
    assert not conversation.marketing_consent


def test_a_known_session_costs_at_most_five_statements(django_assert_max_num_queries: Any) -> None:
    """Besides BEGIN and COMMIT, which pytest-django's outer transaction turns into two savepoint statements."""
    session = say("Mam 60 m2").session_id
    with django_assert_max_num_queries(5 + 2):
        say("a ile za premium?", session, message_id=uuid.uuid4())


def test_the_visitor_s_last_message_is_what_counts() -> None:
    session = say("hej").session_id
    say("Jaka jest gwarancja?", session, now=NOON + timedelta(hours=3))
    conversation = ChatConversation.objects.get()
    assert conversation.started_at == NOON
    assert conversation.last_message_at == NOON + timedelta(hours=3)


def test_a_retried_message_is_answered_and_not_repeated() -> None:
    session, message = uuid.uuid4(), uuid.uuid4()
    first = say("Ile za 60 m2?", session, message_id=message)
    again = say("Ile za 60 m2?", session, message_id=message)
    assert again == first
    assert ChatMessage.objects.count() == 2


def test_after_fourteen_days_a_new_conversation_begins() -> None:
    old = say("Mam 60 m2").session_id
    assert say("hej", old, now=NOON + timedelta(days=14)).session_id == old
    later = NOON + timedelta(days=29)
    new = say("Jaka jest gwarancja?", old, now=later)
    assert new.session_id != old
    assert new.details["context"] == {}
    assert say("a na ile lat?", old, now=later).session_id == new.session_id  # whoever holds the old id goes on in the same one


def test_a_conversation_ended_by_staff_is_not_continued() -> None:
    session = say("Mam 60 m2").session_id
    ChatConversation.objects.update(ended_at=NOON)
    assert say("hej", session).session_id != session


def test_the_assistant_introduces_itself_once() -> None:
    reply = say("Jaka jest gwarancja?")
    assert "automatyczny asystent" in reply.text
    assert "automatyczny asystent" not in say("a VAT?", reply.session_id).text


def test_the_consultation_is_offered_once() -> None:
    reply = say("Ile kosztuje Comfort dla 60 m2?")
    assert "bezpłatną konsultację" in reply.text
    assert "bezpłatną konsultację" not in say("a ile za premium?", reply.session_id).text


def test_it_never_asks_for_what_it_knows() -> None:
    session = say("Ile kosztuje wykończenie?").session_id
    assert "metr" in ChatMessage.objects.order_by("-pk")[0].text
    for question in ("60 m2", "jaki jest najtańszy pakiet?", "który pakiet polecacie?", "co to jest Comfort?"):
        reply = say(question, session)
        assert not re.search(r"(?i)podaj metraż|jaki metraż|jaki jest metraż|ile metrów", reply.text), question


def test_a_bare_number_answers_the_assistant_s_question() -> None:
    session = say("Ile kosztuje Comfort?").session_id
    assert "89 940 zł" in say("60", session).text


def test_a_turn_that_another_message_took_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other message is stored between this one's reading and its writing; this one is answered from the other's facts."""
    session = say("Mam 60 m2").session_id
    raced: list[bool] = []

    def open_late(session_id: uuid.UUID | None, now: datetime) -> ChatConversation:
        conversation = conversation_open(session_id, now)
        if not raced:
            raced.append(True)
            say("jednak 70 m2", session)
        return conversation

    monkeypatch.setattr("chatbot.services.message_answer.conversation_open", open_late)
    reply = say("ile za comfort?", session)
    assert "104 930 zł" in reply.text
    assert ChatConversation.objects.get().turn == 3
    assert ChatMessage.objects.count() == 6
