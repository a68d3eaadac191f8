"""The floor area of the place to be finished, in m2.

Only the whole counts: the area of a room, a balcony or a plot, a distance, a height and a price per metre are none. Of a range
("60-65 m2") the upper end holds, of several areas the last stated.
"""

import re
from dataclasses import replace

from chatbot.engine.nearby import NearbyTable
from chatbot.engine.slots.found import Found
from chatbot.engine.slots.number_words import REACH, SOMEONE_ELSE, Mention, Number, clause_before, find_numbers, settle
from chatbot.engine.text import Text

SMALLEST, LARGEST = 10, 2_000  # m2
_SMALLEST_UNSAID = 18  # "mieszkanie 60" says metres without the word; below this it is rather a flat's number
_CERTAINLY_A_PRICE = 500  # "po 1499 m2" is a price, "po 60 m2" may be two flats
_LONGEST_ANSWER = 9  # words; a longer message is not essentially a number
_WORDS_BACK = 7

_UNIT = re.compile(
    r"""
    (?:\s?-?\s?(?:tk[aei]|t[aei]|k[ae]|cio|ciu|o|stu|to|paro|kilku)(?![^\W\d_]))?      # 60-tka, 60-cio
    (?:\s?\+|\s(?:z\ hakiem|z\ groszami|z\ czyms|pare|kilka|cos))?
    \s{0,2}-?\s{0,2}
    (?: (?P<square> (?:m|metr\w*|mtr|м)\s?\^?[2²](?![\d²]) (?!(?<=\s2)(?:\s*-?\s*[^\W\d_]|[.,]\d))
            | ㎡ | mk2?\b | mkw\w* | (?:m|metr\w*|mtr)\s?\.?\s?kw\w*\.? | kwadrat\w*
            | sq\.?\s?m\w*\.? | square\s?m\w+ | кв\.?\s?м\w*\.? | квадрат\w*(?:\sм\w+)? | м\s?кв\w*\.? )
      | (?P<adjective> metrow(?:[yea]|ego|ej|ym|ych|k\w+)\b )
      | (?P<length> metr\w* | mtr\w* | met(?:er|re)s?\b | m(?![^\W_]|-c) | метр\w* | м(?!\w) )
      | (?P<unknown> m[^\W\d_]{4,6}\b ) )
    """,
    re.VERBOSE,
)
_MISTYPED = NearbyTable({"metrow": True, "metrowe": True})
_CUE = re.compile(
    r"""
    (?: metraz\w* | metra?rz\w* | metarz\w* | powie\w{0,2}chni\w* | \bpow\b\.? | \bpum\b | wielkosc\w* | rozmiar\w* | \barea\b | \bsize\b
      | площ\w* | (?<!\d)(?<!\d\s)(?<!za\s)(?<!/) (?:\bm2|\bm²|\bmetrow)\b )
    (?: [\s:=–-]+ (?: mieszkan\w+ | domu | lokalu | kawalerki | apartamentu | biura | to | wynosi | ma | mam | mamy | jest | ok | okolo | jakies
      | mniej | wiecej | uzytkow\w+ | calkowit\w+ | bedzie | chyba | z | od | moje\w* | nasze\w* | dokladnie | prawie | niecale | ponad | kw
      | spory | duzy | maly | niewielki | bo | kwadratow\w+ | of | is | about | around | the | my | flat | apartment | house ) \.? ){0,5}
    [\s:=~–-]* $
    """,
    re.VERBOSE,
)
_FOREIGN_AFTER = re.compile(
    r"""
    \s{0,3}-?\s{0,3} (?: % | zl | pln | euro?\b | [€$] | tys | k\b | cm | mm | km | m[lb]n?\b | m3 | m-c | min\b | godz | h\b | pok | pietr | lat\b
      | rok | dni\b | dzien | tyg | mies | msc | osob | szt | lazien | sypial | rat\b | raz\w*\b | pyt | proc | x\s?\d | \*
      | stycz | lut[ey] | marc | kwie | maj[a]?\b | czerw | lip[ic] | sierp | wrzes | pazdz | listop | grud | klient | go\b | ego\b
      | sqf | sq\.?\sf | square\sf )
    | \s{0,3} (?: / | (?:za|od|z|per|na|a)\s ) \s{0,3} (?:1\s?)? (?: m2 | m² | metr | mkw | kw | m\b | sqm | square )
    """,
    re.VERBOSE,
)
_FOREIGN_BEFORE = re.compile(
    r"(?:\b(?:nr|numer\w*|godz\w*|pietr\w*|blok\w*|budyn\w*|klatk\w*|kod|rok\w*|po|o|w|x|vat|nip|krs|m)\.?\s*|[#№/+]\s*)$"
)
_FOREIGN_CLAUSE = re.compile(
    r"budzet|budget|бюджет|\b(?:ul|ulic\w+|al|adres\w*|tel\w*|odbi\w+|termin\w*|klucz\w*|koszt\w*)\b"
)
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])")
_PRICE_BEFORE = re.compile(r"\b(?:po|cen\w+|stawk\w+|koszt\w*|za|price)\s+(?:to\s+|ok\.?\s+)?$")
_NOUN_BEFORE = re.compile(  # "mieszkanie 60", unless that is its number
    r"\b(?:mieszkani[ea]|mieszkanko|kawalerk\w+|apartament\w*|dom|domu|domek|blizniaka?|szeregowk\w+|segment|flat|house)"
    r"\s+(?:(?:ma|ok\.?|okolo|jakies|to)\s+)?$"
)
_ADDRESS = re.compile(
    r"\b(?:ul|ulic\w+|al|adres\w*|nr|numer\w*|blok\w*|klatk\w*|etap\w*|pietr\w*|budyn\w*|osiedl\w*)\b"
)
_STREET = re.compile(r"\b(?:ul|ulic\w+|al|adres\w*)\b")

_PART = re.compile(
    r"(?:lazien|toale[tc]|kuchn|kuchen|aneks|sypial|salon|przedpok|korytarz|garderob|balkon|taras|log+i[aiey]|ogrod|dzial[kc]|garaz|piwnic"
    r"|komork|antresol|spizar|pralni|lustr|okn|okien|scian|plyt|kafel|panel|podlo[gd]|parkiet|gres|glazur|terakot|tapet|sufit|elewacj|dach"
    r"|mozaik|kab[el]l|listw|przewod|instalac|tasm"
    r"|bathroom|kitchen|bedroom|living|balcon|terrace|garden|garage|plot|tiles|mirror|ванн|кухн|балкон|спальн)\w*|pokoj|pokoju|wc|hol|holu"
)
_WHOLE = re.compile(
    r"(?:mieszka|miszka|kawaler|apart|blizniak|szereg|segment|lokal|biur|gabinet|sklep|fryzjer|kosmetycz|calos|calkowit|lacznie|razem|flat|house|office|total"
    r"|квартир|будин)\w*|dom|dom[ue]|domem|domek|domku|domkiem|sum[aie]|sumie"
)
_PART_AFTER = re.compile(
    r"\s+(?:balkonu|tarasu|ogrod(?:u|ka)|dzialki|garazu|piwnicy|salonu|lazienki|kuchni|sypialni|pokoju|plytek|kafelkow|paneli|podlogi?|lustra"
    r"|okien|scian\w*|gresu|glazury|parkietu|holu|antresoli|listew|kabla|przewod\w+|tasmy)\b"
)
_JOINED = frozenset("z ze bez i oraz plus dwa dwie trzy cztery with and".split())
_PLACES = r"(?:mor|plaz|metr|przyst|skle|centr|stacj|tramw|granic|was|biur|szkol|park|las|autob|dworc|skm|ulic|szyn|drog|jezior|konc|rzek|the\b)"
_DISTANCE_AFTER = re.compile(
    rf"\s*(?:(?:od|do|to)\s+{_PLACES}|from\b|stad|dalej|pieszo|za\s+rog|wysok|dlug|szerok|glebok|biez|kabl|listw|rur|away|high|long|wide|tall)"
)
_FROM_PLACE = re.compile(
    r"\s*od\b(?!\s*(?:dewel|zera|podst|nowa|zaraz|reki|wlasc|stycz|lut|marc|kwie|maj|czerw|lip|sierp|wrzes|pazdz|list|grud))"
)
_DISTANCE_BEFORE = re.compile(
    rf"\bdo\s+{_PLACES}\w*\s+(?:mam|mamy|jest)\s+(?:\w+\s+)?$|"
    r"\b(?:sufit|wysok|dlug|szerok|odleg|glebok|oddal|height|distance|ceiling)\w*\W+(?:\w+\W+){0,2}$"
)
_SAMPLE = re.compile(
    r"\b(?:przyklad\w*|na (?:waszej )?stronie|w cenniku|realizacj\w*)\b(?!.*\b(?:mam|mamy|moj\w*|nasz\w*)\b)"
)
_THRESHOLD = re.compile(r"\b(?:powyzej|ponizej|ponad|minimum|min\.?|niz|od|do|limit\w*|over|above|under|up to)\s*$")
_RULE = re.compile(
    r"\b(?:vat\w*|minimaln\w+|limit\w*|robicie|wykanczacie|przyjmujecie|podejmujecie|realizujecie|obslugujecie)\b"
)
_WORD = re.compile(r"[^\W_]+")


def _is_part(clause: str, after_unit: str, another: bool) -> bool:
    """Whether the number measures a room, a balcony, tiles: the nearest noun before it that is no mere "z balkonem" tells.
    `another`: the whole has been given before, so that "z balkonem 12 m2" cannot be the whole.
    """
    if _PART_AFTER.match(after_unit):
        return True
    words = _WORD.findall(clause)[-_WORDS_BACK:]
    joined = False
    for at in range(len(words) - 1, -1, -1):
        if _WHOLE.fullmatch(words[at]):
            return False
        if joined and words[at][:2].isdigit() and len(words[at]) > 1:
            return True  # "60 m2 z balkonem 12 m2"
        if _PART.fullmatch(words[at]):
            before = words[max(0, at - 2) : at]
            if not any(word in _JOINED or word.isdigit() for word in before):
                return True
            joined = True
    return joined and another


def _is_distance(clause: str, after_unit: str) -> bool:
    if _DISTANCE_AFTER.match(after_unit) or _DISTANCE_BEFORE.search(clause) or _STREET.search(clause):
        return True
    return bool(_FROM_PLACE.match(after_unit)) and not any(map(_WHOLE.fullmatch, _WORD.findall(clause)))


def _mention(text: Text, number: Number, another: bool) -> Mention:
    folded, clause = text.folded, clause_before(text, number.start)
    unit = _UNIT.match(folded, number.end, number.end + REACH)
    if unit and unit["unknown"] and not _MISTYPED.find(unit["unknown"]):
        unit = None
    end = unit.end() if unit else number.end
    after = folded[end : end + REACH]
    ours: bool | None
    if (
        number.scaled
        or not SMALLEST <= number.value <= LARGEST
        or SOMEONE_ELSE.search(clause)
        or _SAMPLE.search(clause)
    ):
        ours = False
    elif unit:
        price = number.value >= _CERTAINLY_A_PRICE and _PRICE_BEFORE.search(clause)
        rule = _THRESHOLD.search(clause) and _RULE.search(folded, max(0, number.start - 80), end + 80)
        part = _is_part(clause, after, another)
        if unit["adjective"]:
            part = part or any(map(_PART.fullmatch, _WORD.findall(after)[:2]))
        ours = not (price or rule or part or ((unit["length"] or unit["unknown"]) and _is_distance(clause, after)))
    elif _FOREIGN_AFTER.match(folded, number.end, number.end + REACH):
        ours = False
    elif _CUE.search(clause) or (
        _NOUN_BEFORE.search(clause) and number.value >= _SMALLEST_UNSAID and not _ADDRESS.search(folded)
    ):
        ours = True
    elif (
        _FOREIGN_BEFORE.search(clause)
        or _FOREIGN_CLAUSE.search(clause)
        or _DATE.fullmatch(folded, number.start, number.end)
    ):
        ours = False
    else:
        ours = None
    return Mention(number.value, number.start, end, ours, unit=unit is not None)


def find_area(text: Text, *, expected: bool = False) -> Found[float]:
    """The area in m2, 10..2000. `expected`: we have just asked for it, so a message that is essentially a bare number gives it."""
    mentions: list[Mention] = []
    for number in find_numbers(text):
        mentions.append(_mention(text, number, another=any(mention.ours for mention in mentions)))
    if expected and len(text.words) <= _LONGEST_ANSWER and not any(mention.ours for mention in mentions):
        mentions = [replace(mention, ours=mention.ours is None) for mention in mentions]
    return Found(*settle(text, mentions))
