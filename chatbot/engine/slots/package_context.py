"""Whether a word that can name a package means one here, judged by its neighbours."""

import re

from chatbot.engine.slots.package_vocabulary import COMFORT, EXPRESS, PLUS, PREMIUM, Use
from chatbot.engine.slots.place_names import is_place

REACH = 60  # characters read on either side

_PACKAGE_BEFORE = re.compile(r"\b(?:pakie\w*|package|opcj\w*|wersj\w*|wariant\w*|пакет\w*)(?: (?:typu|to|szyty))?[\s\"'„:]*$")
_PACKAGE_AFTER = re.compile(r"[\s\"'”]*(?:pakie\w*|package|opcj\w*|wersj\w*|wariant\w*|пакет\w*)\b")
_PICKED = re.compile(r"\b(?:kosztuje|wezm\w+|biore|bierzemy|wybier\w+|poprosz\w+)\s*$")
_EXPRESS_JOINED = re.compile(r"\b(?:express|ekspres)\w{0,2}\s?(?:czy|lub|albo|i|a|/|vs|or)\s?$")
_NAME_JOINED_BEFORE = re.compile(r"(?:express|ekspres|plus|[ck]omfor|premium)\w*\s?(?:czy|lub|albo|i|a|/|vs|or|od|niz)\s?$")
_NAME_JOINED_AFTER = re.compile(r"\s?(?:czy|lub|albo|i|a|/|vs|or|od|niz)\s?(?:express|ekspres|[ck]omfor|premium)")

# What may stand before a package's name that is an adjective as well; a noun there ("materiały premium") is what it describes.
_BEFORE = re.compile(
    r"""(?:^|[.,;:?!()\n/"„'+=#\d-]|\d\s?(?:m|m2|mkw|mk|metr\w*)|\b(?:w|we|za|do|na|z|ze|od|dla|o|przy|po|nad|pod|miedzy|czy|i|a|oraz|lub|albo|ale|niz|tylko|to|vs|ani
        |jak|jaki|ten|tego|tym|tej|te|ta|jednak|chyba|raczej|moze|wtedy|tez|rowniez|wlasnie|sam|czyli|oto|no|nie|ile|zamiast|mnie|nas
        |wez\w*|wzi\w+|bior\w+|bier\w+|polec\w+|wybier\w+|wybra\w+|wybor\w*|chc\w+|wol\w+|prosz\w+|poprosz\w+|interesuj\w+|kosztuj\w+|kosztowa\w+|cen\w
        |koszt\w*|wycen\w*|rozwaz\w+|zmien\w+|preferuj\w+|oferuj\w+|ofert\w+|pakie\w+|opcj\w+|wersj\w+|wariant\w*|standar\w+|poziom\w*|typu
        |wykonczen\w+|obejmuj\w+|zawiera\w*|ma|maja|macie|bedzie|policz\w*|oblicz\w*|trwa\w*|wychodzi|wyjdzie|lepsz\w+|gorsz\w+|drozsz\w+
        |tansz\w+|rozni\w*|porown\w+|przypadku|ramach|potrwa|zaj\w+|daj\w*|dawaj\w*|podaj\w*|przygotuj\w*|zrob\w+|rob\w+|opis\w+|opowiedz\w*|pokaz\w*|bardziej|pewnie
        |docelowo|ewentualnie|przykladowo|oczywiscie|zdecydowanie|ok|zatem|wiec|bo|jakby|jesli|gdyby|skoro|mi|juz|sie|\w+(?:ac|ic|yc|uje|lem|lam)
        |m|m2|mkw|metr\w*|sqm|m²|the|take|is|for|of|about|choose|want|much|in|get|does|with|prefer|than|or|and
        |versus|express|ekspres|plus|comfort|komfort|premium|у|за|в|пакет\w*|коштує|на|чи))\s*$""",
    re.VERBOSE,
)
_AFTER = re.compile(
    r"""\s*(?:$|[.,;:?!()\n/"”'+=\d-]|(?:dla|na|za|do|w|we|z|ze|czy|i|a|oraz|lub|albo|to|jest|kosztuj\w*|ile|jaki|jakie|jak|tez|od|po|przy
        |ale|niz|wychodzi|wyjdzie|trwa|bedzie|mam|obejmuje|zawiera|prosze|poprosze|mnie|nas|cena|ma|dzieki|tylko|express|ekspres|comfort
        |komfort|premium|for|in|or|and|cost|is)\b|[^\w\s])""",
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"([^\W\d_]+)\s*$")
_FIRST_WORD = re.compile(r"\s*([^\W\d_]+)")

_DESCRIBED = re.compile(
    r"""\s*(?:material\w*|jakosc\w*|sprzet\w*|segment\w*|klas\w*|produkt\w*|mark\w+|plyt\w+|class|quality|products?|brands?|osiedl\w*
        |apartament\w*|agd|standard\b|service|lokaliz\w*|design|meble|klient\w*|obslug\w*)""",
    re.VERBOSE,
)
_IS_PREMIUM = re.compile(
    r"""\b(?:material|plyt|podlog|panel|desk|drzwi|okn|okien|armatur|bateri|ceramik|mebl|kuchni|kuchen|lazien|salon|sprzet|agd|rtv|produkt|mark
        |klas|jakosc|segment|polk|linii|lini[ae]|mieszka|apartament|dom|lokal|osiedl|inwestycj|nieruchomo|budyn|obslug|uslug|kont|klient|firm
        |wykonawc|ekip|samoch|aut|styl|wyglad|efekt|wnetrz|dodatk|oswietl|lamp|farb|tynk|tapet|listw|klamk|grzejnik|gres|kafl|kafel|wann|prysznic
        |umywalk|deweloper|design|hotel|lokalizacj|dzielnic|rozwiaza|element|towar|super|sa|jest|byl|w\ pelni)\w*\s*$""",
    re.VERBOSE,
)
_COFFEE = re.compile(r"\b(?:kaw[aeyo]\b|kawow\w*|cisnieniow\w*|kolbow\w*|przelewow\w*|kapsulk\w*|american|delonghi)|\b(?:blat\w*|miejsc\w+|polk\w*|szafk\w*|gniazd\w+|wnek\w*)(?: \w+)? (?:na|pod|dla)\s*$")
_SENT = re.compile(r"\s*(?:delivery|shipping|my\b|interest|checkout)")
_WELL_BEING_BEFORE = re.compile(
    r"""\b(?:dla|wieksz\w+|wyzsz\w+|wysok\w+|maksymaln\w+|peln\w+|poczuci\w+|ceni[eę]|cenimy|zalezy\ (?:mi|nam)\ na|liczy\ sie|wazn\w+(?:\ jest)?
        |zapewnia\w*|brak\w*|stref\w+|moj\w*|nasz\w*|wlasn\w+|swoj\w*|stawia\w+\ na|(?:spokoj|cisz\w|wygod\w|bezpieczenstwo|jakosc)\ i|lubi\w*
        |odrobin\w+|troche|codzienn\w+|domow\w+)\s*$""",
    re.VERBOSE,
)
_WELL_BEING_AFTER = re.compile(
    r"""\s*(?:zyci\w+|mieszkania\b|dzieci|domownik\w+|gosci\w*|klient\w+|uzytkow\w+|pracy|ciepln\w+|termiczn\w+|akustyczn\w+|psychiczn\w+|rodzin\w+|snu|codzienn\w+|korzystani\w+
        |i\ (?:wygod\w+|cisz\w+|bezpiecz\w+|spok\w+|jakosc\w*|prestiz)|zone)""",
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
        other = (word.startswith("lu") and (_LUMINOUS.search(before) or after.startswith("!"))) or _COST.search(before + word)
        return _may_precede(before) and _may_follow(after) and not other
    return _is_name(word, package, before, after)


def _is_name(word: str, package: str, before: str, after: str) -> bool:
    if package == PREMIUM:
        return not (_IS_PREMIUM.search(before) or _DESCRIBED.match(after))
    if package in (EXPRESS, PLUS):
        return not (_COFFEE.search(before) or _COFFEE.search(after) or _SENT.match(after))
    if word.startswith("sz"):
        return not (_COLOUR.search(before) or _COLOUR.search(after))
    return package == COMFORT and not (_WELL_BEING_BEFORE.search(before) or _WELL_BEING_AFTER.match(after))


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
