"""The package that the visitor picks or asks about."""

import re
from dataclasses import dataclass

from chatbot.engine.slots.changed_mind import is_correction, is_taken_back
from chatbot.engine.slots.found import Found
from chatbot.engine.slots.package_names import Named, named_packages
from chatbot.engine.text import Text

_REACH = 70  # characters before a name in which something is said of it
_PICK = re.compile(
    r"""\b(?:
        wezm\w+ | bior\w+ | bier\w+ | wybier\w+ | wybra[lł]\w+ | decyduj\w+ | zdecydowa\w+ | poprosz\w+ | prosze | chce | chcemy
        | chc[ei]al\w+ | wol\w+ | stawia\w+ | zostaj\w+ | zostan\w+ | idziemy | ide | preferuj\w+ | jednak | raczej | chyba
        | niech | zmieni\w+\ na | sklania\w+ | wiec | ostatecznie | finalnie | lepiej | to\ moze | ok | okej | dobra
        | interesuj\w+ | take | choose | prefer | go\ with | i\ want
    )(?:\s[^\W\d_]+){0,3}\W*$""",
    re.VERBOSE,
)
_REFUSED_BEFORE = re.compile(
    r"""\b(?:
        nie\ (?:chc\w+|wezm\w+|bior\w+|bierz\w+|interesuj\w+|potrzebuj\w+|rozwaz\w+|mam\ na\ mysli|lubi\w+|stac|ma\ sensu
            |planuj\w+)(?:\ \w+){0,2}
        | rezygn\w+\ z | odpuszcz\w+ | oprocz | procz | poza | ponizej | powyzej | ponad | np | przyklad
        | (?:tansz|drozsz|lepsz|gorsz|wyzsz|nizsz)\w*\ (?:od|niz|jak) | (?:taniej|drozej|lepiej|mniej|wiecej)\ (?:od|niz)
        | don'?t\ want | cheaper\ than
    )(?:\ (?:pakie\w*|w|z|na|ten|tego))?[\s.:,]*$""",
    re.VERBOSE,
)
_REFUSED_AFTER = re.compile(
    r"""\W*(?:
        (?:(?:jest|to|dla|mnie|nas|wychodzi|byloby|chyba|juz|troche|zdecydowanie|stanowczo|wydaje|sie)\ ){0,5}
            za\ (?:drog|duz|wysok|bogat)\w*
        | (?:mnie|nas)\ nie\ (?:interesuj|stac)\w* | odpada | nie\ (?:chce|chcemy|wchodzi|biore|wezme|interesuje)
        | to\ (?:nie\ dla|przesada)
    )\b""",
    re.VERBOSE,
)
_OTHERS = re.compile(
    r"""\b(?:sasiad\w*|kole[gz]\w*|znajom\w*|brat\w*|siostr\w*|przyjaci\w*|szwag\w*|tesci\w*|klienci|ktos|inni|rodzic\w*|mama|tata
            |friend\w*)\b
        [^.?!;\n]*
        \b(?:ma|maja|mial\w*|miel\w*|wzi\w*|wybra\w*|robi\w*|zamow\w*|kupi\w*|bral\w*|polec\w*|chwal\w*|zachwal\w*|has|took|chose)\b
        [^.?!;\n]*$""",
    re.VERBOSE,
)
_MYSELF = re.compile(r"\b(?:ja|my|chc\w+|wezm\w+|tez|ile|mnie|nas|u\ mnie|biore|too)\b")
_COMPARED = re.compile(
    r"\b(?:rozni\w*|roznic\w*|porown\w*|lepsz\w*|gorsz\w*|vs|versus|drozsz\w*|tansz\w*|wiecej|mniej|dluzej|krocej|szybciej|differ\w*|compar\w*|better)\b"
)
_JOINED = re.compile(r"[\s\W]*(?:\b(?:czy|albo|lub|i|oraz|vs|or|and|badz|а|чи)\b)?[\s\W]*(?:\b(?:moze|pakie\w+)\b)?\s*")
_MOVE = re.compile(r"\s*(?:na|->|=>|→)\s*(?:pakie\w*)?\s*")
_MOVE_ELSEWHERE = re.compile(r"\s*na\s+(?:tansz|drozsz|inn|nizsz|wyzsz|lepsz)")
_MOVED_FROM = re.compile(r"\bze?\s*(?:pakie\w*)?\s*$")


@dataclass(frozen=True)
class PackageFound(Found[str]):
    """`mentioned` are the packages named, in order of mention without repeats, whether or not one of them is the value."""

    mentioned: tuple[str, ...] = ()


def find_package(text: Text) -> PackageFound:
    """The key of the package picked or asked about; None where two are compared, or one is refused or somebody else's."""
    named = named_packages(text)
    spans = tuple((one.start, one.end) for one in named)
    return PackageFound(_picked(text, named), spans, tuple(dict.fromkeys(one.package for one in named)))


def _picked(text: Text, named: list[Named]) -> str | None:
    standing = [at for at in range(len(named)) if _holds(text, named, at)]
    packages = {named[at].package for at in standing}
    picks = [at for at in standing if _is_pick(text, named, at)]
    if not standing or (not picks and len({one.package for one in named}) > 1 and _COMPARED.search(text.folded)):
        return None
    if len(packages) == 1:
        return packages.pop()
    before, last = named[standing[-2]], named[standing[-1]]
    if is_correction(text.folded[before.end : last.start]):
        return last.package
    return named[picks[-1]].package if picks else None


def _holds(text: Text, named: list[Named], at: int) -> bool:
    one = named[at]
    before = text.folded[max(0, one.start - _REACH) : one.start]
    others = _OTHERS.search(before)
    if others and not _MYSELF.search(others.group()):
        return False
    moves = _leads_on(_MOVE, text, named, at) or _MOVE_ELSEWHERE.match(text.folded, one.end)
    moved = moves and _MOVED_FROM.search(before)
    refused = _REFUSED_BEFORE.search(before) or _REFUSED_AFTER.match(text.folded, one.end, one.end + _REACH)
    return not (moved or refused or is_taken_back(text, one.start))


def _is_pick(text: Text, named: list[Named], at: int) -> bool:
    """Whether a word of choice governs this name alone, and not a question between it and the next."""
    one, start = named[at], named[at - 1].end if at else 0
    if not _PICK.search(text.folded, max(start, one.start - _REACH), one.start):
        return False
    is_last = at + 1 == len(named) or named[at + 1].package == one.package
    return is_last or not _leads_on(_JOINED, text, named, at)


def _leads_on(link: re.Pattern[str], text: Text, named: list[Named], at: int) -> bool:
    """Whether nothing but `link` stands between a name and the next."""
    if at + 1 == len(named):
        return False
    between = text.folded[named[at].end : named[at + 1].start]
    return len(between) <= _REACH and link.fullmatch(between) is not None
