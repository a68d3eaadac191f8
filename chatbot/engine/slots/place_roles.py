"""What a place is to the visitor: where the flat is, where they live, where our office is."""

import re
from enum import IntEnum

from chatbot.engine.slots.changed_mind import is_taken_back
from chatbot.engine.slots.place_names import Place
from chatbot.engine.text import Text


class Role(IntEnum):
    """The greater, the more likely the place of the flat; what is below HOME is never taken for it."""

    NONE = 0  # our office, somebody else's town, a journey, where the visitor works, or denied
    HOME = 1
    NEAR_PLAIN = 2  # "pod Wrocławiem"
    PLAIN = 3
    NEAR_FLAT = 4  # "dom pod Wrocławiem"
    FLAT = 5


_REACH = 120  # characters read on either side
_SENTENCE = re.compile(r"[.!?;\n]")
_CLAUSE = re.compile(r"[,.!?;:\n()]|\b(?:ale|a|bo|lecz|natomiast|zas|gdyz|poniewaz|jednak|but|because|while|але|а)\b")

_CUES = re.compile(
    r"""\b(?:
    (?P<HOME>
        mieszka(?:m|my|lem|lam)(?:\ i\ pracuj\w+)?(?:\ \w+)?(?:\ w\ (?:\w+\ )?(?:domu|bloku|mieszkaniu|kawalerce))?
        | zyj[eę]\w* | jest(?:em|esmy)\ (?:\w+\ )?ze? | ze?\ \w+\ (?:\w+\ )?jest(?:em|esmy) | pochodz[ei]\w*
        | przyjezdza(?:m|my) | dojezdza(?:m|my) | zameldowan\w+ | studiuj\w+ | urodzil\w+
        | live | living | i'?\s?a?m\ from | we\ are\ from | based\ in | жив[уе]\w* | я\ (?:з|із|из)
    )
    | (?P<NONE>
        pracuj(?:e|emy) | praca | prac[eę]\ mam | (?<!you\ )work(?:ing)?\ (?:in|at) | працюю\w*
        | jade | jedziemy | lece | lecimy | wracam\w* | wakacj\w* | urlop\w* | hotelu | jak\ w | delegacj\w* | wyjezdza\w+
        | bylem | bylam | bylismy | pogod\w+ | погода | restauracj\w+ | notariusz\w* | pociag\w* | skm
    )
    | (?P<FLAT>
        mieszkan\w+ | dom | domu | domek | domku | domy | lokal\w* | kawalerk\w+ | apartament\w* | nieruchomo\w+ | szereg\w+
        | blizniak\w* | kupi\w+ | kupuj\w+ | zakup\w* | odbi[eo]r\w* | deweloper\w* | inwestycj\w+ | wykoncz\w+ | wykancz\w+
        | remont\w* | budow\w+ | buduj\w+ | stawia\w+ | (?:\d+\ ?)?(?:m2|m²|m|mkw|metr\w*) | lokalizacj\w+ | klucze
        | flat | apartment | house | property | bought | sqm | квартир\w* | будин\w+ | дом\w*
    )
    )\b""",
    re.VERBOSE,
)
_NEAR = re.compile(r"\b(?:pod|spod|kolo|obok|niedaleko|nieopodal|blisko|od|okolic\w*|poza|near|outside|біля|під|около|под)\s*$")
_DENIED = re.compile(
    r"\bnie (?:(?:mieszka\w+|jestem|jestesmy|chodzi|mam na mysli|kupi\w+|szukam|dotyczy|chc\w+)(?: \w+)?"
    r"(?: (?:w|we|z|ze|o|pod))?"
    r"|(?:o )?(?:dom\w*|mieszkani\w*|lokal\w*|kawalerk\w*|miasto) (?:(?:w|we|z|ze|pod)\s)?)\s*$"
)
_RADIUS = re.compile(r"\b(?:jak daleko|il[eu] (?:km|kilometr\w*)|promieni\w+)[\w ]{0,20}$")
_OFFICE = re.compile(
    r"""\b(?:
        biur(?:o|a|ze|em|u|ach) | siedzib\w+ | showroom\w* | oddzial\w* | placowk\w+ | fili[aei] | office | офіс\w*
        | (?:wasz\w*|macie)\ (?:\w+\ )?salon\w* | salon\w*\ firm\w+ | realizacj\w+\ ze? | jestescie\ (?:firma\ )?ze?
        | (?:podjech|przyjech|wpas|wpadn|zajrz|odwiedz|zajs|przyjs|przyjd)\w*\ (?:\w+\ )?(?:do\ )?(?:was|panstwa)
        | do\ (?:was|panstwa)\ (?:\w+\ )?(?:podjech|przyjech|wpas|wpadn|zajrz|zajs|przyjs|przyjd)\w*
        | (?:skad|gdzie)\ (?:\w+\ )?(?:jestescie|was|sie\ miesci\w*|mozna\ was)
        | godzin\w+\ otwarcia | adres\w* | wasz\w*\ telefon\w* | novahouse
    )\b""",
    re.VERBOSE,
)
_VISITORS_OFFICE = re.compile(
    r"""\b(?:
        ma(?:m|my)\ (?:\w+\ )?biur\w+ | moj\w* | nasz\w* | swoj\w* | wykoncz\w+ | wykancz\w+ | remont\w* | urzadz\w+ | aranz\w+
        | (?:\d+\ ?)?(?:m2|m²|metr\w*) | wykonawc\w* | kupi\w+ | odbi[eo]r\w* | lokal\w* | powierzchni\w*
        | wynaj\w+ | adapt\w+ | mieszkani\w* | my | our
    )\b""",
    re.VERBOSE,
)
_SOMEBODY_ELSE = re.compile(
    r"""(?<!szukam\ )(?<!szukamy\ )\b(?:
        znajom\w+ | koleg\w* | kolega | kolezan\w+ | siostr\w+ | brat\w* | rodzic\w* | mam[ay] | tat[ay] | syn\w* | cork\w+
        | tesci\w* | szwag\w+ | przyjaci\w+ | sasiad\w* | ekip[ay] | firm[ay] | klient\w* | wujek | ciocia
    )(?:\ \w+){0,2}?\ (?:ze?|mieszkaj?a|pracuj[ea])(?:\ \w+)?(?:\ we?)?\s*$""",
    re.VERBOSE,
)


def role(text: Text, place: Place) -> Role:
    before = text.folded[max(0, place.start - _REACH) : place.start]
    after = text.folded[place.end : place.end + _REACH]
    if is_taken_back(text, place.start) or _DENIED.search(before) or _RADIUS.search(before) or _SOMEBODY_ELSE.search(before):
        return Role.NONE
    sentence = _after_last(_SENTENCE, before), _before_first(_SENTENCE, after)
    clause = _after_last(_CLAUSE, before), _before_first(_CLAUSE, after)
    if _is_office(*clause) or (_is_office(*sentence) and not _has_flat(*sentence)):
        return Role.NONE
    cue = _last_cue(clause[0]) or _first_cue(clause[1]) or _last_cue(sentence[0])
    near = _NEAR.search(before) is not None
    if cue == "FLAT":
        return Role.NEAR_FLAT if near else Role.FLAT
    if cue is None:
        return Role.NEAR_PLAIN if near else Role.PLAIN
    return Role[cue]


def _after_last(boundary: re.Pattern[str], before: str) -> str:
    return boundary.split(before)[-1]


def _before_first(boundary: re.Pattern[str], after: str) -> str:
    return boundary.split(after, maxsplit=1)[0]


def _last_cue(words: str) -> str | None:
    cue = None
    for found in _CUES.finditer(words):
        cue = found.lastgroup
    return cue


def _first_cue(words: str) -> str | None:
    found = _CUES.search(words)
    return found.lastgroup if found else None


def _is_office(before: str, after: str) -> bool:
    named = _OFFICE.search(before) or _OFFICE.search(after)
    return named is not None and not (_VISITORS_OFFICE.search(before) or _VISITORS_OFFICE.search(after))


def _has_flat(before: str, after: str) -> bool:
    return any(found.lastgroup == "FLAT" for part in (before, after) for found in _CUES.finditer(part))
