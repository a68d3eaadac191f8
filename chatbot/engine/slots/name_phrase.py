"""Reading a first name and a surname that stand at one place of a message."""

import re
from dataclasses import dataclass

from chatbot.engine.slots.first_names import FIRST_NAMES, NOMINATIVES
from chatbot.engine.slots.package_vocabulary import package_of
from chatbot.engine.slots.place_names import is_place
from chatbot.engine.slots.surnames import is_surname, nominative
from chatbot.engine.slots.word_lists import word_list
from chatbot.engine.text import Text, Word, fold

LONGEST = 80  # characters of a name
_LONGEST_WORD = 30
_MOST_WORDS = 4

_NO_NAME = word_list("no_names")
# Names that are everyday words as well: in lower case they count only where nothing follows, or never.
_WORDS_TOO = word_list("names_and_words")
_WORDS_FIRST = word_list("words_before_names")
_STEM_MARKS = frozenset("łśżźćńó")
_ENDS = re.compile(r"\s*(?:$|[^\w\s'’-])|\s*\n|\s+-|\s[^\W\d_]\.")  # the last: an initial
_BETWEEN = re.compile(r" {1,2}| ?[-–] ?")


@dataclass(frozen=True)
class Phrase:
    """A name as it would be written in a letter, and where it stands; `full` if a surname was given."""

    value: str
    start: int
    end: int
    full: bool


def ends_here(text: Text, at: int) -> bool:
    """Whether a pause or the end follows."""
    return _ENDS.match(text.folded, at) is not None


def phrase_at(text: Text, index: int, *, certain: bool = False, inflected: bool = False) -> Phrase | None:
    """The name that starts with word `index`.

    `certain`: a name must stand here ("nazywam się"), though it be unknown.
    `inflected`: the instrumental will do ("jestem Anną Kowalską").
    """
    words = text.words[index : index + _MOST_WORDS]
    if not words:
        return None
    first = _first_name(text, words[0], inflected)
    if first is None:
        return _unknown(text, words, certain)
    value, was_inflected = first
    parts, last = [value], words[0]
    for word in words[1:]:
        gap = text.folded[last.end : word.start]
        if not _BETWEEN.fullmatch(gap) or not _is_further_part(text, word, certain, hyphen="-" in gap and len(parts) > 1):
            break
        typed = text.original[word.start : word.end]
        further = FIRST_NAMES[word.folded] if was_inflected and word.folded in FIRST_NAMES else typed
        parts.append(("-" if gap.strip() else " ") + _capital(nominative(further) if was_inflected else further))
        last = word
    if len(parts) == 1 and not certain and not _is_more_than_a_word(text, words[0]):
        return None
    return _phrase("".join(parts), words[0].start, last.end, full=len(parts) > 1)


def _phrase(value: str, start: int, end: int, *, full: bool) -> Phrase | None:
    return Phrase(value, start, end, full) if len(value) <= LONGEST else None


def _first_name(text: Text, word: Word, inflected: bool) -> tuple[str, bool] | None:
    """The name in the nominative, and whether it was inflected."""
    name = FIRST_NAMES.get(word.folded)
    if name is None:
        return None
    typed = text.original[word.start : word.end]
    lowered = typed.lower()
    same = word.folded in NOMINATIVES
    if any(mark in _STEM_MARKS and same and mark != letter for mark, letter in zip(lowered, name.lower(), strict=False)):
        return None  # "miła" is not Mila
    instrumental = lowered.endswith("ą") and not name.lower().endswith("ą")
    if same and not instrumental:
        return _capital(typed), False
    if inflected and (instrumental or word.folded.endswith(("em", "im", "ym"))):
        return name, True
    return None


def _is_further_part(text: Text, word: Word, certain: bool, *, hyphen: bool) -> bool:
    if not word.folded.isalpha() or len(word.folded) < 2 or len(word.folded) > _LONGEST_WORD or word.folded in _NO_NAME:
        return False
    if is_surname(word.folded) or hyphen:
        return True
    if is_place(word.folded) or package_of(word.folded):
        return False
    return _has_capital(text, word) or (certain and ends_here(text, word.end) and word.folded not in _WORDS_TOO)


def _unknown(text: Text, words: tuple[Word, ...], certain: bool) -> Phrase | None:
    """A name that the table lacks: beside a surname, or where a name must stand."""
    first, *rest = words
    if not first.folded.isalpha() or not (1 if certain else 2) < len(first.folded) <= _LONGEST_WORD or first.folded in _NO_NAME:
        return None
    start, end, value = first.start, first.end, _capital(text.original[first.start : first.end])
    full = False
    for word in rest:
        gap = text.folded[end : word.start]
        if not _BETWEEN.fullmatch(gap) or not _is_further_part(text, word, False, hyphen="-" in gap):
            break
        value += ("-" if gap.strip() else " ") + _capital(text.original[word.start : word.end])
        end, full = word.end, True
    capital = _has_capital(text, first)
    known = is_surname(first.folded)
    if certain and (capital or known or ends_here(text, end)):
        return _phrase(value, start, end, full=full)
    surname = full and is_surname(fold(value.rpartition(" ")[2])) and not is_place(first.folded)
    return _phrase(value, start, end, full=True) if capital and surname else None


def _is_more_than_a_word(text: Text, word: Word) -> bool:
    if word.folded not in _WORDS_TOO:
        return True
    return _has_capital(text, word) or (word.folded not in _WORDS_FIRST and ends_here(text, word.end))


def _has_capital(text: Text, word: Word) -> bool:
    """Whether the word begins with a capital, in a message that is not all capitals."""
    return text.original[word.start].isupper() and not text.original.isupper()


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:].lower()
