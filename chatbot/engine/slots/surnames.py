"""What a Polish surname looks like, and its nominative."""

import re

from chatbot.engine.slots.word_lists import word_list

_FREQUENT = word_list("surnames")
_ENDING = re.compile(
    r"(?:[sc]k[iay]|dzk[iay]|wicz|czyk|c[hz]uk|[iy]uk|enk[oi]|[rzcn]iak|szak|czak|ewna|owna|skyi|skyj"
    r"|енко|ськ(?:ий|а)|ук|юк)$"
)
_SHORTEST = 5  # letters of a surname known by its ending

_MASCULINE = (
    (re.compile(r"(?<=[sc]k)im$"), "i"),
    (re.compile(r"(?<=dzk)im$"), "i"),
    (re.compile(r"(?<=[kg])iem$"), ""),
    (re.compile(r"em$"), ""),
)
_FLEETING_E = re.compile(r"(?<=[^aeiouy])k$")


def is_surname(folded: str) -> bool:
    """Whether the word is a surname by its look; in any gender, nominative or instrumental."""
    word = re.sub(r"(?<=[sc]k)im$", "i", folded)
    return word in _FREQUENT or (len(word) >= _SHORTEST and _ENDING.search(word) is not None)


def nominative(instrumental: str) -> str:
    """ "Kowalską" -> "Kowalska", "Nowakiem" -> "Nowak", "Zielińskim" -> "Zieliński"; lower case, as typed otherwise."""
    word = instrumental.lower()
    if word.endswith("ą"):
        return word[:-1] + "a"
    for ending, replacement in _MASCULINE:
        if ending.search(word):
            stem = ending.sub(replacement, word)
            return _FLEETING_E.sub("ek", stem) if word.endswith("kiem") and _FLEETING_E.search(stem) else stem
    return word
