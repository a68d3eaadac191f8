"""The visitor's own name, out of the ways in which people introduce themselves."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from chatbot.engine.slots import name_cues as cues
from chatbot.engine.slots.changed_mind import is_correction
from chatbot.engine.slots.first_names import FIRST_NAMES, NOMINATIVES
from chatbot.engine.slots.found import Found
from chatbot.engine.slots.name_phrase import Phrase, ends_here, phrase_at
from chatbot.engine.slots.place_names import is_place
from chatbot.engine.slots.surnames import is_surname
from chatbot.engine.text import Text

_REACH = 40  # characters before a name that tell whose it is
_LETTER = 8  # words before a name that a comma parts from it as a signature
_MOST_NAMES = _MOST_CUES = 30  # looked at in one message


def find_name(text: Text, *, expected: bool = False) -> Found[str]:
    """The name in the nominative, with the surname if given, at most 80 characters.

    `expected`: the assistant has just asked for it, so that a bare name counts.
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
    for cue in islice(cues.CERTAIN.finditer(text.folded), _MOST_CUES):
        phrase = phrase_at(text, bisect_left(starts, cue.end()), certain=True, inflected=True)
        if phrase and phrase.start == cue.end():
            yield _with_surname(text, starts, phrase)
    for cue in islice(cues.LIKELY.finditer(text.folded), _MOST_CUES):
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
        return cues.OPENS.search(text.folded, max(0, cue.start() - _REACH), cue.start()) is not None
    if cue["self"]:
        return not re.search(r"[.!?\n]", cue["gap"])
    contact = cues.CONTACT_AFTER.match(text.folded, phrase.end) is not None
    if cue["thanks"]:
        last = not text.folded[phrase.end :].strip(cues.END_MARKS)
        return bool(cue["gap"].strip(" ") or "\n" in cue["gap"]) and (last or contact)
    return not cue["farewell"] or contact or ends_here(text, phrase.end) or text.folded.startswith(" z ", phrase.end)


def _may_open(text: Text, start: int) -> bool:
    before = text.folded[max(0, start - _REACH) : start]
    return bool(cues.OPENS.search(before) or cues.CONTACT_BEFORE.search(before)) and not cues.SOMEBODY_ELSE.search(before)


def _stands_as_signature(text: Text, phrase: Phrase) -> bool:
    """ "Anna Kowalska", "Anna, Gdynia", "Anna, tel. 501...", "501... Anna", "Anna z tej strony", "Ile za 60 m2? Anna"."""
    if cues.IN_AN_ADDRESS.match(text.folded, phrase.end):
        return False
    if cues.INTRODUCED_AFTER.match(text.folded, phrase.end) or cues.CONTACT_AFTER.match(text.folded, phrase.end):
        return True
    following = cues.CARD_AFTER.match(text.folded, phrase.end)
    if following and not text.folded[: phrase.start].strip() and (not following["word"] or is_place(following["word"])):
        return True
    closing = _closes(text, phrase)
    after_contact = cues.CONTACT_BEFORE.search(text.folded, max(0, phrase.start - _REACH), phrase.start) is not None
    return (
        bool(phrase.full or after_contact or closing)
        and ends_here(text, phrase.end)
        and not text.folded.startswith("?", phrase.end)
    )


def _closes(text: Text, phrase: Phrase) -> bool:
    """Whether the name is the last word, signing what was said before."""
    before = text.folded[: phrase.start]
    said = [word for word in text.words if word.end <= phrase.start]
    stop = before.rstrip()[-1:]
    signed = stop == "," and len(said) >= _LETTER and said[-1].folded not in FIRST_NAMES
    new_line = stop and "\n" in before[len(before.rstrip()) :]
    return bool(signed or new_line or stop in {".", "!", "?", ")"}) and not text.folded[phrase.end :].strip(cues.END_MARKS)


def _with_surname(text: Text, starts: list[int], phrase: Phrase) -> Phrase:
    """The phrase with the surname that a form asks for apart ("Imię: Anna, nazwisko: Kowalska")."""
    apart = None if phrase.full else cues.SURNAME_AFTER.match(text.folded, phrase.end)
    surname = phrase_at(text, bisect_left(starts, apart.end()), certain=True) if apart else None
    return Phrase(f"{phrase.value} {surname.value}", phrase.start, phrase.end, True) if surname else phrase


def _bare(text: Text) -> Iterator[Phrase]:
    courtesy = cues.COURTESY.match(text.folded)
    index = bisect_left([word.start for word in text.words], courtesy.end() if courtesy else 0)
    pair = text.words[index:]
    certain = len(pair) == 2 and any(is_surname(word.folded) for word in pair)
    phrase = phrase_at(text, index, certain=certain, inflected=True)
    if phrase and ends_here(text, phrase.end) and not text.folded.startswith("?", phrase.end):
        yield phrase
