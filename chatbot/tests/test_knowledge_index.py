from collections.abc import Iterator
from typing import Any

import pytest

from chatbot.engine.memory import Memory
from chatbot.models import KnowledgeEntry
from chatbot.services import knowledge_index
from chatbot.services.knowledge_index import current_assistant, newest_assistant


@pytest.fixture
def fresh_index() -> Iterator[None]:
    """Each test begins and ends with an index that is built anew."""
    knowledge_index._assistant = None
    yield
    knowledge_index._assistant = None


def answer(question: str) -> str:
    assistant = newest_assistant()
    return assistant.answer(assistant.understand(question), Memory()).text


@pytest.mark.django_db
def test_an_edited_entry_is_answered_from(fresh_index: None) -> None:
    assert "36 miesięcy" in answer("jaka jest gwarancja?")
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    entry.answer = "Gwarancja po nowemu."
    entry.save()
    assert "Gwarancja po nowemu." in answer("jaka jest gwarancja?")


@pytest.mark.django_db
def test_a_new_entry_is_learned(fresh_index: None) -> None:
    KnowledgeEntry.objects.create(
        slug="sauna",
        title="Sauna",
        examples="czy robicie saunę\nsauna w mieszkaniu\nchcę saunę w łazience\nbudowa sauny domowej",
        keywords="saun",
        answer="Saunę wyceniamy indywidualnie.",
    )
    assert "Saunę wyceniamy" in answer("a czy da się zrobić saune?")


@pytest.mark.django_db
def test_an_entry_switched_off_is_not_answered_from(fresh_index: None) -> None:
    KnowledgeEntry.objects.filter(slug="guarantee").update(active=False, version=99)
    assert "36 miesięcy" not in answer("jaka jest gwarancja?")


@pytest.mark.django_db
def test_an_empty_knowledge_base_says_so_and_still_counts(fresh_index: None) -> None:
    KnowledgeEntry.objects.all().delete()
    assert "konsultant" in answer("jaka jest gwarancja?")


@pytest.mark.django_db
def test_between_looks_a_message_costs_no_query(fresh_index: None, django_assert_num_queries: Any) -> None:
    current_assistant()
    with django_assert_num_queries(0):
        current_assistant()
