"""The visitor's e-mail address, typed or spelled out ("jan małpa wp kropka pl")."""

import re

from chatbot.engine.slots.changed_mind import last_said
from chatbot.engine.slots.found import Found, Span
from chatbot.engine.text import Text

LONGEST = 254  # characters, RFC 5321
_LONGEST_LOCAL = 64
_LONGEST_LABEL = 63
_MOST_SIGNS = 20  # at signs looked at in one message
_OUR_DOMAIN = "novahouse.pl"

_DOT = r"\.|\s\.\s|\s?[(\[](?:dot|kropka|\.)[)\]]\s?|\s(?:kropka|dot)\s"
_UNDERSCORE = r"\s(?:podkre[sś]lnik|podkre[sś]lenie|pod[lł]oga|underscore)\s"
_HYPHEN = r"\s(?:my[sś]lnik|kreska|minus|dash)\s"
_SPELLED = ((re.compile(_DOT, re.I), "."), (re.compile(_UNDERSCORE, re.I), "_"), (re.compile(_HYPHEN, re.I), "-"))

_AT = re.compile(r"\s?[(\[{]\s?(?:at|malpa|@)\s?[)\]}]\s?|\s{0,2}@\s{0,2}|\smalpk?a\s|\sat\s")
_LOCAL = re.compile(rf"(?<![\w.+%~@-])[\w+%~-]+(?:(?:{_DOT}|{_UNDERSCORE}|{_HYPHEN})[\w+%~-]+)*$")
_DOMAIN = re.compile(rf"[^\W_]+(?:(?:-+|{_DOT}|{_HYPHEN})[^\W_]+)+(?![\w@-])")
_MAIL_HOST = re.compile(
    r"(?:wp|o2|onet|op|interia|poczta|gazeta|tlen|vp|gmail|googlemail|outlook|hotmail|yahoo|icloud|live|me|ukr|proton|protonmail)\."
)
_COMMON_ENDINGS = {"pl", "com", "eu", "net", "org"}


def find_email(text: Text) -> Found[str]:
    """The address in lower case, at most 254 characters; one of our own is a mention, no value. A correction wins."""
    if "@" not in text.folded and not any(word in text.folded for word in ("malp", "(at)", "[at]", "{at}", " at ")):
        return Found()
    given: list[tuple[str, Span]] = []
    spans: list[Span] = []
    for sign, _ in zip(_AT.finditer(text.folded), range(_MOST_SIGNS), strict=False):
        address = _around(text, sign)
        if address is None:
            continue
        spans.append(address[1])
        domain = address[0].rpartition("@")[2]
        if domain != _OUR_DOMAIN and not domain.endswith("." + _OUR_DOMAIN):
            given.append(address)
    return Found(last_said(text, given), tuple(spans))


def _around(text: Text, sign: re.Match[str]) -> tuple[str, Span] | None:
    start, end = sign.span()
    left = _LOCAL.search(text.folded, max(0, start - 2 * _LONGEST_LOCAL), start)
    right = _DOMAIN.match(text.folded, end, end + 2 * LONGEST)
    if left is None or right is None:
        return None
    if sign.group().strip() == "at" and right.group() == _typed(right.group()):
        return None  # "look at otodom.pl"
    local = _typed(text.original[left.start() : start]).lstrip("-+%~")
    labels, length = _without_next_sentence(_typed(text.original[end : right.end()]).split("."))
    domain = ".".join(labels)
    if sign.group().startswith(" ") and sign.group().endswith("@") and not _MAIL_HOST.match(domain.lower()):
        return None  # a profile elsewhere: "na insta @wnetrza.pl"
    address = f"{local}@{domain}".lower()
    valid = local.isascii() and 0 < len(local) <= _LONGEST_LOCAL and len(address) <= LONGEST and _is_domain(labels)
    return (address, (left.start(), right.end() - length)) if valid else None


def _typed(spelled: str) -> str:
    for words, mark in _SPELLED:
        spelled = words.sub(mark, spelled)
    return spelled


def _without_next_sentence(labels: list[str]) -> tuple[list[str], int]:
    """The labels without a sentence glued to them ("wp.pl.Proszę o wycenę"), and how many characters that was."""
    if len(labels) > 2 and labels[-2].lower() in _COMMON_ENDINGS:
        last = labels[-1]
        if len(last) > 4 or not last.isascii() or (last[0].isupper() and labels[-2].islower()):
            return labels[:-1], len(last) + 1
    return labels, 0


def _is_domain(labels: list[str]) -> bool:
    ending = labels[-1]
    return (
        len(labels) > 1 and len(ending) > 1 and ending.isalpha() and all(0 < len(label) <= _LONGEST_LABEL for label in labels)
    )
