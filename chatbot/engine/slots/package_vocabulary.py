"""The words that name a package, in all their inflected and mistyped forms (synonyms of company-facts.yaml)."""

from enum import Enum
from itertools import product

from chatbot.engine.nearby import NearbyTable
from chatbot.engine.slots.word_lists import word_list

EXPRESS, PLUS, COMFORT, PREMIUM, INDIVIDUAL = "express", "express-plus", "comfort", "premium", "individual"
_LONGEST_WORD = 25


class Use(Enum):
    """How a word names its package."""

    NAME = "by itself"
    ADJECTIVE = "where it describes nothing else: 'a indywidualny?', not 'indywidualny projekt'"
    LABEL = "only beside 'pakiet', 'wersja', 'opcja'"
    NONE = "never: a word one letter away from a name"


def _forms(stems: str, endings: str) -> list[str]:
    return [stem + ending for stem, ending in product(stems.split(), endings.split())]


def _noun(stems: str) -> list[str]:
    return [*stems.split(), *_forms(stems, "u a owi em ie y ow ik")]


_MASCULINE = "y ego emu ym"
_FEMININE = "a ej"

_USES: dict[str, tuple[str, Use]] = {
    **dict.fromkeys(
        [*_noun("express ekspres expres ekspress exspres"), "експрес", "експресс", "экспресс"], (EXPRESS, Use.NAME)
    ),
    **dict.fromkeys(_noun("expressplus ekspresplus expresplus"), (PLUS, Use.NAME)),
    **dict.fromkeys([*_noun("comfort komfort"), "comforcie", "komforcie"], (COMFORT, Use.NAME)),
    **dict.fromkeys(["комфорт", *_forms("комфорт", "у і ом е")], (COMFORT, Use.NAME)),
    **dict.fromkeys(_noun("szafran"), (COMFORT, Use.NAME)),
    **dict.fromkeys([*_noun("premium"), "преміум", "премиум"], (PREMIUM, Use.NAME)),
    **dict.fromkeys([*_forms("pomaranczow cynamonow luksusow", _MASCULINE), *_noun("lux luks")], (PREMIUM, Use.ADJECTIVE)),
    **dict.fromkeys([*_noun("basic"), *_forms("basicow", _MASCULINE)], (EXPRESS, Use.ADJECTIVE)),
    **dict.fromkeys(
        [*_forms("indywidualn customow", _MASCULINE), "custom", "індивідуальний", "индивидуальный"],
        (INDIVIDUAL, Use.ADJECTIVE),
    ),
    **dict.fromkeys(_forms("podstawow ekspresow expresow", f"{_MASCULINE} {_FEMININE}"), (EXPRESS, Use.LABEL)),
    **dict.fromkeys(
        [*_noun("standard plus"), "standardzie", *_forms("standardow", f"{_MASCULINE} {_FEMININE}")], (PLUS, Use.LABEL)
    ),
    **dict.fromkeys(_forms("komfortow comfortow szafranow", f"{_MASCULINE} {_FEMININE}"), (COMFORT, Use.LABEL)),
    **dict.fromkeys(_forms("luksusow pomaranczow cynamonow", _FEMININE), (PREMIUM, Use.LABEL)),
    **dict.fromkeys(_forms("indywidualn customow", _FEMININE), (INDIVIDUAL, Use.LABEL)),
    **dict.fromkeys(word_list("no_packages"), ("", Use.NONE)),
}
_TABLE = NearbyTable(_USES)


def package_of(word: str) -> tuple[str, Use] | None:
    """The package that the folded word can name and how, mistyped by one letter at most."""
    found = _TABLE.find(word) if len(word) <= _LONGEST_WORD else None
    return found if found and found[0] else None
