"""Looking a word up although it is mistyped: a table that also answers for words one edit away.

An edit is a letter more, less or wrong, or two neighbours swapped (Damerau-Levenshtein distance 1). The table keeps every
form with one letter left out (the idea of SymSpell), so that a look-up costs a few dictionary reads and no scan.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA

Value = TypeVar("Value")


def _shortened(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


class NearbyTable(Generic[Value]):
    """`find(word)` gives the value of the word itself, else of a form one edit away, else None.

    Only forms of at least `shortest` letters forgive an edit: in short words one letter makes another word. A typo that lies
    between forms of different values is ambiguous and finds nothing.
    """

    def __init__(self, forms: Mapping[str, Value], *, shortest: int = 6) -> None:
        self._exact = dict(forms)
        self._shortest = shortest
        self._near: dict[str, list[str]] = {}
        for form in forms:
            if len(form) >= shortest:
                for key in (form, *_shortened(form)):
                    self._near.setdefault(key, []).append(form)

    def find(self, word: str) -> Value | None:
        exact = self._exact.get(word)
        if exact is not None or len(word) < self._shortest - 1:
            return exact
        near = {
            self._exact[form]
            for key in (word, *_shortened(word))
            for form in self._near.get(key, ())
            if OSA.distance(word, form, score_cutoff=1) <= 1
        }
        return near.pop() if len(near) == 1 else None
