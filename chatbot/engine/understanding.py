"""Reading one message, before anything is remembered: the part that needs time and no database."""

from dataclasses import dataclass

from chatbot.engine.language import detect_language
from chatbot.engine.slots.reading import Slots, read_slots
from chatbot.engine.text import Text
from chatbot.engine.topics import Ranking, TopicModel


@dataclass(frozen=True)
class Understanding:
    text: Text
    language: str | None
    slots: Slots
    rankings: tuple[Ranking, ...]


def understand(message: str, topics: TopicModel) -> Understanding:
    text = Text.of(message)
    slots = read_slots(text)
    return Understanding(text, detect_language(text), slots, topics.read(slots.masked))
