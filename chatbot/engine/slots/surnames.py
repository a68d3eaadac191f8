"""What a Polish surname looks like, and its nominative."""

import re

# Frequent surnames that no ending gives away, folded.
_FREQUENT = frozenset(
    """nowak wojcik mazur krol wrobel zajac dudek duda sikora baran lis maj kozak kruk wieczorek kaczmarek pawlak pietrzak stepien bak kot wilk
    borek mroz kolodziej gajda wojtas urban golab kos sowa szulc musial stachura kopec chmura wolak kowal kowalik kulik rak pajak kwiecien
    marzec mika gawron bednarz slowik sroka szczepanik sobczak michalak walczak szymczak tomczak kasprzak kubiak adamczak jozwiak olejnik
    lesniak banas zieba kania cieslak bielak wolny czarny bartosz nowicki polak wrona ziolko cichy janik klimek kozlowski wlodarczyk kuc
    gorka zuk bury jurek matusiak dziuba kaleta sliwa turek piech domagala socha przybyla swiderski biernat pluta skiba guzik paluch""".split()
)
_ENDING = re.compile(r"(?:[sc]k[iay]|dzk[iay]|wicz|czyk|c[hz]uk|[iy]uk|enk[oi]|[rzcn]iak|szak|czak|ewna|owna|skyi|skyj|енко|ськ(?:ий|а)|ук|юк)$")
_SHORTEST = 5  # letters of a surname known by its ending

_MASCULINE = ((re.compile(r"(?<=[sc]k)im$"), "i"), (re.compile(r"(?<=dzk)im$"), "i"), (re.compile(r"(?<=[kg])iem$"), ""), (re.compile(r"em$"), ""))
_FLEETING_E = re.compile(r"(?<=[^aeiouy])k$")


def is_surname(folded: str) -> bool:
    """Whether the word is a surname by its look; in any gender, nominative or instrumental."""
    word = re.sub(r"(?<=[sc]k)im$", "i", folded)
    return word in _FREQUENT or (len(word) >= _SHORTEST and _ENDING.search(word) is not None)


def nominative(instrumental: str) -> str:
    """"Kowalską" -> "Kowalska", "Nowakiem" -> "Nowak", "Zielińskim" -> "Zieliński"; lower case, as typed otherwise."""
    word = instrumental.lower()
    if word.endswith("ą"):
        return word[:-1] + "a"
    for ending, replacement in _MASCULINE:
        if ending.search(word):
            stem = ending.sub(replacement, word)
            return _FLEETING_E.sub("ek", stem) if word.endswith("kiem") and _FLEETING_E.search(stem) else stem
    return word
