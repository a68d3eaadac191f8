"""Numbers as visitors write them, in digits or in Polish or English words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from chatbot.engine.nearby import NearbyTable
from chatbot.engine.text import Text

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
    20: "dwadziescia dwudziestu dwajscia dwudziestka dwudziestke dwudziestki twenty",
    30: "trzydziesci trzydziestu trzydziestka trzydziestke trzydziestki thirty",
    40: "czterdziesci czterdziestu czterdziestka czterdziestke czterdziestki forty",
    50: "piecdziesiat piecdziesieciu pindziesiat piecdziesiatka piecdziesiatke piecdziesiatki fifty",
    60: "szescdziesiat szescdziesieciu szejsiat szescdziesiatka szescdziesiatke szescdziesiatki sixty",
    70: "siedemdziesiat siedemdziesieciu siedemdziesiatka siedemdziesiatke siedemdziesiatki seventy",
    80: "osiemdziesiat osiemdziesieciu osiemdziesiatka osiemdziesiatke osiemdziesiatki eighty",
    90: "dziewiecdziesiat dziewiecdziesieciu dziewiecdziesiatka dziewiecdziesiatke dziewiecdziesiatki ninety",
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
    1_000: """tysiac tys tysiaca tysiacu tysiace tysiecy tysiacach tysiacami tysiak tysiaka tysiaki tysiakow
        tysi tysia k kpln kzl kola kol kafli kafle klockow patyk patyka patyki patykow tauzenow thousand тис тисяч
        тисячі тисячи тыс тысяч тысячи""",
    1_000_000: """milion mln miliona milionow miliony milionami million millions banka banki bani baniek banke
        melona melony млн мільйон мільйона миллион миллиона""",
}
_ALONE = {"hundred", "setka", "setke", "stowa", "stowe", "stowka", "stowke", "tysiac", "milion"}  # may begin a number
_LINKS = {  # words inside a number, and what may follow them: "dwa i pół", "half a million", "sto parę tysięcy"
    "i": ("fraction",),
    "and": ("fraction", "word"),
    **dict.fromkeys(("a", "pare", "paru", "kilka", "kilku"), ("multiplier",)),
}
_DOTTED = {"tys", "mln", "тис", "тыс", "млн"}  # abbreviations whose full stop belongs to the number
_TENS = "dwudziest trzydziest czterdziest piecdziesiat szescdziesiat siedemdziesiat osiemdziesiat dziewiecdziesiat"
_ORDINAL_ENDINGS = ("y", "ego", "emu", "ym", "a", "ej", "e")
_PREFIXES = (  # of "studwudziestopięciometrowy", by place
    {0: "", 100: "stu", 200: "dwustu", 300: "trzystu"},
    {0: "", 20: "dwudziesto", 30: "trzydziesto", 40: "czterdziesto", 50: "piecdziesiecio", 60: "szescdziesiecio"}
    | {70: "siedemdziesiecio", 80: "osiemdziesiecio", 90: "dziewiecdziesiecio"},
    {0: "", 1: "jedno", 2: "dwu", 3: "trzy", 4: "cztero", 5: "piecio", 6: "szescio", 7: "siedmio", 8: "osmio"}
    | {9: "dziewiecio"},
)
_COMPOUNDS = {
    "".join(prefix for _, prefix in parts): sum(value for value, _ in parts)
    for parts in product(*(place.items() for place in _PREFIXES))
}

_TOKEN = re.compile(
    r"""
      (?<![^\W_]) (?<![.,:/+]) (?![\d -]{0,16}000) \+? \d (?:[ -]?\d){8,14} (?![ -]?\d)     # a phone or account number
    | (?<![^\W_]) (?<!\d[.,:/])
      (?P<digits> \d{1,3} (?:[ .,']\d{3}){1,3} (?!\d) (?:[.,]\d\d(?!\d))? | \d{1,8} (?:[.,]\d{1,2})? )
      (?:-?(?:tu|ciu|stu)\b)?
      (?! \d | [.:/]\d )                                                                      # no date, time, 12/60
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
    for stem in _TENS.split():  # here only so that "dwudziesty" is not taken for a mistyped "dwudziestu"
        yield from ((stem + ending, _Piece(0, "ordinal", alone=False)) for ending in _ORDINAL_ENDINGS)


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
        if head and tail and head.kind == tail.kind == "word" and 20 <= head.value > tail.value < 100:
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

    def numbers(self, end: int) -> tuple[Number, ...]:
        value = self.total + self.group
        return (Number(value, self.start, end, self.limit < float("inf")),) if value >= 1 else ()


def find_numbers(text: Text) -> tuple[Number, ...]:
    """The first twenty numbers of a message; lone fractions, ordinals, dates, times and phone numbers are none."""
    numbers: list[Number] = []
    current: _Sum | None = None
    end = reach = 0  # where `current` ends, and where it ends with a link word after it
    after_link: tuple[str, ...] = ()
    for match in _TOKEN.finditer(text.folded):
        word, digits = match["word"], match["digits"]
        if word in _LINKS and current and not after_link and _GAP.fullmatch(text.folded, end, match.start()):
            reach, after_link = match.end(), _LINKS[word]
            continue
        piece = _piece(word or "")
        if digits:
            piece = _Piece(float(_THOUSANDS_MARK.sub("", digits).replace(",", ".")), "digits")
        goes_on = False
        if piece and current and _GAP.fullmatch(text.folded, reach if after_link else end, match.start()):
            goes_on = (not after_link or piece.kind in after_link) and current.take(piece)
        if not goes_on:
            numbers += current.numbers(end) if current else ()
            current = _Sum(piece, match.start()) if piece and piece.alone else None
        if len(numbers) >= _MOST_NUMBERS:
            return tuple(numbers)
        after_link = ()
        end = match.start() + len(word.partition("metrow")[0]) if word else match.end()
        end += word in _DOTTED and text.folded.startswith(".", end)
    return (*numbers, *(current.numbers(end) if current else ()))
