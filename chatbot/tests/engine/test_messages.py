"""How often the shipped knowledge base answers what was asked: 605 messages that were written without looking at it.

A message is right when every topic it asks about is among the answered ones (a nested list names alternatives), and an
out-of-scope one when none is. The floors stand just under what was reached; raise them when the engine gets better.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from chatbot.engine.assistant import Assistant
from chatbot.engine.decision import decide
from chatbot.engine.entries import OUT_OF_SCOPE
from chatbot.engine.memory import Memory
from chatbot.services.knowledge_index import newest_assistant

MESSAGES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "messages.yaml").read_text(encoding="utf-8"))
FLOOR_IN_SCOPE = 0.86
FLOOR_OUT_OF_SCOPE = 0.72


@pytest.fixture
def assistant(db: None) -> Assistant:
    return newest_assistant()


def is_right(assistant: Assistant, message: str, expected: list[Any]) -> bool:
    topics = decide(assistant.understand(message), Memory()).topics
    if not expected:
        return topics in ((), (OUT_OF_SCOPE,))
    return all(set(one if isinstance(one, list) else [one]) & set(topics) for one in expected)


@pytest.mark.parametrize(("in_scope", "floor"), [(True, FLOOR_IN_SCOPE), (False, FLOOR_OUT_OF_SCOPE)])
def test_the_topics_of_unseen_messages_are_understood(assistant: Assistant, in_scope: bool, floor: float) -> None:
    measured = [item for item in MESSAGES if bool(item["topics"]) is in_scope]
    wrong = [item["message"] for item in measured if not is_right(assistant, item["message"], item["topics"])]
    share = 1 - len(wrong) / len(measured)
    print(f"{'in scope' if in_scope else 'out of scope'}: {share:.3f} of {len(measured)} messages")  # noqa: T201
    assert share >= floor, f"{share:.3f}; wrong: {wrong}"


@pytest.mark.parametrize("topic", ["greeting", "thanks", "goodbye"])
def test_courtesies_around_a_question_do_not_hide_it(assistant: Assistant, topic: str) -> None:
    around = {
        "greeting": "Dzień dobry, mam takie pytanie: {}",
        "thanks": "{} Z góry dziękuję za odpowiedź.",
        "goodbye": "Witam, {} Pozdrawiam serdecznie i życzę miłego dnia",
    }
    for question, expected in [("jaka jest gwarancja?", "guarantee"), ("czy można na raty?", "installments")]:
        assert is_right(assistant, around[topic].format(question), [expected])
