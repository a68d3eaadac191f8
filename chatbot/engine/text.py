"""A visitor's message in two forms of one length, so that a place found in one is the same place in the other."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_FOLDED = str.maketrans("ąćęłńóśźż", "acelnoszz")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without Polish diacritics. The length stays: character n is character n of `text`."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals, such as İ, grow when lowered
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLDED)


@dataclass(frozen=True)
class Word:
    """One word of a message: as folded, and where it stands."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """`original` is the message in NFC with plain spaces; `folded` has the same length."""

    original: str
    folded: str

    @classmethod
    def of(cls, message: str) -> "Text":
        original = unicodedata.normalize("NFC", message).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
        return cls(original, fold(original))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(self.folded))
