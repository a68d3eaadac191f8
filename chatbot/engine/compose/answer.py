"""A finished reply, and what goes into making one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chatbot.engine.entries import Entry
from chatbot.engine.facts import Facts
from chatbot.engine.memory import Memory


@dataclass(frozen=True)
class Links:
    """Addresses that buttons lead to."""

    book: str
    privacy: str
    unsubscribe: str


@dataclass(frozen=True)
class Action:
    type: str
    label: str
    url: str


@dataclass(frozen=True)
class Answer:
    """`sources` are the entries the text came from: none where the assistant declines or does not know. `booked` as in
    Decision.
    """

    text: str
    language: str
    memory: Memory
    quick_replies: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    sources: tuple[Entry, ...] = ()
    booked: bool | None = None


@dataclass(frozen=True)
class Setting:
    """What composing a reply may look at: nothing else decides its words."""

    facts: Facts
    entries: Mapping[str, tuple[Entry, ...]]
    language: str
    context: Mapping[str, Any]
    packages: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    quoted_before: bool = False
    secondary_market: bool = False

    @property
    def area(self) -> float | None:
        return self.context.get("square_meters")

    @property
    def package(self) -> str | None:
        return self.context.get("package")

    @property
    def budget(self) -> int | None:
        return self.context.get("budget_pln")
