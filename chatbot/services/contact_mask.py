"""Taking contact data out of what was said: the engine's own finders know how people write it."""

import re
from collections.abc import Callable, Iterable, Iterator

from chatbot.engine.slots.email_address import find_email
from chatbot.engine.slots.found import Found, Span
from chatbot.engine.slots.phone import find_phone
from chatbot.engine.text import Text
from chatbot.services.name_forms import name_forms
from chatbot.services.shipped_knowledge import load_facts
from chatbot.services.spoken_phone import find_spoken_phones

EMAIL, PHONE, NAME = "[e-mail]", "[telefon]", "[imię]"

_NATIONAL = 9  # digits of a Polish number; the last nine tell any other number, too
# What the finder declines since no mail server would take it, "józef@wp.pl", still tells who wrote it.
_TYPED_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\W\d_]{2,}")

Mention = tuple[Span, bool]  # where a contact stands, and whether it is the company's own


class ContactMask:
    """Masks the texts of one conversation, of which names and telephone numbers (E.164) are known.

    E-mail addresses and telephone numbers that were only mentioned go as well; the company's own stay.
    """

    def __init__(self, names: Iterable[str] = (), phones: Iterable[str] = ()) -> None:
        forms = sorted({form for name in names for form in name_forms(name)})
        numbers = sorted({digits[-_NATIONAL:] for phone in phones if (digits := _digits(phone))})
        self._names = re.compile(rf"(?<![^\W_])(?:{'|'.join(forms)})(?![^\W_])") if forms else None
        self._phones = re.compile(rf"(?<!\d)\+?\d{{0,3}}\W?(?:{'|'.join(map(_spaced, numbers))})(?!\d)") if numbers else None

    def mask(self, text: str) -> str:
        """The text with placeholders; one without contact data comes back as it was."""
        read = rest = Text.of(text)
        masked: list[tuple[Span, str]] = []
        for placeholder, find in ((EMAIL, _emails), (PHONE, self._numbers), (NAME, self._mentioned_names)):
            found = list(find(rest))
            masked += [(span, placeholder) for span, is_ours in found if not is_ours]
            rest = _blanked(rest, [span for span, _ in found])
        return _replaced(read.original, masked) if masked else text

    def _numbers(self, text: Text) -> Iterator[Mention]:
        spans = list(_all_spans(find_phone, text))
        yield from ((span, _digits(text.original[slice(*span)])[-_NATIONAL:] in _our_numbers()) for span in spans)
        yield from ((span, digits in _our_numbers()) for span, digits in find_spoken_phones(_blanked(text, spans)))
        if self._phones:
            yield from ((match.span(), False) for match in self._phones.finditer(_blanked(text, spans).folded))

    def _mentioned_names(self, text: Text) -> Iterator[Mention]:
        if self._names:
            yield from ((match.span(), False) for match in self._names.finditer(text.folded))


def _emails(text: Text) -> Iterator[Mention]:
    spans = list(_all_spans(find_email, text))
    for span in spans:
        alone = find_email(Text(text.original[slice(*span)], text.folded[slice(*span)]))
        yield span, bool(alone.spans) and alone.value is None  # the finder mentions our addresses without giving them
    yield from ((match.span(), False) for match in _TYPED_EMAIL.finditer(_blanked(text, spans).original))


def _all_spans(find: Callable[[Text], Found[str]], text: Text) -> Iterator[Span]:
    """A finder reads only so much of one message: it is asked again about what is left."""
    while spans := find(text).spans:
        yield from spans
        text = _blanked(text, spans)


def _our_numbers() -> set[str]:
    contact = load_facts().data["contact"]
    return {_digits(value)[-_NATIONAL:] for name, value in contact.items() if name.startswith("phone")}


def _blanked(text: Text, spans: Iterable[Span]) -> Text:
    """The text with those places blank; every other place stays where it is."""
    original, folded = list(text.original), list(text.folded)
    for start, end in spans:
        original[start:end] = folded[start:end] = " " * (end - start)
    return Text("".join(original), "".join(folded))


def _replaced(text: str, masked: list[tuple[Span, str]]) -> str:
    pieces, at = [], 0
    for (start, end), placeholder in sorted(masked):
        if start >= at:  # of two that overlap the first counts
            pieces += [text[at:start], placeholder]
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _spaced(digits: str) -> str:
    return r"\W{0,3}".join(digits)
