"""Where a message names a package."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from chatbot.engine.slots.package_context import REACH, means_package
from chatbot.engine.slots.package_vocabulary import EXPRESS, INDIVIDUAL, PLUS, package_of
from chatbot.engine.text import Text

_MOST_NAMES = 20  # looked at in one message
_TAIL = re.compile(r"['’`](?:u|a|ie|em|owi|y|ow)\b")
_AND_PLUS = re.compile(
    r"\s?\+(?=\s*(?:$|[\d.,;:?!)]|za\b|na\b|dla\b|w\b|czy\b|ile\b))|[\s-]{1,2}(?:pluss?(?:a|ie|em|owi)?|плюс)\b"
)
_TO_MEASURE = re.compile(
    r"\bpakie\w* (?:\w+ )?(?P<name>na miare)\b|\b(?P<first>na miare) pakie\w*"
    r"|\b(?:wersj|opcj)\w* (?:szyta )?(?P<version>na miare)\b"
)


@dataclass(frozen=True)
class Named:
    """A package named in a message, and where."""

    package: str
    start: int
    end: int


def named_packages(text: Text) -> list[Named]:
    """The packages that the message names, in order."""
    found = islice(chain(_by_name(text), _made_to_measure(text)), _MOST_NAMES)
    return sorted(found, key=lambda named: named.start)


def _by_name(text: Text) -> Iterator[Named]:
    taken = 0
    for word in text.words:
        found = package_of(word.folded) if word.start >= taken else None
        if found is None:
            continue
        package, use = found
        end = word.end
        if package == EXPRESS and (plus := _AND_PLUS.match(text.folded, end)):
            package, end = PLUS, plus.end()
        elif tail := _TAIL.match(text.folded, end):
            end = tail.end()
        if means_package(
            word.folded,
            package,
            use,
            text.folded[max(0, word.start - REACH) : word.start],
            text.folded[end : end + REACH],
        ):
            yield Named(package, word.start, end)
            taken = end


def _made_to_measure(text: Text) -> Iterator[Named]:
    if "na miare" in text.folded:
        for found in _TO_MEASURE.finditer(text.folded):
            start, end = found.span(found.lastgroup or 0)
            yield Named(INDIVIDUAL, start, end)
