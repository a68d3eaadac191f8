"""The floor area of the place to be finished, in m2.

Only the whole counts: the area of a room, a balcony or a plot, a distance, a height and a price per metre are none.
Of a range ("60-65 m2") the upper end holds, of several areas the last stated.
"""

import re
from dataclasses import replace

from chatbot.engine.nearby import NearbyTable
from chatbot.engine.slots.found import Found
from chatbot.engine.slots.mentions import Mention, clause_before, settle
from chatbot.engine.slots.number_surroundings import COUNTED, MONTHS, PER_METRE, SOMEONE_ELSE
from chatbot.engine.slots.number_words import Number, find_numbers
from chatbot.engine.slots.word_pattern import REACH, one_of
from chatbot.engine.text import Text

SMALLEST, LARGEST = 10, 2_000  # m2
_SMALLEST_UNSAID = 18  # "mieszkanie 60" says metres without the word; below this it is rather a flat's number
_CERTAINLY_A_PRICE = 500  # "po 1499 m2" is a price, "po 60 m2" may be two flats
_LONGEST_ANSWER = 9  # words; a longer message is not essentially a number
_WORDS_BACK = 7

_UNIT = re.compile(
    r"""
    (?:\s?-?\s?(?:tk[aei]|t[aei]|k[ae]|cio|o|to|paro|kilku)(?![^\W\d_]))?      # 60-tka, 60-cio
    (?:\s?\+|\s(?:z\ hakiem|z\ groszami|z\ czyms|pare|kilka|cos))?
    \s{0,2}-?\s{0,2}
    (?: (?P<square> (?:m|metr\w*|mtr|м)\s?\^?[2²](?![\d²]) (?!(?<=\s2)(?:\s{0,3}-?\s{0,3}[^\W\d_]|[.,]\d))
            | ㎡ | mk2?\b | mkw\w* | (?:m|metr\w*|mtr)\s?\.?\s?kw\w*\.? | kwadrat\w*
            | sq\.?\s?m\w*\.? | square\s?m\w+ | кв\.?\s?м\w*\.? | квадрат\w*(?:\sм\w+)? | м\s?\.?кв\w*\.? )
      | (?P<adjective> metrow(?:[yea]|ego|ej|ym|ych|k\w+)\b )
      | (?P<length> metr\w* | mtr\w* | met(?:er|re)s?\b | m(?![^\W_]|-c) | метр\w* | м(?!\w) )
      | (?P<unknown> m[^\W\d_]{4,6}\b ) )
    """,
    re.VERBOSE,
)
_MISTYPED = NearbyTable({"metrow": True, "metrowe": True})
_FOREIGN_AFTER = re.compile(rf"{COUNTED}|\s{{0,3}}-?\s{{0,3}}(?:zl|pln|tys|mln|k\b|sqf|sq\.?\sf|square\sf)|{PER_METRE}")
_ABOUT = one_of(
    "mieszkan* domu lokalu kawalerki apartamentu biura to wynosi ma mam mamy jest ok okolo jakies mniej wiecej "
    "uzytkow* calkowit* bedzie chyba z od moje* nasze* dokladnie prawie niecale ponad kw kwadratow* spory duzy "
    "maly niewielki bo m of is about around the my flat apartment house"
)
_CUE = re.compile(  # "metraż mieszkania to ok. 60"
    rf"""
    (?: \b{one_of("metraz* metrarz* mertaz* metarz* powierz* powiez* powiesz* pow pow. pum wielkosc* rozmiar*")}
      | \b{one_of("area size площ*")}
      | (?<!\d)(?<!\d\s)(?<!za\s)(?<!/) \b(?:m2|m²|metrow)\b )
    (?: [\s:=–-]+ {_ABOUT} \.? ){{0,5}} [\s:=~–-]* $
    """,
    re.VERBOSE,
)
_HOMES = "mieszkanie mieszkania mieszkanko kawalerk* apartament* dom domu domek blizniak* szeregowk* segment flat house"
_HOME_BEFORE = re.compile(rf"\b{one_of(_HOMES)}\s+(?:{one_of('ma ok ok. okolo jakies to')}\s+)?$")  # "mieszkanie 60"
_ADDRESS = re.compile(rf"\b{one_of('ul ulic* al adres* nr numer* blok* klatk* etap* pietr* budyn* osiedl*')}\b")
_STREET = re.compile(rf"\b{one_of('ul ulic* al adres*')}\b")
_FOREIGN_BEFORE = re.compile(
    rf"(?:\b{one_of('nr numer* godz* pietr* blok* budyn* klatk* kod rok* po o w x vat nip krs m')}\.?\s*|[#№/+]\s*)$"
)
_OTHER_TOPICS = one_of("budzet* budget* бюджет* ul ulic* al adres* tel* odbi* termin* klucz* koszt*")
_FOREIGN_CLAUSE = re.compile(rf"\b{_OTHER_TOPICS}\b")
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])")
_PRICE_BEFORE = re.compile(rf"\b{one_of('po cen* stawk* koszt* za price')}\s+(?:to\s+|ok\.?\s+)?$")
_THRESHOLD = re.compile(rf"\b{one_of('powyzej ponizej ponad minimum min min. niz od do limit* over under up_to')}\s*$")
_RULE = re.compile(
    rf"\b{one_of('vat* minimaln* limit* robicie wykanczacie przyjmujecie podejmujecie realizujecie obslugujecie')}\b"
)
_SAMPLE = re.compile(  # the area of an example of ours
    rf"\b{one_of('przyklad* na_stronie na_waszej_stronie w_cenniku realizacj*')}\b"
    rf"(?!.*\b{one_of('mam mamy moj* nasz*')}\b)"
)

_PART = re.compile(
    one_of(
        "lazien* toalet* toalec* kuchn* kuchen* aneks* sypial* salon* przedpok* korytarz* garderob* balkon* "
        "taras* logi* loggi* ogrod* dzialk* dzialc* garaz* piwnic* komork* antresol* spizar* pralni* lustr* okn* "
        "okien* scian* plyt* kafel* panel* podlog* podlod* parkiet* gres* glazur* terakot* tapet* sufit* elewacj* "
        "dach* mozaik* kabel* kabl* listw* przewod* instalac* tasm* pokoj pokoju wc hol holu bathroom* kitchen* "
        "bedroom* living* balcon* terrace* garden* garage* plot tiles mirror* ванн* кухн* балкон* спальн*"
    )
)
_WHOLE = re.compile(
    one_of(
        "mieszka* miszka* kawaler* apart* dom domu dome domem domek domku domkiem blizniak* szereg* segment* "
        "lokal* biur* gabinet* sklep* fryzjer* kosmetycz* calos* calkowit* lacznie razem suma sume sumie flat* "
        "house* office* total* квартир* будин*"
    )
)
_PART_AFTER = re.compile(  # "8 m2 balkonu"
    r"\s+"
    + one_of(
        "balkonu tarasu ogrodu ogrodka dzialki garazu piwnicy salonu lazienki kuchni sypialni pokoju plytek "
        "kafelkow paneli podlogi podlog lustra okien scian* gresu glazury parkietu holu antresoli listew kabla "
        "przewod* tasmy"
    )
    + r"\b"
)
_JOINED = {"z", "ze", "bez", "i", "oraz", "plus", "dwa", "dwie", "trzy", "cztery", "with", "and"}
_PLACES = one_of(
    "morz* plaz* metr* przyst* sklep* centr* stacj* tramw* granic* was wasz* biur* szkol* park* las* autob* "
    "dworc* skm ulic* szyn* tor* drog* jezior* konc* rzek* the"
)
_LENGTH_OF = one_of("stad dalej pieszo za_rog* wysok* dlug* szerok* glebok* biez* kab* listw* rur* from away high long")
_DISTANCE_AFTER = re.compile(rf"\s*(?:(?:od|do|to)\s+{_PLACES}|{_LENGTH_OF})\b")
_SINCE = one_of("dewelop* zera podstaw nowa zaraz reki wlasciciel* " + MONTHS)  # "60 m od dewelopera" is no distance
_FROM_PLACE = re.compile(rf"\s*od\b(?!\s*{_SINCE}\b)")
_DISTANCE_BEFORE = re.compile(
    rf"\bdo\s+{_PLACES}\s+(?:mam|mamy|jest)\s+(?:\w+\s+)?$"
    rf"|\b{one_of('sufit* wysok* dlug* szerok* odleg* glebok* oddal* height distance ceiling*')}\W+(?:\w+\W+){{0,2}}$"
)
_WORD = re.compile(r"[^\W_]+")


def _is_part(clause: str, after: str, another: bool) -> bool:
    """Whether the number measures a room, a balcony, tiles: the nearest noun before it tells, unless that only says
    what the flat has ("z balkonem", "2 łazienki"). `another`: the whole has been given before, so that "z balkonem
    12 m2" is not it.
    """
    if _PART_AFTER.match(after):
        return True
    words = _WORD.findall(clause)[-_WORDS_BACK:]
    joined = False
    for at in reversed(range(len(words))):
        if _WHOLE.fullmatch(words[at]):
            return False
        if joined and len(words[at]) > 1 and words[at][:2].isdigit():
            return True  # "60 m2 z balkonem 12 m2"
        if _PART.fullmatch(words[at]):
            if not any(word in _JOINED or word.isdigit() for word in words[max(0, at - 2) : at]):
                return True
            joined = True
    return joined and another


def _is_distance(clause: str, after: str) -> bool:
    if _DISTANCE_AFTER.match(after) or _DISTANCE_BEFORE.search(clause) or _STREET.search(clause):
        return True
    return bool(_FROM_PLACE.match(after)) and not any(map(_WHOLE.fullmatch, _WORD.findall(clause)))


def _measures_the_whole(text: Text, number: Number, unit: re.Match[str], another: bool) -> bool:
    clause, after = clause_before(text, number.start), text.folded[unit.end() : unit.end() + REACH]
    if _is_part(clause, after, another) or (number.value >= _CERTAINLY_A_PRICE and _PRICE_BEFORE.search(clause)):
        return False
    if _THRESHOLD.search(clause) and _RULE.search(text.folded, max(0, number.start - 80), unit.end() + 80):
        return False
    if unit["adjective"]:  # "25-metrowy salon"
        return not any(map(_PART.fullmatch, _WORD.findall(after)[:2]))
    return bool(unit["square"]) or not _is_distance(clause, after)


def _bare(text: Text, number: Number) -> bool | None:
    """Whether a number without a unit is the area, as far as its surroundings tell."""
    clause = clause_before(text, number.start)
    if _FOREIGN_AFTER.match(text.folded, number.end, number.end + REACH):
        return False
    if _CUE.search(clause):
        return True
    if number.value >= _SMALLEST_UNSAID and _HOME_BEFORE.search(clause) and not _ADDRESS.search(text.folded):
        return True
    foreign = _FOREIGN_BEFORE.search(clause) or _FOREIGN_CLAUSE.search(clause)
    return False if foreign or _DATE.fullmatch(text.folded, number.start, number.end) else None


def _mention(text: Text, number: Number, another: bool) -> Mention:
    clause = clause_before(text, number.start)
    unit = _UNIT.match(text.folded, number.end, number.end + REACH)
    if unit and unit["unknown"] and not _MISTYPED.find(unit["unknown"]):
        unit = None
    ours: bool | None = False
    plausible = not number.scaled and SMALLEST <= number.value <= LARGEST
    if plausible and not SOMEONE_ELSE.search(clause) and not _SAMPLE.search(clause):
        ours = _measures_the_whole(text, number, unit, another) if unit else _bare(text, number)
    return Mention(number.value, number.start, unit.end() if unit else number.end, ours, unit=unit is not None)


def find_area(text: Text, *, expected: bool = False) -> Found[float]:
    """The area in m2, 10..2000. `expected`: we have just asked for it, so that a message which is essentially a bare
    number gives it.
    """
    mentions: list[Mention] = []
    for number in find_numbers(text):
        mentions.append(_mention(text, number, another=any(mention.ours for mention in mentions)))
    if expected and len(text.words) <= _LONGEST_ANSWER and not any(mention.ours for mention in mentions):
        mentions = [replace(mention, ours=mention.ours is None) for mention in mentions]
    return Found(*settle(text, mentions))
