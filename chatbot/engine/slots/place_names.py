"""Where a message names a town or a district, inflected or mistyped (scripts/build_word_forms.py makes the table)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from chatbot.engine.nearby import NearbyTable
from chatbot.engine.slots.first_names import FIRST_NAMES
from chatbot.engine.slots.word_lists import DATA
from chatbot.engine.text import Text, fold

_MOST_WORDS = 3
_LONGEST_WORD = 25  # letters, of the names in the table
_SHORTEST_NAME_WITH_TYPO = 10  # of several words

_ROWS = [line.split("\t") for line in (DATA / "cities.tsv").read_text(encoding="utf-8").splitlines()]
_KINDS = {form: kind for form, _, kind in _ROWS}
_CITIES = {form: city for form, city, _ in _ROWS if city}
_NEARBY = NearbyTable(_CITIES)
_BEGINNINGS = {form[: form.index(" ") + 2] for form in _CITIES if " " in form}  # a first word and the next letter

_REACH = 60  # characters before a name that tell whether it is one
_GAP = re.compile(r" ?[-–]? ?")
_PREPOSITION = re.compile(
    r"\b(?:w|we|z|ze|do|pod|spod|kolo|obok|na|od|niedaleko|blisko|okolic\w*|in|near|from|у|в|з|із|під|из)\s*$"
)
_PLACE_WORD = re.compile(
    r"""\b(?:
        mieszka\w* | dom | domu | domek | lokal\w* | kawalerk\w* | apartament\w* | dzialk\w* | nieruchomo\w* | inwestycj\w*
        | osiedl\w* | blok\w* | szereg\w* | blizniak\w* | kupi\w* | odbier\w* | odbior\w* | dzialac\w* | robicie | pracujecie
        | dojezdza\w* | flat | apartment | house
    )(?:\ [\w.]+){0,3}\s*:?\s*$""",
    re.VERBOSE,
)
_PLACE_WORD_AFTER = re.compile(
    r"\s(?:mam\w?|kupi\w+|mieszka\w*|odbier\w+|czeka|stoi)\b(?: (?:dom|mieszkan|lokal|kawalerk|apartament|dzialk)\w*)?"
)
_TOWN = re.compile(r"\b(?:miast\w*|miejscow\w*|gmin\w*|lokalizacj\w*)\s*:?\s*$")
_PAUSES = ".,;:!?\n()"
_NOT_A_TOWN = re.compile(
    r"""\b(?:
        ul | ulic\w* | al | alej\w* | pl | plac\w{0,3} | os | rond\w* | tras\w* | street
        | politechni\w* | uniwersytet\w* | akademi\w* | stoczni\w* | zatok\w* | oper[ay] | starowk\w* | lechi\w | legi\w | radio
        | pan | pani | panie | pana | panem | nazwisko
    )\.?\s*$""",
    re.VERBOSE,
)
_STREET_NEARBY = re.compile(r"\b(?:ul|ulic\w*|al|alej\w*|pl|plac\w{0,3}|os)\.?\s+\w+\s*$")
_LIKE_AN_ADJECTIVE = ("ska", "cka")  # "Gdańska": of Gdańsk, or the street
_OF = re.compile(
    r"\b(?:z|ze|do|od|kolo|obok|spod|wokol|niedaleko|blisko|zamiast|okolic\w*|centrum|teren\w*|obrzez\w*"
    r"|pobliz\w*|miasta|poza|nie|kierunku)\s*$"
)


@dataclass(frozen=True)
class Place:
    """A town in the nominative, and where it is named."""

    city: str
    start: int
    end: int


def is_place(word: str) -> bool:
    """Whether the folded word names a place and nothing else."""
    return _KINDS.get(word) == "place"


def places(text: Text) -> Iterator[Place]:
    """The places that the message names, in order."""
    index = 0
    while index < len(text.words):
        for count in range(_most_words(text, index), 0, -1):
            place = _named(text, index, count)
            if place is not None:
                yield place
                index += count - 1
                break
        index += 1


def _most_words(text: Text, index: int) -> int:
    first, *following = text.words[index : index + 2]
    return _MOST_WORDS if following and f"{first.folded} {following[0].folded[0]}" in _BEGINNINGS else 1


def _named(text: Text, index: int, count: int) -> Place | None:
    words = text.words[index : index + count]
    if len(words) < count:
        return None
    gaps = (text.folded[left.end : right.start] for left, right in pairwise(words))
    if not all(_GAP.fullmatch(gap) for gap in gaps):
        return None
    form = " ".join(word.folded for word in words)
    exact = form in _KINDS
    # A typo in several words is forgiven where the first of them is no town itself: that one will do.
    if not exact and count > 1 and (len(form) < _SHORTEST_NAME_WITH_TYPO or words[0].folded in _CITIES):
        return None
    city = _CITIES.get(form) if exact or len(form) > _LONGEST_WORD else _NEARBY.find(form)
    if not city:
        return None
    start, end = words[0].start, words[-1].end
    return Place(city, start, end) if _is_meant(text, form, city, start, end) else None


def _is_meant(text: Text, form: str, city: str, start: int, end: int) -> bool:
    before = text.folded[max(0, start - _REACH) : start]
    adjective = form.endswith(_LIKE_AN_ADJECTIVE)
    if _NOT_A_TOWN.search(before) or (adjective and _STREET_NEARBY.search(before)):
        return False
    if adjective and " " not in form and not _OF.search(before):
        return False
    kind = _KINDS.get(form, "place")
    if kind == "place":
        return True
    capital = text.original[start].isupper() and not text.original.isupper()
    preposition = _PREPOSITION.search(before) is not None
    place_word = _PLACE_WORD.search(before) is not None or _PLACE_WORD_AFTER.match(text.folded, end) is not None
    opens = not before.strip() or before.rstrip()[-1] in _PAUSES
    after = text.folded[end : end + 2].strip()
    if _TOWN.search(before) or (
        not before.strip() and not text.folded[end:].strip(_PAUSES + " ") and fold(city).startswith(form)
    ):
        return True
    if kind == "common":
        return (preposition and (capital or place_word)) or (capital and place_word)
    bare = opens and fold(city).startswith(form) and (not after or after[0] in _PAUSES or after[0].isdigit())
    inside = capital and not opens and form not in FIRST_NAMES
    return preposition or place_word or bare or inside
