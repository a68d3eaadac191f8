"""The visitor's budget for the whole job, in PLN.

No budget: a price per metre, the price of the flat or of one thing, a loan, a discount, somebody else's bill, our own quote
repeated. Of a range ("100-120 tys.") the upper end holds, of several amounts the last stated.
"""

import re
from dataclasses import replace

from chatbot.engine.slots.found import Found
from chatbot.engine.slots.number_words import REACH, SOMEONE_ELSE, Mention, Number, clause_before, find_numbers, settle
from chatbot.engine.text import Text

SMALLEST, LARGEST = 5_000, 20_000_000  # PLN
_IN_THOUSANDS = 1_000  # "budżet 150": a smaller number counts thousands
_SMALLEST_HINT = 80  # "na wykończenie mam 150" without the word budget: below this it may be metres
_ROUND = 500  # people set budgets in round sums; "89 940 zł" repeats a quote unless they call it their budget
_LONGEST_ANSWER = 9  # words; a longer message is not essentially a number

_CURRENCY = re.compile(r"\s{0,2}-?(?:zl(?:ot\w*|ocisz\w*)?|pln|злот\w*)(?!\w)\.?")
_CURRENCY_BEFORE = re.compile(r"(?<!\w)(?:pln|zl)\s?$")
_FOREIGN = re.compile(
    r"""
    \s{0,3}-?\s{0,3} (?: % | euro?\w*\b | [€$£] | usd | gbp | dolar | funt | грн | m(?![^\W_]) | m[2²3] | mkw | metr | kwadrat | sqm | sq\.?\s?m | кв
      | м(?!\w) | м[2²] | cm | mm | km | kilomet | min\b | godz | h\b | pok | pietr | lat\b | rok | dni\b | dzien | tyg | mies | msc | osob | szt
      | lazien | sypial | rat\b | raz\w*\b | pyt | klient | projekt | realizac | mieszkan\b | produkt | x\s?\d | go\b | ego\b
      | stycz | lut[ey] | marc | kwie | maja?\b | czerw | lip[ic] | sierp | wrzes | pazdz | listop | grud )
    """,
    re.VERBOSE,
)
_PER_METRE = re.compile(
    r"\s{0,3}(?:netto|brutto)?\s{0,3}(?:/|(?:za|od|z|per|na|a|x)\s)\s{0,3}(?:1\s?|jeden\s)?(?:m2|m²|metr|mkw|kw|m\b|sqm|sq|square|м)"
)
_METRE_BEFORE = re.compile(
    r"\b(?:cen[aey]|koszt|stawk[aei]|za|per)\s+(?:1\s?|jednego\s|jeden\s)?(?:m2|m²|metr\w*|mkw)\b"
)
_NUMBERED = re.compile(
    r"(?:\b(?:nr|numer\w*|godz\w*|pietr\w*|ul|tel\w*|krs|nip|regon|kod|umow\w*|zamowien\w*|o|po|x|roku?)\.?\s*|[#№/]\s*)$"
)
_PERCENT_OF = re.compile(r"%\s+(?:od|z)\s+$")
_RIVAL = re.compile(
    r"\b(?:deweloper|konkurenc\w*|ekipa|firma)\W+(?:\w+\W+){0,3}?(?:daje|chce|bierze|proponuje|oferuje|policz\w+|wycen\w+|robi|zrobi\w*|has)\b"
    r"(?!.*\b(?:mam|mamy|budzet\w*)\b)"
)
_DEVIATION = re.compile(r"(?:\d|tys\w*\.?|zl\w*|pln|\dk)\s*(?:\+\s?/?\s?-|±|plus\W+minus)\s*$")
_THING = (
    r"(?:klim\w*|lamp\w*|kuchni\w*|mebl\w*|agd|sof\w+|kanap\w+|drzwi\w*|okn\w*|podlog\w*|plyt\w+|szaf\w*|lazien\w+|ogrzewan\w*"
    r"|fotowolt\w*|samoch\w+|aut[oa]|dzialk\w*|garaz\w*|postojow\w*|parking\w*|projekt\w*|wann\w*|kabin\w*|oswietlen\w*|stol\w*"
    r"|telewiz\w*|lodow\w*|kominek|pomp\w*|parkiet\w*|gres\w*|glazur\w*|taras\w*|balkon\w*|schod\w*|blat\w*|mebel\w*|sprzet\w*|wyposazen\w*|zabudow\w*|rolet\w*|notariusz\w*|podat\w+|prowizj\w+|oplat\w+|robocizn\w+|material\w*|kitchen|furniture)"
)
_THING_BEFORE = re.compile(
    rf"(?<!z\s)(?<!ze\s)(?<!i\s)\b{_THING}\s+(?:(?!mam)\w+[yae]\s+)?(?:(?:za|po|od|to|kosztuj\w+|ok\.?|okolo)\s+|(?:\w+\s+){{1,3}}za\s+){{0,2}}$"
)
_FOR_A_THING = re.compile(rf"\bna\s+(?:sam[aey]?\s+)?{_THING}\b(?!.*\b(?:wykon|remont|mieszkan|dom|calosc|wszystko))")
_OF_ELSE = re.compile(
    rf"\s*(?:(?:na|za|for)\s+(?:sam[aey]?\s+|the\s+)?{_THING}\b|(?:to\s+)?kosztowal|zaplacil|rabat|znizk|upust|zaliczk|wkladu|taniej|drozej"
    r"|kredyt(?:u|em)?\b(?!\s+na\s+(?:wykon|remont))|miesiecznie|(?:juz\s+)?(?:kupion|sprzedan|wydan)|to\s+(?:\w+\s+){0,2}(?:duzo|drogo)|off\b|discount)"
)
_CUES = re.compile(
    r"""
    (?P<budget> bu[dz]\w*et\w* | limit\w* | budget\w* | бюджет\w* | dyspon\w+ | do\ dyspozycji | przeznacz\w+ | wyda[cjm]\w* | do\ wydania | zmiesc\w* | przekrocz\w*
        | zamkn\w+ | \bspend ) \b
    | (?P<mine> nie\ mam\w*\ wiecej | zaplac(?:ic|e|imy) | zaoszczedz(?:il|on)\w* | \bmam(?!\s+(?:ofert|wycen|rabat|kredyt)) | \bmamy | posiada\w+ | wykoncz\w+ | remont\w* | odlozy\w+
        | odlozon\w+ | uzbier\w+ | \bzosta[lj]\w* | \bstac | gotowk\w+ | max\w* | \bhave | \bgot | up\ to ) \b
    | (?P<other> nie\ mam\w* | nie\ stac | kosztowa\w+ | kosztuj\w+ | kupi\w+ | kredyt\w* | hipote\w+ | \bwart\w* | zaplac\w+ | zarabia\w*
        | zarob\w+ | pensj\w+ | rabat\w* | znizk\w* | upust\w* | taniej | drozej | zaliczk\w* | zadat\w+ | wklad\w* | \brat[aey]? | \baz
        | \bczemu | dlaczego | \bskad | \bwhy | wyce[nm]\w+ | \bwysz\w+ | wychodz\w+ | wyjdz\w+ | \bpoda[ln]\w+ | napisa\w+ | policz\w+
        | ofer[tc]\w+ | konkurenc\w+ | \binn\w+\ (?:firm|ekip)\w* | \bczyli | to\ bedzie | to\ daje | cen[ay](?!\s+(?:do|max|maks|nie)) | roznic\w* | faktur\w* | \bcosts? | bought | mortgage
        | za?kup\w* | kupn\w* | cenie | deweloper\b | \bkar[aey] | dotacj\w* | dofinans\w* | pozycz\w* | zaoszczedz\w+ | ubezpiecz\w* | polis\w*
        | kapital\w*\ zaklad\w* | discount | \bprice | \bloan | sprzeda\w+ | wyda[ln]\w* | dopla[ct]\w* | \bda(?:lem|lam|lismy|lysmy) ) \b
    """,
    re.VERBOSE,
)
_RIGHT_AFTER_CUE = re.compile(
    r"(?:\b(?:to|wynosi|mam|mamy|zosta[lj]\w*|jest|ok|okolo|jakies|do|max|is|of|about|have)\.?|[:=-])\s*$"
)
_ON_THE_JOB = re.compile(r"\s*(?:na|for)\s+(?:cal\w+\s+)?(?:wykon|remont|wszystko|calosc)")
_BUDGET_AFTER = re.compile(r"\s*(?:budz\w*t\w*|budget|do\s+wydania)\b")


def _mention(text: Text, number: Number, *, of_thousands: bool) -> Mention:
    folded, clause = text.folded, clause_before(text, number.start)
    currency, currency_before = (
        _CURRENCY.match(folded, number.end, number.end + REACH),
        _CURRENCY_BEFORE.search(folded, max(0, number.start - 5), number.start),
    )
    end = currency.end() if currency else number.end
    start = currency_before.start() if currency_before else number.start
    after = folded[end : end + REACH]
    money = number.scaled or bool(currency or currency_before)
    amount = number.value if money or number.value >= _IN_THOUSANDS else number.value * _IN_THOUSANDS
    cues = list(_CUES.finditer(clause))
    named = next((cue for cue in reversed(cues) if cue["budget"]), None)

    def ours() -> bool | None:
        if (
            not SMALLEST <= amount <= LARGEST
            or _FOREIGN.match(folded, number.end, number.end + REACH)
            or _PER_METRE.match(after)
        ):
            return False
        if (
            _METRE_BEFORE.search(clause)
            or _DEVIATION.search(clause)
            or _PERCENT_OF.search(clause)
            or _RIVAL.search(clause)
            or SOMEONE_ELSE.search(clause)
        ):
            return False
        if _THING_BEFORE.search(clause) or _FOR_A_THING.search(clause) or _OF_ELSE.match(after):
            return False
        if not money and _NUMBERED.search(clause):
            return False
        if number.value >= _IN_THOUSANDS or money:
            odd = amount % _ROUND
            mine = (
                named
                or _BUDGET_AFTER.match(after)
                or (cues and (cues[-1]["mine"] and not (odd and any(c["other"] for c in cues))))
            )
            if not mine and (cues or odd):
                return False if cues else None
            return True
        if _BUDGET_AFTER.match(after):
            return True
        if named:
            between = clause[named.end() :]
            return True if _RIGHT_AFTER_CUE.search(between) or not any(map(str.isdigit, between)) else None
        job = _ON_THE_JOB.match(after) or "na wykoncz" in clause or "na remont" in clause
        hinted = of_thousands or (job and number.value >= _SMALLEST_HINT)
        return True if hinted and cues and cues[-1]["mine"] and _RIGHT_AFTER_CUE.search(clause) else None

    return Mention(amount, start, end, ours(), unit=money)


def find_budget(text: Text, *, expected: bool = False) -> Found[int]:
    """The budget in PLN, 5 000..20 000 000. `expected`: we have just asked for it, so a message that is essentially a bare number
    gives it, in thousands if below 1000.
    """
    numbers = find_numbers(text)
    of_thousands = any(number.scaled for number in numbers)
    mentions = [_mention(text, number, of_thousands=of_thousands) for number in numbers]
    if expected and len(text.words) <= _LONGEST_ANSWER and not any(mention.ours for mention in mentions):
        mentions = [replace(mention, ours=mention.ours is None) for mention in mentions]
    value, spans = settle(text, mentions)
    return Found(None if value is None else round(value), spans)
