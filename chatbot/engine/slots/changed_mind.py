"""Words by which a visitor takes back what they said: "nie X tylko Y", "X... przepraszam, Y", "Y zamiast X"."""

import re
from collections.abc import Sequence
from typing import TypeVar

from chatbot.engine.slots.found import Span
from chatbot.engine.text import Text

Value = TypeVar("Value")

_REACH = 40  # characters before a mention in which a negation may stand
_TAKEN_BACK = re.compile(
    r"""\b(?: nie (?:\ (?:to|ten|ta|na|w|we|z|o|pod|do|jest|bylo|chodzi\ o|jest\ to|jest\ w|jest\ z))?
          | zamiast (?:\ (?:w|we|na|do|z))? | niz (?:\ (?:w|we|na))? | not (?:\ (?:in|the))? | instead\ of (?:\ in)?
          | star[yaeo]\w{0,2} | bledn\w+ | zl[yaeo]\w{0,2}
        ) (?:\ (?:numer|nr|tel|telefon|mail|e-?mail|adres))? [\s:,.]* $""",
    re.VERBOSE,
)
_NEXT_HOLDS = re.compile(
    r"""\b(?:
        nie(?!\ tylko) | (?<!nie\ )tylko | lecz | jednak | przepraszam | sor(?:r?y|ki|ka) | pomyl\w+ | literowk\w+ | blad
        | znaczy | wlasciwie | poprawk\w+ | poprawiam | poprawn\w+ | aktualn\w+ | now[yae] | teraz | zmian\w+ | zmieni\w+
        | mial[ao]?\ byc | raczej | chodzi(?:lo)?\ (?:mi\ )?o | korekta | ups\w* | tfu | zle | zamiast
        | rather | actually | i\ mean | correction
    )\b | \* | ^\s*(?:na|->|=>|→)\s*$""",
    re.VERBOSE,
)


def is_taken_back(text: Text, start: int) -> bool:
    """Whether what begins at `start` is said not to hold ("nie Gdańsk", "zamiast Gdańska")."""
    return _TAKEN_BACK.search(text.folded[max(0, start - _REACH) : start]) is not None


def is_correction(between: str) -> bool:
    """Whether the (folded) words between two values say that the second replaces the first."""
    return _NEXT_HOLDS.search(between) is not None


def last_said(text: Text, given: Sequence[tuple[Value, Span]]) -> Value | None:
    """Of several values in order of mention, the one that holds: the last after a correction, else the first."""
    standing = [(value, span) for value, span in given if not is_taken_back(text, span[0])]
    if not standing:
        return None
    holding, (_, end) = standing[0]
    for value, span in standing[1:]:
        if is_correction(text.folded[end : span[0]]):
            holding = value
        end = span[1]
    return holding
