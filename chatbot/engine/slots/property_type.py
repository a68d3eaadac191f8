"""What is to be finished: "apartment", "house" or "commercial".

Only the visitor's own place counts. A question about the offer ("czy robicie domy?") speaks of a type and gives none:
its word is in the spans. Our office, a shop nearby, "w domu jestem po 17" and NovaHouse do not speak of one at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

from chatbot.engine.nearby import NearbyTable
from chatbot.engine.slots.found import Found
from chatbot.engine.slots.mentions import clause_before
from chatbot.engine.slots.number_surroundings import SOMEONE_ELSE
from chatbot.engine.slots.word_pattern import REACH, one_of
from chatbot.engine.text import Text

APARTMENT, HOUSE, COMMERCIAL = "apartment", "house", "commercial"
_MOST_MENTIONS = 20  # bounds the work on hostile text
_LONGEST_WORD = 24


@dataclass(frozen=True)
class _Noun:
    kind: str
    plural: bool = False
    place: bool = False  # mostly somewhere else (our office, a shop nearby): counts only where it is said to be theirs


@dataclass(frozen=True)
class _Mention:
    noun: _Noun
    start: int
    end: int


class _Role(Enum):
    GIVEN = auto()
    REJECTED = auto()  # "nie mieszkanie, tylko dom"
    GENERAL = auto()  # "czy robicie domy?"
    UNRELATED = auto()  # "wasze biuro"


_NOUNS = {
    _Noun(APARTMENT): """mieszkanie mieszkania mieszkaniu mieszkaniem mieszkanko mieszkanka mieszkanku
        kawalerka kawalerki kawalerke kawalerce apartament apartamentu apartamencie apartamentem penthouse
        penthousu loft loftu lofcie garsoniera garsonierke apartment flat квартира квартиру квартири квартирі
        квартиры квартире""",
    _Noun(APARTMENT, plural=True): """mieszkan mieszkaniach mieszkaniami mieszkaniom kawalerek apartamenty
        apartamentow lofty apartments flats""",
    _Noun(APARTMENT, place=True): "studio",
    _Noun(HOUSE): """dom domu domem domek domku domkiem blizniak blizniaka blizniaku blizniakiem szeregowka
        szeregowki szeregowke szeregowce szeregowiec szeregowca szeregowcu segment segmentu segmencie segmentem
        willa willi wille house townhouse villa будинок будинку дом""",
    _Noun(HOUSE, plural=True): """domy domow domach domami domki domkow blizniaki blizniakow szeregowek
        segmenty segmentow houses""",
    _Noun(HOUSE, place=True): "szereg szeregu",
    _Noun(COMMERCIAL): "lokal lokalu lokalem premises",
    _Noun(COMMERCIAL, plural=True): "lokale lokali lokalach lokalami",
    _Noun(COMMERCIAL, place=True): """biuro biura biurze biurem sklep sklepu sklepie gabinet gabinetu gabinecie
        restauracja restauracji restauracje kawiarnia kawiarni kawiarnie klinika kliniki klinike kancelaria
        kancelarii kancelarie przychodnia przychodni przychodnie hotel hotelu pensjonat pensjonatu showroom
        showroomu butik butiku silownia silowni silownie apteka apteki apteke przedszkole przedszkola zlobek
        office shop restaurant cafe clinic офіс офис""",
    _Noun(COMMERCIAL, plural=True, place=True): "biur biurach sklepy sklepow gabinety gabinetow hotele offices shops",
}
_TABLE = NearbyTable({word: noun for noun, words in _NOUNS.items() for word in words.split()}, shortest=7)
_BUSINESS = one_of("fryzj* kosmet* urod* beauty optycz* tatua* masaz* samochod*")
_PHRASES = re.compile(  # the flat types M3 to M6, and nouns of two words
    rf"(?<![\w²/])(?<!\d\s)(?<!za\s)(?P<apartment>m-?[3-6])(?![\w-])"
    rf"|\b(?:salon\w*\s{_BUSINESS}|commercial\s(?:space|unit|property))"
)
_ADJECTIVE = re.compile(rf"\s{one_of('uslug* handl* uzytk* gastro* komerc* biurow*')}")
_RESIDENTIAL = re.compile(r"\smieszkaln\w*")

_REJECTED = re.compile(
    rf"\braczej\s+\w+\s+niz\s+$|\b{one_of('nie zamiast not instead_of')}\s+"
    rf"(?:{one_of('mam mamy jest to o w do na dla chodzi moje a an my posiadam')}\s+){{0,2}}$"
)
_OTHERS = "wasz* panstwa twoj* your nova open smart inteligentn* obecn* poprzedni* wynajm* wynajet* sprzeda*"
_LIVING_IN = r"\bmieszka(?:m|my)\s+(?:\w+\s+){0,2}(?:w|na)\s+(?:\w+\s+)?$"
_NOT_THEIRS = re.compile(rf"\b{one_of(_OTHERS)}[\s-]+(?:\w+\s+)?$|{_LIVING_IN}")
_SOMETHING_ELSE = re.compile(
    r"\s+"
    + one_of(
        "mediow* kultur* develop* aukcyj* maklers* handlow* towarow* opieki wesel* studenck* pokazow* wzorcow* "
        "przykladow* internet* projektow* rate fee price"
    )
    + r"\b"
)
_AT_HOME = re.compile(r"\b(?:w|do|z|po|pod|ze)\s+$")
_A_CERTAIN_HOUSE = re.compile(
    r"\s*(?:o\s+pow\w*\.?\s+|ok\.?\s+)?(?:\d{2,4}\s*m|pod\s|w\s+zabud|"
    + one_of("jednorod* parter* pietr* blizn* szereg* wolnost* za_miast*")
    + ")"
)
_SMALL_WORDS = one_of("w do z od na przy obok kolo")
_OWNED_PLACE = re.compile(
    r"(?:\b"
    + one_of(
        "wykon* remont* urzadz* aranzac* mam mamy posiada* kupi* moj* nasz* nowe* firmow* otwieram otwieramy pod "
        "na prowadz* tylko have my our finish"
    )
    + rf"\s+(?:(?!{_SMALL_WORDS}\b)\w+\s+)?|\d\s?(?:m|m2|m²|sqm|metr\w*|mkw|sq\.?\s?m)\s+)$"
)
_PLACE_DETAILS = re.compile(
    r"\s*(?:\w+,?\s+)?(?:o\s+pow\w*\.?\s+|of\s+)?\d{2,4}\s*(?:m|sq)"
    r"|\s+do\s+(?:wykon|remont|urzadz|zrob|odswie|aranz)|\s+"
    + one_of("stomat* dentyst* kosmet* lekar* fizjo* weter* psych* masaz* odziez* spozyw*")
)
_NEAR_A_PLACE = re.compile(rf"\b{one_of('do w z od kolo obok blisko przy')}\s+(?:\w+\s+)?$")
_EITHER_NUMBER = {"mieszkania", "kawalerki", "szeregowki"}
_PLURAL_BEFORE = re.compile(rf"\b{one_of('jakie nowe male duze takie kosztuja wszystkie inne gotowe ladne')}\s+$")
_SEVERAL = one_of("mam mamy moje nasze kupi* dwa dwie trzy cztery kilka")
_SEVERAL_OWN = re.compile(rf"\b(?:{_SEVERAL}|[2-9])\s+(?:\w+\s)?$")
_OFFER = re.compile(
    r"\b"
    + one_of(
        "robicie wykanczacie macie oferujecie sprzedajecie budujecie obslugujecie przyjmujecie projektujecie "
        "remontujecie realizujecie zajmujecie podejmujecie pomagacie wykonczyliscie zrobiliscie robiliscie "
        "bierzecie odbieracie sprzatacie ubezpieczacie liczycie wchodzicie meblujecie urzadzacie aranzujecie "
        "zabezpieczacie wynajmujecie kupujecie potraficie prowadzicie posiadacie wspolpracujecie pokazcie "
        "pokazecie wykonujecie czy_tylko czy_tez czy_rowniez do_you are_you"
    )
    + r"\b|\b(?:firma|ekipa|panstwo|pan|pani)\s+(?:tez\s+)?(?:rob|wykan|buduj|zajmuj)\w+"
)
_PROCESS = re.compile(
    r"\b"
    + one_of(
        "jak_wyglada jak_to_wyglada ile_trwa jak_dlugo obejmuje na_czym_polega etapy co_to co_wchodzi co_zawiera "
        "roznic* krok_po_kroku how_long what_does what_is_included"
    )
    + r"\b"
)
_OWN = re.compile(
    r"\b(?:mam|mamy)\b(?!\s+(?:\w+\s+)?pytan)|\b"
    + one_of("moj* moim nasz* swoj* posiada* kupil* kupio* kupuj* odebra* odbier* my our i_have we_have")
    + r"\b"
)
_MEASURE = re.compile(r"\d\s?(?:m\b|m2|m²|mkw|metr|sq|м)")
_VAT = re.compile(r"\bvat")
_VERSUS = re.compile(
    rf"(?:,|/|\s+{one_of('czy lub albo i oraz a niz od or and vs vs. than')})\s+"
    rf"(?:{one_of('w do dla na za tez moze od for a an')}\s+){{0,3}}"
)
_SENTENCE_END = re.compile(r"[.!?;\n]")


@lru_cache(maxsize=4096)
def _noun(word: str) -> _Noun | None:
    return _TABLE.find(word) if len(word) <= _LONGEST_WORD else None


def _mentions(text: Text) -> Iterator[_Mention]:
    """The nouns, "lokal" with the adjective that tells what it is."""
    for match in _PHRASES.finditer(text.folded):
        yield _Mention(_Noun(APARTMENT if match["apartment"] else COMMERCIAL), match.start(), match.end())
    for word in text.words:
        noun = _noun(word.folded)
        if noun and noun.kind == COMMERCIAL and not noun.place:
            residential = _RESIDENTIAL.match(text.folded, word.end)
            adjective = residential or _ADJECTIVE.match(text.folded, word.end)
            noun = _Noun(APARTMENT, noun.plural) if residential else noun
            yield _Mention(noun, word.start, adjective.end() if adjective else word.end)
        elif noun:
            yield _Mention(noun, word.start, word.end)


def _sentence(text: Text, mention: _Mention) -> str:
    stop = _SENTENCE_END.search(text.folded, mention.end, mention.end + 2 * REACH)
    end = stop.start() if stop else mention.end + 2 * REACH
    return clause_before(text, mention.start) + text.folded[mention.start : end]


def _is_elsewhere(text: Text, mention: _Mention, before: str, after: str) -> bool:
    """Whether it is not the visitor's place, or no place at all."""
    noun = mention.noun
    if _NOT_THEIRS.search(before) or _SOMETHING_ELSE.match(after) or SOMEONE_ELSE.search(before):
        return True
    if noun.kind == HOUSE and _AT_HOME.search(before) and not _A_CERTAIN_HOUSE.match(after):
        return True
    if not noun.place or noun.plural or len(text.words) == 1 or _OWNED_PLACE.search(before):
        return False
    described = _PLACE_DETAILS.match(after) or (not before.strip() and _MEASURE.search(text.folded))
    return not described or _NEAR_A_PLACE.search(before) is not None


def _is_general(text: Text, mention: _Mention, before: str) -> bool:
    """Whether it is a type of place, not a certain one: "czy robicie domy?", "jak wygląda wykończenie mieszkania?"."""
    word = text.folded[mention.start : mention.end]
    plural = mention.noun.plural or (word in _EITHER_NUMBER and _PLURAL_BEFORE.search(before))
    if plural and not _SEVERAL_OWN.search(before):
        return True
    sentence = _sentence(text, mention)
    if _OWN.search(sentence):
        return False
    asks = _OFFER.search(sentence) or _PROCESS.search(sentence)
    return bool(_VAT.search(sentence) or (asks and not _MEASURE.search(sentence)))


def _role(text: Text, mention: _Mention) -> _Role:
    before, after = clause_before(text, mention.start), text.folded[mention.end : mention.end + REACH]
    if _REJECTED.search(before):
        return _Role.REJECTED
    if _is_elsewhere(text, mention, before, after):
        return _Role.UNRELATED
    return _Role.GENERAL if _is_general(text, mention, before) else _Role.GIVEN


def _are_compared(text: Text, one: _Mention, other: _Mention) -> bool:
    """ "dom czy mieszkanie?" gives neither."""
    gap = text.folded[one.end : other.start][:REACH]
    return one.noun.kind != other.noun.kind and bool(_VERSUS.fullmatch(gap)) and not _OWN.search(_sentence(text, one))


def find_property_type(text: Text) -> Found[str]:
    """The type of the place to be finished; the last stated holds. Spans: what is given, rejected or general."""
    mentions = sorted(_mentions(text), key=lambda mention: mention.start)[:_MOST_MENTIONS]
    roles = [_role(text, mention) for mention in mentions]
    for at, (one, other) in enumerate(pairwise(mentions)):
        if roles[at] is roles[at + 1] is _Role.GIVEN and _are_compared(text, one, other):
            roles[at] = roles[at + 1] = _Role.GENERAL
    given = [mention.noun for mention, role in zip(mentions, roles, strict=True) if role is _Role.GIVEN]
    homes = [noun for noun in given if not noun.place]  # a "gabinet" or "biuro" beside a flat is one of its rooms
    related = (mention for mention, role in zip(mentions, roles, strict=True) if role is not _Role.UNRELATED)
    spans = tuple((mention.start, mention.end) for mention in related)
    return Found((homes or given)[-1].kind if given else None, spans)
