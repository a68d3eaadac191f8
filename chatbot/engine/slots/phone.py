"""The visitor's telephone number in E.164, however it is spaced."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import phonenumbers

from chatbot.engine.slots.changed_mind import last_said
from chatbot.engine.slots.found import Found, Span
from chatbot.engine.text import Text

_OURS = {"+48502274453", "+48509929437", "+48607518544"}
_LONGEST_RUN = 40  # digits; nobody writes as many for a telephone
_MOST_RUNS = 8  # looked at in one message, as the library is slow
_LONGEST_NUMBER = 15  # digits, E.164
_REACH = 50  # characters before a number in which its label stands

_RUN = re.compile(r"(?:\+\s?)?\(?\d(?:[\s().\-–/]{0,3}\d){8,}")
_GROUP = re.compile(r"\d+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")

_MOBILE = re.compile(r"45|5[0137]|6[069]|7[2389]|88")
_LANDLINE = re.compile(r"1[2-8]|2[2-59]|3[2-4]|4[1-468]|5[24-689]|6[1-3578]|7[14-7]|8[1-79]|9[145]")
_USUAL_GROUPS = {"333", "9", "2322", "3222", "27", "36", "63", "234", "342", "2223", "2232"}

_PHONE_LABEL = re.compile(
    r"(?:tel\w*|kom|komork\w*|nr|numer\w*|mobile|phone|whatsapp|kontakt\w*|\w{0,3}dzwon\w*|call|номер\w*|тел\w*)"
    r"\W*(?:\w{1,5}\W+)?$"
)
_OTHER_LABEL = re.compile(
    r"""\b(?:nip|krs|regon|pesel|konto|konta|koncie|iban|faktur\w*|zamowieni\w*|zam|umow\w*|ofert\w*|zleceni\w*
        |reklamacj\w*|ref|id|kod\w{0,2}|ksieg\w*|dzialk\w*|seri\w*|order|invoice|ogloszeni\w*|paczk\w*|przesylk\w*)
        (?:[\s:.\#-]+(?:nr|numer|no|to|jest|moj\w*|klienta|bankow\w*|mam|o|vat)\b){0,3}[\s:.\#-]*$""",
    re.VERBOSE,
)
_GLUED = re.compile(r"(?:[^\W_]-?|[#/=_&?@])$")  # part of an address or of another code
_MONEY = re.compile(r"\s?(?:zl|pln|tys|mln|eur|usd|€|\$|k\b)")
_UNIT = re.compile(r"[^\W\d_]|\s?(?:m2|m²|mkw|m\b|metr|%|km\b|cm\b|pok|м2|кв|sqm|min|godz)")

Groups = Sequence[re.Match[str]]


def find_phone(text: Text) -> Found[str]:
    """The number of the visitor; a number of ours is a mention, no value. A correction wins, else the first of several."""
    given: list[tuple[str, Span]] = []
    spans: list[Span] = []
    for run in islice(_RUN.finditer(text.folded), _MOST_RUNS):
        for number, span in _numbers(text, run):
            spans.append(span)
            if number not in _OURS:
                given.append((number, span))
    return Found(last_said(text, given), tuple(spans))


def _numbers(text: Text, run: re.Match[str]) -> Iterator[tuple[str, Span]]:
    before = text.folded[max(0, run.start() - _REACH) : run.start()]
    labelled = _PHONE_LABEL.search(before) is not None
    groups: Groups = tuple(_GROUP.finditer(text.folded, run.start(), run.end()))
    if _GLUED.search(before) and not labelled:
        groups = groups[1:]  # "55m2 501 234 567", or the code "ab501234567"
    groups = _without_measures(groups, text.folded[run.end() : run.end() + 8])
    too_long = sum(len(group.group()) for group in groups) > _LONGEST_RUN
    if too_long or _OTHER_LABEL.search(before):
        return
    start = 0
    if groups and (run.group().startswith("+") or groups[0].group().startswith("00")):
        foreign = _international(groups)
        if foreign:
            number, start = foreign
            yield number, (run.start() if run.group().startswith("+") else groups[0].start(), groups[start - 1].end())
    ukrainian = _CYRILLIC.search(text.folded) is not None
    found = list(_national(groups, start, _MOBILE, labelled, ukrainian)) or list(
        _national(groups, start, _LANDLINE, labelled, ukrainian)
    )
    for number, first, last in found:
        yield number, (groups[first].start(), groups[last - 1].end())


def _without_measures(groups: Groups, after: str) -> Groups:
    """The groups without an amount of money or a measure at their end, to judge by what follows them."""
    if _MONEY.match(after):
        while groups and len(groups[-1].group()) == 3:
            groups = groups[:-1]
        return groups[:-1]
    return groups[:-1] if _UNIT.match(after) else groups


def _pieces(groups: Groups, first: int) -> Iterator[tuple[str, int]]:
    """The digits from group `first` on, a group more at a time, each with the index behind its last group."""
    digits = ""
    for last in range(first, len(groups)):
        digits += groups[last].group()
        if len(digits) > _LONGEST_NUMBER + 2:
            return
        yield digits, last + 1


def _international(groups: Groups) -> tuple[str, int] | None:
    pieces = [(digits.removeprefix("00"), last) for digits, last in _pieces(groups, 0) if len(digits) > 9]
    abroad = [(digits, last) for digits, last in pieces if not digits.startswith("48")]
    for among, check in ((pieces, phonenumbers.is_valid_number), (abroad, phonenumbers.is_possible_number)):
        for digits, last in reversed(among):
            number = _checked("+" + digits, None, check)
            if number:
                return number, last
    return None


def _national(
    groups: Groups, start: int, prefix: re.Pattern[str], labelled: bool, ukrainian: bool
) -> Iterator[tuple[str, int, int]]:
    """Numbers of that kind of prefix, each with its first group and the index behind its last."""
    first = start
    while first < len(groups):
        for digits, last in _pieces(groups, first):
            if len(digits) == 12 and digits.startswith("380"):
                number = _valid("+" + digits, "UA")
            elif ukrainian and len(digits) == 10 and digits[0] == "0":
                number = _valid(digits, "UA")
            elif prefix.match(bare := _without_prefix(digits)) and _is_likely(groups, first, last, bare, labelled):
                number = _valid(bare, "PL")
            else:
                continue
            if number:
                yield number, first, last
                first = last - 1
                break
        first += 1


def _without_prefix(digits: str) -> str:
    """The nine digits of a Polish number after 48 or a zero, else nothing."""
    if len(digits) == 11 and digits.startswith("48"):
        return digits[2:]
    if len(digits) == 10 and digits.startswith("0"):
        return digits[1:]
    return digits if len(digits) == 9 else ""


def _is_likely(groups: Groups, first: int, last: int, digits: str, labelled: bool) -> bool:
    """Whether digits without a label look like a number and not like an amount, a date or a count."""
    if labelled:
        return True
    parts = [group.group() for group in groups[first:last]]
    whole = first == 0 and last == len(groups)
    if digits.endswith("000000") or ("000" in parts and not whole):
        return False
    if first and not _MOBILE.match(digits):
        return False  # the end of something longer
    has_prefix = sum(map(len, parts)) > len(digits)
    usual = "".join(str(len(part)) for part in parts).removeprefix("2" if has_prefix else "") in _USUAL_GROUPS
    return usual or (whole and (has_prefix or _MOBILE.match(digits) is not None))


def _valid(number: str, region: str) -> str | None:
    return _checked(number, region, phonenumbers.is_valid_number)


def _checked(number: str, region: str | None, check: Callable[[phonenumbers.PhoneNumber], bool]) -> str | None:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if check(parsed) else None
