"""What is to be finished: "apartment", "house" or "commercial".

Only the visitor's own place counts. A question about the offer ("czy robicie domy?") speaks of a type and gives none: its word is
in the spans. Our office, the shop round the corner, "w domu jestem po 17" and NovaHouse do not speak of one at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from chatbot.engine.nearby import NearbyTable
from chatbot.engine.slots.found import Found
from chatbot.engine.slots.number_words import REACH, SOMEONE_ELSE, clause_before
from chatbot.engine.text import Text

APARTMENT, HOUSE, COMMERCIAL = "apartment", "house", "commercial"
_MOST_MENTIONS = 20  # bounds the work on hostile text
_LONGEST_WORD = 24


@dataclass(frozen=True)
class _Noun:
    kind: str
    plural: bool = False
    place: bool = (
        False  # mostly somewhere else (our office, a shop nearby): counts only where the visitor says it is theirs
    )


class _Role(Enum):
    GIVEN = auto()
    REJECTED = auto()  # "nie mieszkanie, tylko dom"
    GENERAL = auto()  # "czy robicie domy?"
    UNRELATED = auto()  # "wasze biuro"


_NOUNS = {
    _Noun(
        APARTMENT
    ): "mieszkanie mieszkania mieszkaniu mieszkaniem mieszkanko mieszkanka mieszkanku kawalerka kawalerki kawalerke "
    "kawalerce apartament apartamentu apartamencie apartamentem penthouse penthousu loft loftu lofcie garsoniera garsonierke apartment flat "
    "квартира квартиру квартири квартирі квартиры квартире",
    _Noun(
        APARTMENT, plural=True
    ): "mieszkan mieszkaniach mieszkaniami mieszkaniom kawalerek apartamenty apartamentow lofty apartments flats",
    _Noun(APARTMENT, place=True): "studio",
    _Noun(
        HOUSE
    ): "dom domu domem domek domku domkiem blizniak blizniaka blizniaku blizniakiem szeregowka szeregowki szeregowke szeregowce "
    "szeregowiec szeregowca szeregowcu segment segmentu segmencie segmentem willa willi wille house townhouse villa будинок будинку дом",
    _Noun(HOUSE, place=True): "szereg szeregu",
    _Noun(
        HOUSE, plural=True
    ): "domy domow domach domami domki domkow blizniaki blizniakow szeregowek segmenty segmentow houses",
    _Noun(COMMERCIAL): "lokal lokalu lokalem premises",
    _Noun(COMMERCIAL, plural=True): "lokale lokali lokalach lokalami",
    _Noun(
        COMMERCIAL, place=True
    ): "biuro biura biurze biurem sklep sklepu sklepie gabinet gabinetu gabinecie restauracja restauracji "
    "restauracje kawiarnia kawiarni kawiarnie klinika kliniki klinike kancelaria kancelarii kancelarie przychodnia przychodni przychodnie "
    "hotel hotelu pensjonat pensjonatu showroom showroomu butik butiku silownia silowni silownie apteka apteki apteke przedszkole "
    "przedszkola zlobek office shop restaurant cafe clinic офіс офис",
    _Noun(
        COMMERCIAL, plural=True, place=True
    ): "biur biurach sklepy sklepow gabinety gabinetow restauracji hotele offices shops",
}
_TABLE = NearbyTable({word: noun for noun, words in _NOUNS.items() for word in words.split()}, shortest=7)
_PHRASES = re.compile(  # nouns that two words make, and the flat types M3 to M6
    r"""
      (?<![\w²/]) (?<!\d\s) (?<!za\s) (?P<apartment> m-?[3-6] ) (?![\w-])
    | \b (?P<commercial> salon\w*\ (?:fryzj|kosmet|urod|beauty|optycz|tatua|masaz|samochod)\w* | commercial\ (?:space|unit|property) )
    """,
    re.VERBOSE,
)
_ADJECTIVE = re.compile(r"\s(?:uslug|handl|uzytk|gastro|komerc|biurow)\w*")
_RESIDENTIAL = re.compile(r"\smieszkaln\w*")

_REJECTED = re.compile(
    r"\braczej\s+\w+\s+niz\s+$|\b(?:nie|zamiast|not|instead of)\s+(?:(?:mam|mamy|jest|to|o|w|do|na|dla|chodzi|moje|a|an|my|posiadam)\s+){0,2}$"
)
_NOT_THEIRS = re.compile(
    r"\b(?:wasz\w*|panstwa|twoj\w*|your|nova|open|smart|inteligentn\w+|obecn\w+|poprzedni\w+|wynajm\w+|wynajet\w+|sprzeda\w+)[\s-]+(?:\w+\s+)?$"
    r"|\bmieszka(?:m|my)\s+(?:\w+\s+){0,2}(?:w|na)\s+(?:\w+\s+)?$"
)
_AT_HOME = re.compile(r"\b(?:w|do|z|po|pod|ze)\s+$")
_A_CERTAIN_HOUSE = re.compile(
    r"\s*(?:o\s+pow\w*\.?\s+|ok\.?\s+)?(?:\d{2,4}\s*m|jednorod|parter|pietr|blizn|szereg|wolnost|pod\s|za\s+miast|w\s+zabud)"
)
_SOMETHING_ELSE = re.compile(
    r"\s+(?:mediow|kultur|develop|aukcyj|maklers|handlow|towarow|opieki|wesel|studenck|pokazow|wzorcow|przykladow|rate\b|fee\b|price\b|internet|projektow)"
)
_OWNED_PLACE = re.compile(
    r"\b(?:wykon\w+|remont\w*|urzadz\w+|aranzac\w+|mam|mamy|posiada\w+|kupi\w+|moj\w*|nasz\w*|nowe\w*|firmow\w+|otwieramy?|pod|na|prowadz\w+"
    r"|have|my|our|tylko|finish)\s+(?:(?!(?:w|do|z|od|na|przy|obok|kolo)\b)\w+\s+)?$|\d\s?(?:m|m2|m²|sqm|metr\w*|mkw|sq\.? ?m)\s+$"
)
_PLACE_DETAILS = re.compile(
    r"\s*(?:\w+,?\s+)?(?:o\s+pow\w*\.?\s+|of\s+)?\d{2,4}\s*(?:m|sq)|\s+do\s+(?:wykon|remont|urzadz|zrob|odswie|aranz)|\s+(?:stomat|dentyst|kosmet|lekar|fizjo|weter|psych"
    r"|masaz|odziez|spozyw)"
)
_BUSINESS_ELSEWHERE = re.compile(r"\b(?:do|w|z|od|kolo|obok|blisko|przy)\s+(?:\w+\s+)?$")
_SEVERAL_OWN = re.compile(r"\b(?:mam|mamy|moje|nasze|kupi\w+|dwa|dwie|trzy|cztery|kilka|[2-9])\s+(?:\w+\s+)?$")
_EITHER_NUMBER = frozenset({"mieszkania", "kawalerki", "szeregowki"})
_PLURAL_BEFORE = re.compile(r"\b(?:jakie|nowe|male|duze|takie|kosztuja|wszystkie|inne|gotowe|piekne|ladne)\s+$")
_OFFER = re.compile(
    r"\b(?:robicie|wykanczacie|macie|oferujecie|sprzedajecie|budujecie|obslugujecie|przyjmujecie|projektujecie|remontujecie|realizujecie"
    r"|zajmujecie|podejmujecie|pomagacie|wykonczyliscie|zrobiliscie|robiliscie|bierzecie|odbieracie|sprzatacie|ubezpieczacie|liczycie|wchodzicie|meblujecie|urzadzacie|aranzujecie"
    r"|zabezpieczacie|wynajmujecie|kupujecie|potraficie|prowadzicie|posiadacie|wspolpracujecie|pokazcie|pokazecie|wykonujecie|czy tylko|czy tez|czy rowniez|do you|are you"
    r"|(?:firma|ekipa|panstwo|pan|pani)\s+(?:tez\s+)?(?:rob|wykan|buduj|zajmuj)\w+)\b"
)
_PROCESS = re.compile(
    r"\b(?:jak (?:to )?wyglada|ile trwa|jak dlugo|co (?:\w+ )?obejmuje|na czym polega|jakie (?:sa )?etapy|co to|co wchodzi|co zawiera|roznic\w*"
    r"|krok po kroku|how long|what does|what is included)\b"
)
_OWN = re.compile(
    r"\b(?:mam|mamy)\b(?!\s+(?:\w+\s+)?pytan)"
    r"|\b(?:moj\w*|moim|nasz\w*|swoj\w*|posiada\w+|kupi[lo]\w*|kupuj\w+|odebra\w+|odbier\w+|my|our|i have|we have)\b"
)
_MEASURE = re.compile(r"\d\s?(?:m\b|m2|m²|mkw|metr|sq|м)")
_VAT = re.compile(r"\bvat")
_VERSUS = re.compile(
    r"\s*(?:,|/|\s(?:czy|lub|albo|i|oraz|a|niz|od|or|and|vs\.?|than))\s+(?:(?:w|do|dla|na|za|tez|moze|od|for|an?)\s+)*"
)
_SENTENCE_END = re.compile(r"[.!?;\n]")


@lru_cache(maxsize=4096)
def _noun(word: str) -> _Noun | None:
    return _TABLE.find(word) if len(word) <= _LONGEST_WORD else None


def _nouns(text: Text) -> Iterator[tuple[int, int, _Noun]]:
    """The nouns in order, with the adjective that belongs to them."""
    for match in _PHRASES.finditer(text.folded):
        yield match.start(), match.end(), _Noun(APARTMENT if match["apartment"] else COMMERCIAL)
    for word in text.words:
        noun = _noun(word.folded)
        if noun and noun.kind == COMMERCIAL and not noun.place:
            residential = _RESIDENTIAL.match(text.folded, word.end)
            adjective = residential or _ADJECTIVE.match(text.folded, word.end)
            end = adjective.end() if adjective else word.end
            yield word.start, end, _Noun(APARTMENT, noun.plural) if residential else noun
        elif noun:
            yield word.start, word.end, noun


def _sentence(text: Text, start: int, end: int) -> str:
    stop = _SENTENCE_END.search(text.folded, end, end + 100)
    return clause_before(text, start) + text.folded[start : stop.start() if stop else end + 100]


def _role(text: Text, start: int, end: int, noun: _Noun) -> _Role:
    before, after = clause_before(text, start), text.folded[end : end + REACH]
    if _REJECTED.search(before):
        return _Role.REJECTED
    if _NOT_THEIRS.search(before) or _SOMETHING_ELSE.match(after) or SOMEONE_ELSE.search(before):
        return _Role.UNRELATED
    if noun.kind == HOUSE and _AT_HOME.search(before) and not _A_CERTAIN_HOUSE.match(after):
        return _Role.UNRELATED
    sentence = _sentence(text, start, end)
    if noun.place and not noun.plural:
        alone = len(text.words) <= 1
        described = _PLACE_DETAILS.match(after) or (not before.strip() and _MEASURE.search(text.folded))
        theirs = _OWNED_PLACE.search(before) or (described and not _BUSINESS_ELSEWHERE.search(before))
        if not (alone or theirs):
            return _Role.UNRELATED
    plural = noun.plural or (text.folded[start:end] in _EITHER_NUMBER and _PLURAL_BEFORE.search(before))
    if plural and not _SEVERAL_OWN.search(before):
        return _Role.GENERAL
    asks = _OFFER.search(sentence) or _PROCESS.search(sentence)
    if not _OWN.search(sentence) and (_VAT.search(sentence) or (asks and not _MEASURE.search(sentence))):
        return _Role.GENERAL
    return _Role.GIVEN


def find_property_type(text: Text) -> Found[str]:
    """The type of the place to be finished; the last stated holds. Spans: what is given, corrected or spoken of in general."""
    nouns = sorted(_nouns(text), key=lambda noun: noun[0])[:_MOST_MENTIONS]
    roles = [_role(text, start, end, noun) for start, end, noun in nouns]
    for at, ((_, end, noun), (start, _, other)) in enumerate(zip(nouns, nouns[1:], strict=False)):
        compared = noun.kind != other.kind and start - end <= REACH and _VERSUS.fullmatch(text.folded, end, start)
        if compared and roles[at : at + 2] == [_Role.GIVEN] * 2 and not _OWN.search(_sentence(text, *nouns[at][:2])):
            roles[at : at + 2] = [_Role.GENERAL, _Role.GENERAL]
    if any(
        role is _Role.GIVEN and not noun.place for (*_, noun), role in zip(nouns, roles, strict=True)
    ):  # "a study at home"
        roles = [_Role.UNRELATED if noun.place else role for (*_, noun), role in zip(nouns, roles, strict=True)]
    value = next(
        (noun.kind for (*_, noun), role in zip(reversed(nouns), reversed(roles), strict=True) if role is _Role.GIVEN),
        None,
    )
    return Found(
        value,
        tuple((start, end) for (start, end, _), role in zip(nouns, roles, strict=True) if role is not _Role.UNRELATED),
    )
