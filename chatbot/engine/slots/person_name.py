"""The visitor's own name, out of the ways in which people introduce themselves."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from chatbot.engine.slots.changed_mind import is_correction
from chatbot.engine.slots.first_names import NOMINATIVES
from chatbot.engine.slots.found import Found
from chatbot.engine.slots.name_phrase import Phrase, ends_here, phrase_at
from chatbot.engine.slots.place_names import is_place
from chatbot.engine.slots.surnames import is_surname
from chatbot.engine.text import Text

_GAP = r"[\s,.:;!–()\-]{0,4}"
_TITLE = r"(?:(?:pani|pan|mowi|ja|tu|to|z tej strony|dr|mgr|inz)\b\.?\s?){0,2}"
# After these a name must stand.
_CERTAIN = re.compile(
    rf"""(?<!nie\ )(?<!jak\ )\b(?: nazywam\ sie | mam\ na\ imie | na\ imie\ (?:mi|mam) | moje\ (?:imie(?:\ i\ nazwisko)?|nazwisko|dane)(?:\ to|\ jest)?
        | imie(?:\ i\ nazwisko)?\ ?[:=–-] | nazwisko\ ?[:=–-]  | my\ name(?:'s|’s|\ is) | name\ ?: | call\ me
        | (?:мене|меня)\ (?:звати|звуть|зовут) | звати\ мене | моє\ ім['’`]?я(?:\ -)? | мое\ имя | ім['’`]?я\ ?: )(?!\w){_GAP}{_TITLE}""",
    re.VERBOSE,
)
# After these a known name is the visitor's.
_LIKELY = re.compile(
    rf"""(?<!nie\ )(?<!\w)(?: (?P<self>jestem | i['’]m | i\ am | я)
        | (?P<opening> tu(?:taj)? | mowi | pisze | this\ is | it['’]s | here\ is | це | это )
        | z\ tej\ strony | (?:mow|mowcie|mowic)\ (?:mi|do\ mnie) | mi\ mowic | wolaja\ (?:na\ )?mnie | (?:za|w)pis\w+\ mnie\ jako | zwe\ sie | przy\ telefonie | to\ ja | milo\ mi(?:\ poznac)? | (?<!na\ )(?<!jakie\ )imie | podpisano\ ?: | dane(?:\ (?:do\ kontaktu|kontaktowe|osobowe))?\ ?:? | kontakt(?:\ do\ mnie)?\ ?:
        | (?P<farewell> pozdr\w* | pzdr | z\ powazaniem | z\ wyrazami\ szacunku | klaniam\ sie | regards | best | cheers
            | sincerely | з\ повагою | с\ уважением )(?:\ (?:serdecznie|cieplo|goraco|cieplutko|bardzo|i\ czekam|regards|wishes|z\ gory)){{0,2}}
        | (?P<thanks> dziekuje | dzieki | z\ gory\ dziekuje | thanks | thank\ you | дякую )(?:\ (?:bardzo|serdecznie|z\ gory))?
      )(?!\w)(?P<gap>{_GAP}){_TITLE}""",
    re.VERBOSE,
)
_OPENS = re.compile(
    r"(?:^|[.,!?;:\n)(–-]|\b(?:dzien dobry|dobry wieczor|dobry|czesc|witam|witaj|hej|hejka|halo|siema|serwus|hi|hello|hey|привіт|вітаю|добрий день))\W*$"
)
_INTRODUCED_AFTER = re.compile(r"\s*,?\s?(?:jestem|z tej strony|tutaj(?=\W*(?:$|[.,!?]))|sie nazywam|mam na imie|here\b|speaking|przy telefonie)\b")
_CONTACT_AFTER = re.compile(r"[\s,;:.|/()–-]{0,5}(?:\+?\(?\d[\d\s()./-]{7}|(?:tel|telefon|nr|numer|kom|mail|e-?mail)\b|[\w.+-]{1,64}\s?@)")
_CONTACT_BEFORE = re.compile(r"(?:\d[\d ()/-]{7,20}|@[\w.-]{3,60})[\s,;:.|/()–-]{0,5}$")
_CARD_AFTER = re.compile(r"\s?[,;–-]\s?(?:\d|([^\W\d_]+))")
_CLOSED_BEFORE = re.compile(r"[.!?)]\s+$|\S\s*\n\s*$")
_END_MARKS = " .!:;)\n😊🙂👋"
_SOMEBODY = re.compile(
    r"\b(?:maz|zona|kolega|kolezanka|znajom\w+|architekt\w*|projektant\w*|brat|siostra|syn|corka|partner\w*|firma|wykonawc\w+|szef\w*)[\s,:-]*$"
)
_SURNAME_AFTER = re.compile(r"\W{0,4}nazwisko\W{1,3}(?=[^\W\d_])")
_COURTESY = re.compile(
    r"(?:(?:tak|jasne|pewnie|oczywiscie|prosze|dzien dobry|czesc|hej|witam|to|ok|okej|dobrze|no|imie|mi|po prostu|milo mi|sure|yes|well|bardzo|juz|moze|jestem|так|добре)\b\W{0,3}){0,5}"
)
_REACH = 40
_MOST_NAMES = 30  # looked at in one message


def find_name(text: Text, *, expected: bool = False) -> Found[str]:
    """The name in the nominative, with the surname if given, at most 80 characters. `expected`: the assistant has just asked for it,
    so that a bare name counts.
    """
    phrases = list(_introductions(text)) or (list(_bare(text)) if expected else [])
    if not phrases:
        return Found()
    phrases.sort(key=lambda phrase: phrase.start)
    value, end = phrases[0].value, phrases[0].end
    for phrase in phrases[1:]:
        corrected = is_correction(text.folded[end : phrase.start]) and not value.startswith(phrase.value)
        if corrected or phrase.value.startswith(value + " "):
            value = phrase.value
        end = phrase.end
    return Found(value, tuple(dict.fromkeys((phrase.start, phrase.end) for phrase in phrases)))


def _introductions(text: Text) -> Iterator[Phrase]:
    starts = [word.start for word in text.words]
    for cue in _CERTAIN.finditer(text.folded):
        phrase = phrase_at(text, bisect_left(starts, cue.end()), certain=True, inflected=True)
        if phrase and phrase.start == cue.end():
            yield _with_surname(text, starts, phrase)
    for cue in _LIKELY.finditer(text.folded):
        phrase = phrase_at(text, bisect_left(starts, cue.end()), inflected=cue["self"] is not None)
        if phrase and phrase.start == cue.end() and _suits(text, cue, phrase):
            yield _with_surname(text, starts, phrase)
    names = (index for index, word in enumerate(text.words) if word.folded in NOMINATIVES)
    for index in islice(names, _MOST_NAMES):
        if _may_open(text, text.words[index].start):
            phrase = phrase_at(text, index)
            if phrase and _stands_as_signature(text, phrase):
                yield phrase


def _suits(text: Text, cue: re.Match[str], phrase: Phrase) -> bool:
    """Whether the words around fit what the cue usually introduces."""
    if cue["opening"]:
        return _OPENS.search(text.folded, max(0, cue.start() - _REACH), cue.start()) is not None
    if cue["self"]:
        return not re.search(r"[.!?\n]", cue["gap"])
    contact = _CONTACT_AFTER.match(text.folded, phrase.end) is not None
    if cue["thanks"]:
        last = not text.folded[phrase.end :].strip(_END_MARKS)
        return bool(cue["gap"].strip(" ") or "\n" in cue["gap"]) and (last or contact)
    return not cue["farewell"] or contact or ends_here(text, phrase.end) or text.folded.startswith(" z ", phrase.end)


def _may_open(text: Text, start: int) -> bool:
    before = text.folded[max(0, start - _REACH) : start]
    return bool(_OPENS.search(before) or _CONTACT_BEFORE.search(before)) and not _SOMEBODY.search(before)


def _stands_as_signature(text: Text, phrase: Phrase) -> bool:
    """ "Anna Kowalska", "Anna, Gdynia", "Anna, tel. 501...", "501... Anna", "Anna z tej strony", "Ile za 60 m2? Anna"."""
    if _INTRODUCED_AFTER.match(text.folded, phrase.end) or _CONTACT_AFTER.match(text.folded, phrase.end):
        return True
    following = _CARD_AFTER.match(text.folded, phrase.end)
    if following and not text.folded[: phrase.start].strip() and (not following[1] or is_place(following[1])):
        return True
    closing = _CLOSED_BEFORE.search(text.folded, 0, phrase.start) and not text.folded[phrase.end :].strip(_END_MARKS)
    after_contact = _CONTACT_BEFORE.search(text.folded, max(0, phrase.start - _REACH), phrase.start) is not None
    return bool(phrase.full or after_contact or closing) and ends_here(text, phrase.end) and not text.folded.startswith("?", phrase.end)


def _with_surname(text: Text, starts: list[int], phrase: Phrase) -> Phrase:
    """The phrase with the surname that a form asks for apart ("Imię: Anna, nazwisko: Kowalska")."""
    apart = None if phrase.full else _SURNAME_AFTER.match(text.folded, phrase.end)
    surname = phrase_at(text, bisect_left(starts, apart.end()), certain=True) if apart else None
    return Phrase(f"{phrase.value} {surname.value}", phrase.start, phrase.end, True) if surname else phrase


def _bare(text: Text) -> Iterator[Phrase]:
    courtesy = _COURTESY.match(text.folded)
    index = bisect_left([word.start for word in text.words], courtesy.end() if courtesy else 0)
    pair = text.words[index:]
    certain = len(pair) == 2 and any(is_surname(word.folded) for word in pair)
    phrase = phrase_at(text, index, certain=certain, inflected=True)
    if phrase and ends_here(text, phrase.end) and not text.folded.startswith("?", phrase.end):
        yield phrase
