"""Telephone numbers in words: "mój telefon to sześćset jeden, dwieście dwa, trzysta trzy"."""

import re
from collections.abc import Iterator

from chatbot.engine.slots.found import Span
from chatbot.engine.slots.number_words import Number, find_numbers
from chatbot.engine.text import Text

_NATIONAL = 9  # digits of a Polish number
_COUNTRY = "48"
_REACH = 60  # characters before a number in which its cue stands
_CUE = re.compile(
    r"\b(?:tel\w*|kom|komork\w*|nr|numer\w*|mobile|phone|whatsapp|kontakt\w*|\w{0,3}dzwon\w*|call)\W+(?:\w+\W+){0,3}$"
)
_GAP = re.compile(r"(?:[\s,.;:–-]{1,3}zero)*[\s,.;:–-]{1,3}")  # the engine's parser knows no zero


def find_spoken_phones(text: Text) -> Iterator[tuple[Span, str]]:
    """Each number of nine digits that follows a cue and is said in words at least in part: where it stands, and its digits."""
    numbers = list(_all_numbers(text))
    reach = 0
    for at, first in enumerate(numbers):
        if first.start < reach or not _CUE.search(text.folded[max(0, first.start - _REACH) : first.start]):
            continue
        digits, end = _read(text, numbers[at:])
        span = (first.start, end)
        if len(digits) == _NATIONAL and re.search(r"[^\W\d]", text.folded[slice(*span)]):
            reach = end
            yield span, digits


def _read(text: Text, numbers: list[Number]) -> tuple[str, int]:
    """The digits that numbers side by side spell, as far as a telephone number goes, and where they end."""
    digits, end = "", numbers[0].start
    for number in numbers:
        gap = text.folded[end : number.start]
        if number.scaled or number.value % 1 or (digits and not _GAP.fullmatch(gap)):
            break
        digits += "0" * gap.count("zero") + str(int(number.value))
        end = number.end
        if len(digits) == _NATIONAL + len(_COUNTRY):
            digits = digits.removeprefix(_COUNTRY)
        if len(digits) >= _NATIONAL and not digits.startswith(_COUNTRY):
            break
    return digits, end


def _all_numbers(text: Text) -> Iterator[Number]:
    """The parser reads only so many numbers of one text: it is asked again about what follows them."""
    at = 0
    while found := find_numbers(Text(text.original[at:], text.folded[at:])):
        yield from (Number(one.value, at + one.start, at + one.end, one.scaled) for one in found)
        at += found[-1].end
