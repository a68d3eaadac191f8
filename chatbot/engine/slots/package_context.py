"""Whether a word that can name a package means one here, judged by its neighbours."""

import re

from chatbot.engine.slots.package_vocabulary import COMFORT, EXPRESS, PLUS, PREMIUM, Use
from chatbot.engine.slots.place_names import is_place
from chatbot.engine.slots.word_lists import word_pattern

REACH = 60  # characters read on either side

_PACKAGE_BEFORE = re.compile(r"\b(?:pakie\w*|package|opcj\w*|wersj\w*|wariant\w*|пакет\w*)(?: (?:typu|to|szyty))?[\s\"'„:]*$")
_PACKAGE_AFTER = re.compile(r"[\s\"'”]*(?:pakie\w*|package|opcj\w*|wersj\w*|wariant\w*|пакет\w*)\b")
_PICKED = re.compile(r"\b(?:kosztuje|wezm\w+|biore|bierzemy|wybier\w+|poprosz\w+)\s*$")
_EXPRESS_JOINED = re.compile(r"\b(?:express|ekspres)\w{0,2}\s?(?:czy|lub|albo|i|a|/|vs|or)\s?$")
_NAME_JOINED_BEFORE = re.compile(r"(?:express|ekspres|plus|[ck]omfor|premium)\w*\s?(?:czy|lub|albo|i|a|/|vs|or|od|niz)\s?$")
_NAME_JOINED_AFTER = re.compile(r"\s?(?:czy|lub|albo|i|a|/|vs|or|od|niz)\s?(?:express|ekspres|[ck]omfor|premium)")

_BEFORE = re.compile(
    rf"""(?: ^ | [.,;:?!()\n/"„'+=#\d-] | \d\s?(?:m|m2|m²|mkw|mk|metr\w*)
        | \b(?:{word_pattern("before_a_package")}|\w+(?:ac|ic|yc|uje|lem|lam))  # infinitives and verbs in the first person
    )\s*$""",
    re.VERBOSE,
)
_AFTER = re.compile(rf"""\s*(?: $ | \d | [^\w\s] | (?:{word_pattern("after_a_package")})\b )""", re.VERBOSE)
_LAST_WORD = re.compile(r"([^\W\d_]+)\s*$")
_FIRST_WORD = re.compile(r"\s*([^\W\d_]+)")

_DESCRIBED = re.compile(
    r"""\s*(?:material\w*|jakosc\w*|sprzet\w*|segment\w*|klas\w*|produkt\w*|mark\w+|plyt\w+|class|quality|products?|brands?|osiedl\w*
        |apartament\w*|agd|standard\b|service|lokaliz\w*|design|meble|klient\w*|obslug\w*)""",
    re.VERBOSE,
)
_IS_PREMIUM = re.compile(rf"\b(?:{word_pattern('premium_goods')})\s*$")
_COFFEE = re.compile(
    r"""\b(?:kaw[aeyo]\b|kawow\w*|cisnieniow\w*|kolbow\w*|przelewow\w*|kapsulk\w*|american|delonghi)
      | \b(?:blat\w*|miejsc\w+|polk\w*|szafk\w*|gniazd\w+|wnek\w*)(?:\ \w+)?\ (?:na|pod|dla)\s*$""",
    re.VERBOSE,
)
_SENT = re.compile(r"\s*(?:delivery|shipping|my\b|interest|checkout)")
_WELL_BEING_BEFORE = re.compile(
    r"""\b(?:
        dla | wieksz\w+ | wyzsz\w+ | wysok\w+ | maksymaln\w+ | peln\w+ | poczuci\w+ | ceni[eę] | cenimy | zalezy\ (?:mi|nam)\ na
        | liczy\ sie | wazn\w+(?:\ jest)? | zapewnia\w* | brak\w* | stref\w+ | moj\w* | nasz\w* | wlasn\w+ | swoj\w*
        | stawia\w+\ na | lubi\w* | odrobin\w+ | troche | codzienn\w+ | domow\w+
        | (?:spokoj|cisz\w|wygod\w|bezpieczenstwo|jakosc)\ i
    )\s*$""",
    re.VERBOSE,
)
_WELL_BEING_AFTER = re.compile(
    r"""\s*(?:
        zyci\w+ | mieszkania\b | dzieci | domownik\w+ | gosci\w* | klient\w+ | uzytkow\w+ | pracy
        | ciepln\w+ | termiczn\w+ | akustyczn\w+ | psychiczn\w+ | rodzin\w+ | snu | codzienn\w+ | korzystani\w+ | zone
        | i\ (?:wygod\w+|cisz\w+|bezpiecz\w+|spok\w+|jakosc\w*|prestiz)
    )""",
    re.VERBOSE,
)
_COLOUR = re.compile(r"\b(?:kolor\w*|farb\w+|scian\w+|odcie\w+|przypraw\w*|barw\w*)")
_CATALOGUE = re.compile(r"\bkatalog\w*\W*$")
_COST = re.compile(r"\b(?:koszt|kosztorys|termin|zakres) \w+y$")
_LUMINOUS = re.compile(r"\d\s*$")


def means_package(word: str, package: str, use: Use, before: str, after: str) -> bool:
    """`before` and `after` are the folded words around, up to REACH characters."""
    beside = _PACKAGE_BEFORE.search(before) or _PACKAGE_AFTER.match(after)
    if _CATALOGUE.search(before):
        return False
    if beside:
        return True
    if use is Use.LABEL:
        return _stands_in(word, before, after)
    if use is Use.ADJECTIVE:
        lux = word.startswith("lu") and (_LUMINOUS.search(before) or after.startswith("!"))
        return _may_precede(before) and _may_follow(after) and not (lux or _COST.search(before + word))
    return _is_name(word, package, before, after)


def _is_name(word: str, package: str, before: str, after: str) -> bool:
    if package == PREMIUM:
        return not (_IS_PREMIUM.search(before) or _DESCRIBED.match(after))
    if package in (EXPRESS, PLUS):
        return not (_COFFEE.search(before) or _COFFEE.search(after) or _SENT.match(after))
    if word.startswith("sz"):
        return not (_COLOUR.search(before) or _COLOUR.search(after))
    well_being = (word.startswith("k") and _WELL_BEING_BEFORE.search(before)) or _WELL_BEING_AFTER.match(after)
    return package == COMFORT and not well_being


def _stands_in(word: str, before: str, after: str) -> bool:
    """A label without "pakiet", but set beside another package or picked ("express czy plus", "standard albo komfort")."""
    if word.startswith("plus"):
        return _EXPRESS_JOINED.search(before) is not None
    if not word.startswith("standar") or word.endswith(("y", "ow", "owa", "owej")):
        return False
    picked = _PICKED.search(before) and _may_follow(after)
    return bool(picked or _NAME_JOINED_BEFORE.search(before) or _NAME_JOINED_AFTER.match(after))


def _may_precede(before: str) -> bool:
    last = _LAST_WORD.search(before)
    return _BEFORE.search(before) is not None or (last is not None and is_place(last.group(1)))


def _may_follow(after: str) -> bool:
    first = _FIRST_WORD.match(after)
    return _AFTER.match(after) is not None or (first is not None and is_place(first.group(1)))
