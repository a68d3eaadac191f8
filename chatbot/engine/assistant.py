"""The assistant: understand a message, decide what it asks, compose the answer. No database, no network, no clock.

message -> understand (slots, language, topics; slow, remembers nothing) -> decide -> compose (fast, with the memory)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chatbot.engine.classifier import Classifier
from chatbot.engine.compose.answer import Answer, Links
from chatbot.engine.compose.reply import compose
from chatbot.engine.decision import decide
from chatbot.engine.entries import Entry
from chatbot.engine.facts import Facts
from chatbot.engine.memory import Memory
from chatbot.engine.rules import Rules
from chatbot.engine.topics import STATEMENT, TopicModel
from chatbot.engine.understanding import Understanding, understand


@dataclass(frozen=True)
class Assistant:
    facts: Facts
    entries: Mapping[str, tuple[Entry, ...]]
    topics: TopicModel
    links: Links

    def understand(self, message: str) -> Understanding:
        return understand(message, self.topics)

    def answer(self, understood: Understanding, memory: Memory, *, consented: bool = False) -> Answer:
        language = understood.language or memory.language
        return compose(
            decide(understood, memory),
            memory,
            language=language,
            consented=consented,
            facts=self.facts,
            entries=self.entries,
            links=self.links,
        )


def build_assistant(facts: Facts, entries: Iterable[Entry], classifier: Classifier, links: Links) -> Assistant:
    by_label: dict[str, tuple[Entry, ...]] = {}
    for entry in entries:
        by_label[entry.label] = (*by_label.get(entry.label, ()), entry)
    known = set(classifier.labels)
    keywords = {
        label: [word for entry in group for word in entry.keywords] for label, group in by_label.items() if label in known
    }
    return Assistant(facts, by_label, TopicModel(classifier, Rules(keywords)), links)


def training_examples(entries: Iterable[Entry], statements: Iterable[str]) -> list[tuple[str, str]]:
    """What the classifier learns from: texts with their labels."""
    return [(example, entry.label) for entry in entries for example in entry.examples] + [
        (statement, STATEMENT) for statement in statements
    ]
