"""The visitor's budget for the whole job, in PLN.

No budget: a price per metre, the price of the flat or of one thing, a loan, a discount, somebody else's bill, our own
quote repeated. Of a range ("100-120 tys.") the upper end holds, of several amounts the last stated.
"""

import re
from dataclasses import dataclass, replace

from chatbot.engine.slots.found import Found
from chatbot.engine.slots.mentions import Mention, clause_before, settle
from chatbot.engine.slots.number_surroundings import COUNTED, PER_METRE, SOMEONE_ELSE
from chatbot.engine.slots.number_words import Number, find_numbers
from chatbot.engine.slots.word_pattern import REACH, one_of
from chatbot.engine.text import Text

SMALLEST, LARGEST = 5_000, 20_000_000  # PLN
_IN_THOUSANDS = 1_000  # "budżet 150": a smaller number counts thousands
_SMALLEST_HINT = 80  # "na wykończenie mam 150" without the word budget: below this it may be metres
_ROUND = 500  # people set budgets in round sums; "89 940 zł" repeats a quote unless they call it their budget
_LONGEST_ANSWER = 9  # words; a longer message is not essentially a number

_CURRENCY = re.compile(r"\s{0,2}-?(?:zl(?:ot\w*|ocisz\w*)?|pln|злот\w*)(?!\w)\.?")
_CURRENCY_BEFORE = re.compile(r"(?<!\w)(?:pln|zl)\s?$")
_METRES = re.compile(r"\s{0,3}-?\s{0,3}(?:m(?!\w)|m[2²3]|mkw|metr|kwadrat|sqm|sq\.?\s?m|кв|м(?!\w)|м[2²])")
_COUNTED_ELSE = re.compile(COUNTED)
_PER_METRE = re.compile(PER_METRE)

_THING = one_of(
    "klim* lamp* kuchni* mebl* mebel* agd sofa sofy sofe kanap* drzwi* okna okno podlog* plyt* szaf* lazien* "
    "ogrzewan* fotowolt* samoch* auto auta dzialk* garaz* postojow* parking* projekt* wann* kabin* oswietlen* "
    "stol* telewiz* lodow* kominek pomp* parkiet* gres* glazur* taras* balkon* schod* blat* sprzet* wyposazen* "
    "zabudow* rolet* notariusz* podatek podatk* prowizj* oplat* robocizn* material* kitchen furniture"
)
_ALL = one_of("wykon* remont* mieszkan* dom domu calosc wszystko")
_PRICE_OF_A_THING = (  # "kuchnia za 30 tys.", but not "mieszkanie z kuchnią za 150 tys."
    rf"(?<!z\s)(?<!ze\s)(?<!i\s)\b{_THING}\s+(?:(?!mam)\w+[yae]\s+)?"
    rf"(?:{one_of('za po od to kosztuj* ok ok. okolo')}\s+|(?:\w+\s+){{1,3}}za\s+){{0,2}}$"
)
_FOR_A_THING = rf"\bna\s+(?:sam[aey]?\s+)?{_THING}\b(?!.*\b{_ALL}\b)"
_RIVALS = one_of("deweloper konkurenc* ekipa firma")
_RIVALS_DO = one_of("daje chce bierze proponuje oferuje policz* wycen* robi zrobi* has")
_NOT_THE_BUDGET_BEFORE = re.compile(
    "|".join(
        (
            _PRICE_OF_A_THING,
            _FOR_A_THING,
            rf"\b{one_of('cena cene ceny koszt stawka stawki za per')}\s+(?:1\s?|jeden\s)?(?:m[2²]|metr\w*|mkw)\b",
            r"(?:\d|tys\w*\.?|zl\w*|pln|\dk)\s*(?:\+\s?/?\s?-|±|plus\W+minus)\s*$",  # "150 tys. +- 10 tys."
            r"%\s+(?:od|z)\s+$",
            r"\b(?:o|dorzuc\w*|doloz\w*)\s+$",  # "o 20 tys. więcej"
            rf"\b{_RIVALS}\W+(?:\w+\W+){{0,3}}?{_RIVALS_DO}\b(?!.*\b{one_of('mam mamy budzet*')}\b)",
            SOMEONE_ELSE.pattern,
        )
    )
)
_PAID_OR_OFF = one_of(
    "kosztowal* zaplacil* kupion* sprzedan* wydan* miesiecznie rabat* znizk* upust* zaliczk* wkladu taniej drozej "
    "tansz* drozsz* discount"
)
_NOT_THE_BUDGET_AFTER = re.compile(
    rf"\s*(?:(?:na|za|for)\s+(?:sam[aey]?\s+|the\s+)?{_THING}|kredyt(?:u|em)?(?!\s+na\s+(?:wykon|remont))"
    rf"|to\s+(?:\w+\s+){{0,2}}(?:duzo|drogo)|(?:to\s+|juz\s+)?{_PAID_OR_OFF})\b"
)
_NUMBERED_THINGS = one_of("nr numer* godz* pietr* ul tel* krs nip regon kod umow* zamowien* o po x rok roku")
_NUMBERED = re.compile(rf"(?:\b{_NUMBERED_THINGS}\.?\s*|[#№/]\s*)$")
_BUDGET = one_of(
    "budz*t* bud*et* buz*et* budrz* limit* бюджет* dyspon* do_dyspozycji przeznacz* wydac wydaj* wydam do_wydania "
    "zmiesc* przekrocz* zamkn* spend"
)
_MINE = r"mam(?!\s+(?:ofert|wycen|rabat|kredyt))|" + one_of(
    "nie_mam*_wiecej mamy posiada* wykoncz* remont* zaplacic zaplace zaplacimy zaoszczedzil* zaoszczedzon* "
    "odlozy* odlozon* uzbier* zostal* zostaj* stac gotowk* max* have got up_to"
)
_OTHER = r"cen(?:a|y|ie)(?!\s+(?:do|max|maks|nie))|" + one_of(
    "nie_mam* nie_stac kosztowa* kosztuj* kupi* zakup* kupn* sprzeda* kredyt* hipote* pozycz* wart* zaplac* "
    "wydal* wydan* dopla* dalem dalam dalismy dalysmy zarabia* zarob* pensj* rabat* znizk* upust* taniej drozej "
    "zaoszczedz* zaliczk* zadat* wklad* rata raty rate kara kary dotacj* dofinans* ubezpiecz* polis* faktur* "
    "kapital*_zaklad* deweloper ofert* oferc* wycen* wycem* konkurenc* inn*_firm* inn*_ekip* roznic* az czemu "
    "dlaczego skad czyli wysz* wychodz* wyjdz* podal* podan* napisa* policz* to_bedzie to_daje why cost costs "
    "bought mortgage loan discount price"
)
_CUES = re.compile(rf"\b(?:(?P<budget>{_BUDGET})|(?P<mine>{_MINE})|(?P<other>{_OTHER}))(?!\w)")
_RIGHT_AFTER_CUE = re.compile(
    rf"(?:\b{one_of('to wynosi mam mamy zostal* zostaj* jest ok okolo jakies do max is of about have')}\.?|[:=-])\s*$"
)
_BUDGET_AFTER = re.compile(r"\s*(?:budz\w*t\w*|budget|do\s+wydania)\b")
_ON_THE_JOB = re.compile(rf"\s*(?:na|for)\s+(?:cal\w+\s+)?{one_of('wykon* remont* wszystko calosc')}\b")
_FOR_THE_JOB = re.compile(r"\bna\s+(?:wykoncz|remont)")


@dataclass(frozen=True)
class _Amount:
    """A number with what stands around it: `before` in its clause, `after` behind the currency."""

    number: Number
    value: float  # PLN
    money: bool  # said in thousands, millions or złoty
    start: int
    end: int
    before: str
    after: str


def _amount(text: Text, number: Number) -> _Amount:
    folded = text.folded
    currency = _CURRENCY.match(folded, number.end, number.end + REACH)
    before = _CURRENCY_BEFORE.search(folded, max(0, number.start - 5), number.start)
    end = currency.end() if currency else number.end
    money = number.scaled or currency is not None or before is not None
    value = number.value if money or number.value >= _IN_THOUSANDS else number.value * _IN_THOUSANDS
    start = before.start() if before else number.start
    return _Amount(number, value, money, start, end, clause_before(text, number.start), folded[end : end + REACH])


def _is_something_else(text: Text, amount: _Amount) -> bool:
    end = amount.number.end
    return bool(
        not SMALLEST <= amount.value <= LARGEST
        or _METRES.match(text.folded, end, end + REACH)
        or _COUNTED_ELSE.match(text.folded, end, end + REACH)
        or _PER_METRE.match(amount.after)
        or _NOT_THE_BUDGET_BEFORE.search(amount.before)
        or _NOT_THE_BUDGET_AFTER.match(amount.after)
        or (not amount.money and _NUMBERED.search(amount.before))
    )


def _is_the_budget(amount: _Amount, talk_of_thousands: bool) -> bool | None:
    """Whether an amount that may be a budget is one; None for a bare number that nothing speaks for or against."""
    if _BUDGET_AFTER.match(amount.after):
        return True
    cues = list(_CUES.finditer(amount.before))
    named = next((cue for cue in reversed(cues) if cue["budget"]), None)
    mine = bool(cues and cues[-1]["mine"])
    if amount.money or amount.number.value >= _IN_THOUSANDS:
        odd = amount.value % _ROUND > 0
        if named or (mine and not (odd and any(cue["other"] for cue in cues))):
            return True
        return False if cues else None if odd else True
    if named:
        between = amount.before[named.end() :]
        return True if _RIGHT_AFTER_CUE.search(between) or not any(map(str.isdigit, between)) else None
    for_the_job = _ON_THE_JOB.match(amount.after) or _FOR_THE_JOB.search(amount.before)
    thousands = talk_of_thousands or (for_the_job and amount.number.value >= _SMALLEST_HINT)
    return True if thousands and mine and _RIGHT_AFTER_CUE.search(amount.before) else None


def find_budget(text: Text, *, expected: bool = False) -> Found[int]:
    """The budget in PLN, 5 000..20 000 000. `expected`: we have just asked for it, so that a message which is
    essentially a bare number gives it, in thousands if below 1000.
    """
    amounts = [_amount(text, number) for number in find_numbers(text)]
    thousands = any(amount.number.scaled for amount in amounts)
    mentions = [
        Mention(
            amount.value,
            amount.start,
            amount.end,
            False if _is_something_else(text, amount) else _is_the_budget(amount, thousands),
            unit=amount.money,
        )
        for amount in amounts
    ]
    if expected and len(text.words) <= _LONGEST_ANSWER and not any(mention.ours for mention in mentions):
        mentions = [replace(mention, ours=mention.ours is None) for mention in mentions]
    value, spans = settle(text, mentions)
    return Found(None if value is None else round(value), spans)
