"""Which of several numbers in a message holds, after all corrections.

Areas and budgets are both found in this way: every number of the message becomes a `Mention` (is it ours?), and `settle` tells
which one stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chatbot.engine.slots.found import Span
from chatbot.engine.slots.word_pattern import REACH, one_of
from chatbot.engine.text import Text

_CLAUSE_WINDOW = 100  # characters; a cue further away than this says nothing about the number


@dataclass(frozen=True)
class Mention:
    """A number as one slot sees it. `ours`: True, it speaks of the slot; False, of something else; None, it is bare.
    `end` lies behind the unit, if the number has a `unit` of its own.
    """

    value: float
    start: int
    end: int
    ours: bool | None
    unit: bool


_ABBREVIATED = "".join(rf"(?<!\b{word})" for word in ("ul", "al", "os", "ok", "np", "pow", "min", "max", "tys"))
_CLAUSE_END = re.compile(rf"[!?;\n]|,(?!\d|\s?(?:ze|ktor|gdzie))|{_ABBREVIATED}\.(?=\s+[^\W\d]|\.)")
_RANGE = re.compile(r"\s*(?:[-–—]|do|lub|albo|czy|or|to|moze|a|i)\s*(?:(?:ok|okolo|moze|nawet|max|do)\.?\s+)?")
_CORRECTING = one_of(  # between two numbers: the second replaces the first
    "nie tylko lecz jednak wlasciwie raczej moze nawet znaczy tzn sory sorry przepraszam pardon pomyl* poprawka "
    "poprawiam dokladnie konkretnie w_sumie zamiast not actually mean podn* zwieksz* zmniejsz* obniz* zmieni*"
)
_JOINING = one_of(
    "do na lub albo czy a i ale to sie zle juz jest ma mam mamy bedzie ok okolo jakies or but i of instead no oj "
    "ups mialo powinno byc"
)
_MARKS = r"[\s,.;:()!…–—-]"
_CORRECTION = re.compile(rf"{_MARKS}*(?:(?:{_CORRECTING}|{_JOINING})(?:{_MARKS}+|$)){{1,6}}")
_CORRECTS = re.compile(rf"\b{_CORRECTING}\b")
_DROPPED = re.compile(
    rf"\b{one_of('nie zamiast not instead_of')}\s+"
    rf"(?:{one_of('ma mam mamy jest to jakies ok ok. juz tych budzetu metrazu kwoty')}\s+){{0,2}}$"
)
_FROM = re.compile(r"\b(?:z|ze|od|from)\s+(?:(?:ok\.?|okolo)\s+)?$")


def clause_before(text: Text, at: int) -> str:
    """The folded text of the clause up to `at`: at most 100 characters, ending in one blank at most."""
    window = text.folded[max(0, at - _CLAUSE_WINDOW) : at]
    *_, begin = (0, *(match.end() for match in _CLAUSE_END.finditer(window)))
    clause = window[begin:]
    return clause.rstrip() + " " if clause[-2:].isspace() else clause


def settle(text: Text, mentions: Sequence[Mention]) -> tuple[float | None, tuple[Span, ...]]:
    """What holds after all corrections, and the places that speak of the slot.

    The last stated wins: "z 55 na 60", "nie 55 tylko 60 m2", "55 m2, a właściwie 60", "60 m2, a nie 55" all give 60.
    A range counts as its last, upper end. A bare number takes the unit of the one it corrects or makes a range with.
    """
    before = [text.folded[max(0, mention.start - REACH) : mention.start] for mention in mentions]
    dropped = [_DROPPED.search(words) is not None for words in before]
    gaps = [text.folded[one.end : other.start][: REACH + 1] for one, other in pairwise(mentions)]
    ranges = [len(gap) <= REACH and _RANGE.fullmatch(gap) is not None for gap in gaps]
    corrections = [len(gap) <= REACH and _CORRECTION.fullmatch(gap) is not None for gap in gaps]
    ours = [mention.ours for mention in mentions]
    for at in reversed(range(len(gaps))):
        if ours[at] is None and ours[at + 1] and (ranges[at] or corrections[at]):
            ours[at] = True
    for at, gap in enumerate(gaps):
        if ours[at] and ours[at + 1] is None:
            replaces = corrections[at] and (dropped[at] or _FROM.search(before[at]) or _CORRECTS.search(gap))
            ours[at + 1] = True if replaces or (ranges[at] and not mentions[at].unit) else None
    value: float | None = None
    spans: list[Span] = []
    for at, mention in enumerate(mentions):
        if ours[at]:
            value = value if dropped[at] else mention.value
            begins = spans.pop()[0] if at and ours[at - 1] and ranges[at - 1] else mention.start
            spans.append((begins, mention.end))
    return value, tuple(spans)
