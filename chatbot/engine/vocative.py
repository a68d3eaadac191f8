"""How a person is addressed by the first name: in the right case, or not at all.

Rules make the vocative; only a form that the table of first names attests of that very name is used. Whether a name is a
woman's or a man's stands in two lists. Whatever is in doubt gets none: a greeting without a name offends nobody.
"""

from collections.abc import Iterator

from chatbot.engine.slots.first_names import FIRST_NAMES, NOMINATIVES
from chatbot.engine.slots.word_lists import word_list
from chatbot.engine.text import fold

_WOMEN, _MEN = word_list("names_of_women"), word_list("names_of_men")
# Surnames like adjectives tell as well; where they contradict the first name, it is not what it seems.
_OF_A_WOMAN, _OF_A_MAN = ("ska", "cka", "dzka"), ("ski", "cki", "dzki")
_AS_THE_NOMINATIVE = ("y", "i")  # Jerzy, Antoni
_REPLACED = {"siek": "śku", "ciek": "ćku", "ek": "ku", "ś": "siu", "a": "o"}  # Krzysiek, Maciek, Marek, Adaś, Kuba
_ENDS_IN_U = ("rz", "sz")  # though r and z alone soften
_SOFTENED = {"st": "ście", "ł": "le", "t": "cie", "d": "dzie", "r": "rze", **{letter: f"{letter}ie" for letter in "bfmnpsvw"}}

# Candidates, the better one first, each with the names that may hold its row in the table: some share a form there.
_Candidates = Iterator[tuple[str, tuple[str, ...]]]


def polish_address(name: str) -> str | None:
    """ "Pani Anno", "Panie Piotrze", from a name in the nominative, with or without a surname."""
    first, *further = name.split() or [""]
    known = _spelled(first)
    surname = fold(further[-1]) if further else ""
    if known in _WOMEN and not surname.endswith(_OF_A_MAN):
        return _addressed("Pani", _forms_of_a_woman(known))
    if known in _MEN and not surname.endswith(_OF_A_WOMAN):
        return _addressed("Panie", _forms_of_a_man(known))
    return None


def first_name(name: str) -> str | None:
    """The first name as its owner writes it; None where the first word is none, such as a surname alone."""
    first, *_ = name.split() or [""]
    if fold(first) not in NOMINATIVES:
        return None
    return first.capitalize() if first.islower() or first.isupper() else first


def _spelled(word: str) -> str:
    """With its capital and diacritics: "lukasz" is Łukasz."""
    folded = fold(word)
    return FIRST_NAMES[folded] if folded in NOMINATIVES else ""


def _addressed(title: str, forms: _Candidates) -> str | None:
    form = next((form for form, holders in forms if FIRST_NAMES.get(fold(form)) in holders), None)
    return f"{title} {form}" if form else None


def _forms_of_a_woman(name: str) -> _Candidates:
    for ending in "uo" if name.endswith("aja") else "ou":  # Maju; Anno, and where that is not said, Kasiu
        yield name[:-1] + ending, (name,)


def _forms_of_a_man(name: str) -> _Candidates:
    if name.endswith(_AS_THE_NOMINATIVE):
        yield name, (name,)
        return
    for ending, replaced in _REPLACED.items():
        if name.endswith(ending):
            yield name.removesuffix(ending) + replaced, (name,)
            return
    if name.endswith(("eł", "er")):  # Paweł, Pawle; Kacper, Kacprze
        yield _locative(name[:-2] + name[-1]), _sharing(name, name[:-2] + name[-1])
    yield _locative(name), _sharing(name, name)


def _sharing(name: str, stem: str) -> tuple[str, ...]:
    """Stanisława has "Stanisławie" as well, Aleksandra "Aleksandrze", Stefania "Stefanie"."""
    return (name, f"{stem}a", f"{stem}ia")


def _locative(name: str) -> str:
    """The vocative of most men's names is their locative."""
    if not name.endswith(_ENDS_IN_U):
        for ending, softened in _SOFTENED.items():
            if name.endswith(ending):
                return name.removesuffix(ending) + softened
    return f"{name}u"
