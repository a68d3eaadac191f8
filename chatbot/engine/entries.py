"""A knowledge base entry as the engine sees it: plain data, wherever it was read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LANGUAGES = ("pl", "en", "uk")
OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True)
class Entry:
    """`titles`, `answers`, `package_answers` and `quick_replies` are by language; Polish is always there."""

    slug: str
    version: int
    titles: Mapping[str, str]
    examples: tuple[str, ...]
    answers: Mapping[str, str]
    package_answers: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    topic: str = ""
    package: str = ""
    quick_replies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    pk: int | None = None

    @property
    def label(self) -> str:
        """What the classifier decides between: entries of one topic differ only by their package."""
        return self.topic or self.slug


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, else the Polish one."""
    return texts.get(language) or texts.get("pl", "")
