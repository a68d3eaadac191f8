"""Whether a visitor asks for a person, a call or a consultation, or refuses one.

The topics "human" and "booking" alone do not tell: "nie dzwońcie do mnie" is about calls, and "czy konsultacja jest płatna?"
about consultations. To be called is one thing, and to ask for the company's number another.
"""

import re
from collections.abc import Sequence

from chatbot.engine.booking_done import booking_done
from chatbot.engine.clauses import sentences
from chatbot.engine.topics import Ranking

_TOPICS = frozenset({"human", "booking"})
_CONFIDENT = 0.25
_PHONE = r"tel(?:ef|f|e)o?n\w*"
_PIECE = re.compile(r",(?!\s*(?:ze|zeby\w*|aby\w*)\b)|\s[-–—]\s|\b(?:ale|tylko|lecz|but|але)\b")
_REFUSAL = re.compile(
    rf"""\b(?:nie|do\s+not|don'?t|не)\s+
      (?:(?:chce|chcemy|chcialb[ya]\w*|zycze|zyczymy|trzeba|potrzeb\w*|musi\w*|sobie|zeby\w*|aby\w*|by|do|mnie|mi|nas|sie
          |juz|teraz|prosze|o|na|zaden|zadn\w*|want|need|me|to|a|any|хочу|треба|потрібно)\s+){{0,4}}
      (?:(?:za|od|o|prze|po)?dzw[ao]n(?!i[lo])\w* | wydzwan\w* | rozma\w* | porozm\w* | umaw\w* | umow\w* | {_PHONE}
        | kontakt\w* | konsultacj\w* | spotka\w* | call\w* | phone\w* | ring | consultation\w* | дзвон\w* | телефон\w*)
    | \bnie\s+(?:\w+,?\s+){{1,3}}(?:zeby|aby)\w*\s+(?:\w+\s+){{0,3}}\w*dzwonil\w*
    | \bbez\s+(?:{_PHONE}|dzwonienia|kontaktu|rozmow\w*)""",
    re.VERBOSE,
)
_REQUEST = re.compile(
    rf"""\b(?:po)?pros\w*\s+(?:\w+\s+){{0,3}}o\s+(?:\w+\s+){{0,2}}
      (?:{_PHONE}|kontakt|rozmow\w*|spotkani\w*|konsultacj\w*|oddzwonieni\w*)\b
    | \b(?:mozecie|mozesz|moglb\w*|moglib\w*|moze|niech)\s+(?:\w+\s+){{0,4}}(?:za|od|o|prze)dzwoni\w*
    | \b(?:за|пере)(?:телефонуй|дзвон[іи])\w*\s+(?:мені|нам)\b""",
    re.VERBOSE,
)
_OUR_DETAILS = re.compile(r"\b(?:numer\w*|nr|wasz\w*|panstwa|dane|adres\w*)\b")
# The visitor's own call, now or later: "do kogo mogę zadzwonić?", "zadzwonię jutro".
_OWN_CALL = re.compile(r"\b(?:moge|mozna|mam|chce)\s+(?:\w+\s+){0,3}(?:za|prze)?dzwonic\b|\b(?:za|prze|od)?dzwonie\b")
_CANCELS = re.compile(r"\b(?:odwol|anulow|rezygn|cancel|скасув)\w*")
_TERMS = re.compile(
    r"\b(?:platn|bezplatn|darm|gratis|koszt|ile\b|cen[aey]?\b|trwa|przygotow|free\b|much\b|long\b|безкоштовн|скільки)\w*"
)
_BOOKS = re.compile(r"\b(?:um[ao]w|zapis|rezerw|zabuk|zaklep|chc|chet|pros|popros|book|schedul|like\b|запис|хочу)\w*")


def contact_wish(masked: str, rankings: Sequence[Ranking]) -> bool | None:
    """True: the visitor asks for it; False: refuses it; None: neither. `masked` as in Slots, `rankings` of its clauses."""
    pieces = [piece for sentence in sentences(masked) for piece in _PIECE.split(sentence)]
    if any(_is_request(piece) for piece in pieces) or any(_asks(ranking) for ranking in rankings):
        return True
    return False if any(_REFUSAL.search(piece) for piece in pieces) else None


def _is_request(piece: str) -> bool:
    return bool(_REQUEST.search(piece)) and not _REFUSAL.search(piece) and not _OUR_DETAILS.search(piece)


def _asks(ranking: Ranking) -> bool:
    clause = ranking.clause
    if ranking.best not in _TOPICS or ranking.confidence < _CONFIDENT:
        return False
    if any(pattern.search(clause) for pattern in (_REFUSAL, _OWN_CALL, _CANCELS)) or booking_done(clause) is not None:
        return False
    return ranking.best == "human" or not _TERMS.search(clause) or bool(_BOOKS.search(clause))
