"""Numbers as visitors write them, in digits or in Polish or English words, and which of several mentions holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from chatbot.engine.nearby import NearbyTable
from chatbot.engine.slots.found import Span
from chatbot.engine.text import Text

REACH = 50  # characters after a number, or between two, that are read for what it counts: this bounds the work, too
_MOST_NUMBERS = 20  # a message with more is no prose; this bounds the work on hostile text
_LONGEST_WORD = 32

_WORDS = {
    1: "jeden jedna jedno jednego jednej jednym one",
    2: "dwa dwie dwoch dwu dwom dwoma two",
    3: "trzy trzech trzem trzema three",
    4: "cztery czterech czterem czterema four",
    5: "piec pieciu five",
    6: "szesc szesciu six",
    7: "siedem siedmiu seven",
    8: "osiem osmiu eight",
    9: "dziewiec dziewieciu nine",
    10: "dziesiec dziesieciu ten",
    11: "jedenascie jedenastu eleven",
    12: "dwanascie dwunastu twelve",
    13: "trzynascie trzynastu thirteen",
    14: "czternascie czternastu fourteen",
    15: "pietnascie pietnastu fifteen",
    16: "szesnascie szesnastu sixteen",
    17: "siedemnascie siedemnastu seventeen",
    18: "osiemnascie osiemnastu eighteen",
    19: "dziewietnascie dziewietnastu nineteen",
    20: "dwadziescia dwudziestu dwajscia dwudziestka dwudziestke twenty",
    30: "trzydziesci trzydziestu trzydziestka trzydziestke thirty",
    40: "czterdziesci czterdziestu czterdziestka czterdziestke forty",
    50: "piecdziesiat piecdziesieciu pindziesiat piecdziesiatka piecdziesiatke fifty",
    60: "szescdziesiat szescdziesieciu szejsiat szescdziesiatka szescdziesiatke sixty",
    70: "siedemdziesiat siedemdziesieciu siedemdziesiatka siedemdziesiatke seventy",
    80: "osiemdziesiat osiemdziesieciu osiemdziesiatka osiemdziesiatke eighty",
    90: "dziewiecdziesiat dziewiecdziesieciu dziewiecdziesiatka dziewiecdziesiatke ninety",
    100: "sto stu",
    200: "dwiescie dwustu dwiescia",
    300: "trzysta trzystu",
    400: "czterysta czterystu",
    500: "piecset pieciuset",
    600: "szescset szesciuset szejset",
    700: "siedemset siedmiuset",
    800: "osiemset osmiuset",
    900: "dziewiecset dziewieciuset",
}
_FRACTIONS = {0.25: "cwierc cwiartka cwiartke", 0.5: "pol half", 1.5: "poltora poltorej"}
_MULTIPLIERS = {
    100: "hundred setka setke setki setek stowa stowe stowy stowka stowke stowki stowek",
    1_000: "tysiac tys tysiaca tysiacu tysiace tysiecy tysiacach tysiacami tysiak tysiaka tysiaki tysiakow tysi tysia "
    "k kpln kzl kola kol kafli kafle klockow patyk patyka patyki patykow tauzenow thousand тис тисяч тисячі тисячи тыс тысяч тысячи",
    1_000_000: "milion mln miliona milionow miliony milionami million millions banka banki bani baniek banke melona melony "
    "млн мільйон мільйона миллион миллиона",
}
_ALONE = frozenset(
    "hundred setka setke stowa stowe stowka stowke tysiac milion".split()
)  # multipliers that are numbers
_LINKS = {  # words inside a number, and what may follow them: "dwa i pół", "half a million", "sto parę tysięcy"
    "i": ("fraction",),
    "and": ("fraction", "word"),
    **dict.fromkeys(("a", "pare", "paru", "kilka", "kilku"), ("multiplier",)),
}
_DOTTED = frozenset("tys mln тис тыс млн".split())  # abbreviations whose full stop belongs to the number
_ORDINAL_STEMS = (
    "dwudziest trzydziest czterdziest piecdziesiat szescdziesiat siedemdziesiat osiemdziesiat dziewiecdziesiat"
)
_COMPOUNDS = {  # "sześćdziesięcio" of "sześćdziesięciometrowe"
    "".join(prefix for _, prefix in parts): sum(value for value, _ in parts)
    for parts in product(
        ((0, ""), (100, "stu"), (200, "dwustu"), (300, "trzystu")),
        ((0, ""), (20, "dwudziesto"), (30, "trzydziesto"), (40, "czterdziesto"), (50, "piecdziesiecio"))
        + ((60, "szescdziesiecio"), (70, "siedemdziesiecio"), (80, "osiemdziesiecio"), (90, "dziewiecdziesiecio")),
        ((0, ""), (1, "jedno"), (2, "dwu"), (3, "trzy"), (4, "cztero"), (5, "piecio"), (6, "szescio"), (7, "siedmio"))
        + ((8, "osmio"), (9, "dziewiecio")),
    )
}

_TOKEN = re.compile(
    r"""
      (?<![^\W_]) (?<![.,:/+]) (?![\d -]{0,16}000) \+? \d (?:[ -]?\d){8,14} (?![ -]?\d)      # a phone or account number
    | (?<![^\W_]) (?<!\d[.,:/])
      (?P<digits> \d{1,3} (?:[ .,']\d{3}){1,3} (?!\d) (?:[.,]\d\d(?!\d))? | \d{1,8} (?:[.,]\d{1,2})? ) (?:-?(?:tu|ciu|stu)\b)?
      (?! \d | [.:/]\d )                                                                       # no date, time, 12/60
    | (?P<word> [^\W\d_]+ )
    """,
    re.VERBOSE,
)
_THOUSANDS_MARK = re.compile(r"[ .,'](?=\d{3}(?!\d))")
_GAP = re.compile(r"[ -]{0,2}")


@dataclass(frozen=True)
class Number:
    """A number and where it stands. `scaled`: said in thousands or millions ("150 tys.", "0,2 mln")."""

    value: float
    start: int
    end: int
    scaled: bool = False


@dataclass(frozen=True)
class _Piece:
    value: float
    kind: str  # "digits", "word", "fraction", "multiplier" or "ordinal"
    alone: bool = True  # whether a number can begin with it


def _pieces() -> Iterator[tuple[str, _Piece]]:
    for kind, table in (("word", _WORDS), ("fraction", _FRACTIONS), ("multiplier", _MULTIPLIERS)):
        for value, words in table.items():
            for word in words.split():
                yield word, _Piece(value, kind, alone=kind != "multiplier" or word in _ALONE)
    for stem in _ORDINAL_STEMS.split():  # here only so that "dwudziesty" is not taken for a mistyped "dwudziestu"
        yield from ((stem + ending, _Piece(0, "ordinal", alone=False)) for ending in "y ego emu ym a ej e".split())


_EXACT = dict(_pieces())
_TABLE = NearbyTable(_EXACT, shortest=7)


@lru_cache(maxsize=4096)
def _piece(word: str) -> _Piece | None:
    if len(word) > _LONGEST_WORD:
        return None
    compound, metres, _ = word.partition("metrow")
    if metres:
        return _Piece(value, "word") if (value := _COMPOUNDS.get(compound)) else None
    return _TABLE.find(word) or _glued(word)


def _glued(word: str) -> _Piece | None:
    """ "stoczterdzieści", "sześćdziesiątpięć": two words written as one."""
    for at in range(3, len(word) - 2):
        head, tail = _EXACT.get(word[:at]), _EXACT.get(word[at:])
        if (
            head
            and tail
            and head.kind == tail.kind == "word"
            and head.value >= 20
            and tail.value < min(head.value, 100)
        ):
            return _Piece(head.value + tail.value, "word")
    return None


class _Sum:
    """A number while its pieces come in: sto, pięćdziesiąt, tysięcy. The next multiplier multiplies `group`."""

    def __init__(self, piece: _Piece, start: int) -> None:
        whole = piece.kind == "multiplier" and piece.value >= 1_000
        self.start = start
        self.total, self.group = (piece.value, 0.0) if whole else (0.0, piece.value)
        self.limit = piece.value if whole else float("inf")  # the last multiplier: the rest stays below it
        self.digits = piece.kind == "digits"

    def take(self, piece: _Piece) -> bool:
        """Adds the piece if the number can go on with it; otherwise the number ends before it."""
        if piece.kind == "multiplier":
            return self._multiply(piece.value)
        if piece.kind == "digits":
            fits = self.group == 0 and self.limit == 1_000_000 > piece.value  # "1 mln 200 tys."
        elif piece.kind == "word":
            room = 10 if piece.value < 10 else 100 if piece.value < 100 else 1_000
            fits = piece.value < self.limit and not self.digits and self.group % room == 0 and self.group % 100 != 10
        else:
            fits = piece.kind == "fraction" and self.group % 1 == 0
        if fits:
            self.group += piece.value
            self.digits = self.digits or piece.kind == "digits"
        return fits

    def _multiply(self, by: float) -> bool:
        if by == 100:
            fits = 0 < self.group < 10
            self.group *= 100 if fits else 1
            return fits
        if self.group == 0 or by >= self.limit:
            return False
        self.total, self.group, self.limit = self.total + self.group * by, 0.0, by
        return True

    @property
    def value(self) -> float:
        return self.total + self.group

    @property
    def scaled(self) -> bool:
        return self.limit < float("inf")


def find_numbers(text: Text) -> tuple[Number, ...]:
    """The numbers of a message, in order; a lone fraction, an ordinal, a date, a time and a phone number are none."""
    numbers: list[Number] = []
    current: _Sum | None = None
    end = reach = 0  # where `current` ends, and where it ends with a link word after it
    after_link: tuple[str, ...] = ()
    for match in _TOKEN.finditer(text.folded):
        if len(numbers) == _MOST_NUMBERS:
            break
        word, digits = match["word"], match["digits"]
        if word in _LINKS and current and not after_link and _GAP.fullmatch(text.folded, end, match.start()):
            reach, after_link = match.end(), _LINKS[word]
            continue
        piece = (
            _Piece(float(_THOUSANDS_MARK.sub("", digits).replace(",", ".")), "digits") if digits else _piece(word or "")
        )
        if piece and current and _GAP.fullmatch(text.folded, reach if after_link else end, match.start()):
            goes_on = (not after_link or piece.kind in after_link) and current.take(piece)
        else:
            goes_on = False
        if not goes_on:
            if current and current.value >= 1:
                numbers.append(Number(current.value, current.start, end, current.scaled))
            current = _Sum(piece, match.start()) if piece and piece.alone else None
        after_link = ()
        end = match.start() + len(word.partition("metrow")[0]) if word else match.end()
        if word in _DOTTED and text.folded.startswith(".", end):
            end += 1
    if current and current.value >= 1:
        numbers.append(Number(current.value, current.start, end, current.scaled))
    return tuple(numbers[:_MOST_NUMBERS])


@dataclass(frozen=True)
class Mention:
    """A number as one slot sees it. `ours`: True, it speaks of the slot; False, of something else; None, it is bare.
    `end` lies behind the unit, if the number has a `unit` of its own.
    """

    value: float
    start: int
    end: int
    ours: bool | None
    unit: bool


# Up to the number the talk is of somebody else's flat or money: "sąsiad ma ...", "znajomi zapłacili ...".
SOMEONE_ELSE = re.compile(
    r"\b(?:sasiad|znajom|kole[gz]|kump[el]|siostr|brat|kuzyn|szwag|przyjaci|klien[tc]|friend|neighbo)\w*\W+(?:\w+\W+){0,3}?"
    r"(?:ma|maja|mial\w*|z?rob\w+|wy?da[ln]\w*|zaplac\w+|wykancz\w+|wykoncz\w+|kupi\w+|wzi\w+|mowi\w+|has|had|paid|spent)\b"
    r"(?!.*\b(?:mam|mamy|moj\w*|nasz\w*|mnie|my|i have)\b)"
)
_CLAUSE_WINDOW = 100  # characters; a cue further away than this says nothing about the number
_ABBREVIATED = "".join(rf"(?<!\b{word})" for word in ("ul", "al", "os", "ok", "np", "pow", "min", "max", "tys"))
_CLAUSE_END = re.compile(rf"[!?;\n]|,(?!\d|\s?(?:ze|ktor|gdzie))|{_ABBREVIATED}\.(?=\s+[^\W\d]|\.)")
_RANGE_GAP = re.compile(r"\s*(?:[-–—]|do|lub|albo|czy|or|to|moze|a|i)\s*(?:(?:ok|okolo|moze|nawet|max|do)\.?\s+)?")
_JOINT = r"""(?: do|na|lub|albo|czy|a|i|ale|lecz|tylko|jednak|wlasciwie|raczej|znaczy|to\ znaczy|tzn|moze|nawet|sorry|sory
    | przepraszam|pardon|pomylka|pomyl\w+|sie|zle|poprawka|poprawiam|dokladnie|konkretnie|nie|juz|jest|ma|mam|mamy|bedzie|to|ok
    | okolo|jakies|w|sumie|zamiast|or|but|not|actually|i|mean|instead|of|no|oj|ups|mialo|powinno|byc
    | podn\w+|zwieksz\w+|zmniejsz\w+|obniz\w+|zmieni\w+ )"""
_CORRECTION_GAP = re.compile(rf"[\s,.;:()!…–—-]*(?:{_JOINT}(?:[\s,.;:()!…–—-]+|$)){{1,6}}", re.VERBOSE)
_CORRECTS = re.compile(
    r"\b(?:nie|tylko|lecz|jednak|wlasciwie|raczej|moze|nawet|znaczy|tzn|sor+y|przepraszam|pardon|pomyl\w+|poprawk?a\w*|dokladnie"
    r"|konkretnie|w sumie|zamiast|not|actually|mean|podn\w+|zwieksz\w+|zmniejsz\w+|obniz\w+|zmieni\w+)\b"
)
_DROPPED = re.compile(
    r"\b(?:nie|zamiast|not|instead of)\s+(?:(?:ma|mam|mamy|jest|to|jakies|ok\.?|juz|tych|budzetu|metrazu|kwoty)\s+){0,2}$"
)
_FROM = re.compile(r"\b(?:z|ze|od|from)\s+(?:(?:ok\.?|okolo)\s+)?$")


def clause_before(text: Text, at: int) -> str:
    """The folded text from the beginning of the clause (at most 100 characters) up to `at`, blanks before it made one."""
    window = text.folded[max(0, at - _CLAUSE_WINDOW) : at]
    *_, begin = (0, *(match.end() for match in _CLAUSE_END.finditer(window)))
    clause = window[begin:]
    return clause.rstrip() + " " if clause[-2:].isspace() else clause  # one blank, so that no pattern walks over many


def settle(text: Text, mentions: Sequence[Mention]) -> tuple[float | None, tuple[Span, ...]]:
    """What holds after all corrections, and the places that speak of the slot.

    The last stated wins: "z 55 na 60", "nie 55 tylko 60 m2", "55 m2, a właściwie 60" give 60; so does "60 m2, a nie 55". A
    range counts as its last, upper end. A bare number takes the unit of the one that it corrects or forms a range with.
    """
    ours = [mention.ours for mention in mentions]
    dropped = [bool(_DROPPED.search(text.folded, max(0, m.start - 40), m.start)) for m in mentions]
    gaps = [text.folded[a.end : b.start][: REACH + 1] for a, b in zip(mentions, mentions[1:], strict=False)]
    gaps = [gap if len(gap) <= REACH else "" for gap in gaps]
    for at in range(len(gaps) - 1, -1, -1):
        if (
            ours[at] is None
            and ours[at + 1]
            and (_RANGE_GAP.fullmatch(gaps[at]) or _CORRECTION_GAP.fullmatch(gaps[at]))
        ):
            ours[at] = True
    for at, gap in enumerate(gaps):
        if not ours[at] or ours[at + 1] is not None:
            continue
        if _RANGE_GAP.fullmatch(gap) and not mentions[at].unit:
            ours[at + 1] = True
        elif _CORRECTION_GAP.fullmatch(gap):
            moved = _FROM.search(text.folded, max(0, mentions[at].start - 40), mentions[at].start)
            ours[at + 1] = True if moved or dropped[at] or _CORRECTS.search(gap) else None
    value: float | None = None
    spans: list[Span] = []
    for at, mention in enumerate(mentions):
        if not ours[at]:
            continue
        if not dropped[at]:
            value = mention.value
        if spans and at and ours[at - 1] and _RANGE_GAP.fullmatch(gaps[at - 1]):
            spans[-1] = (spans[-1][0], mention.end)
        else:
            spans.append((mention.start, mention.end))
    return value, tuple(spans)
