"""What a text may hold in braces, and what is wrong with one: for whoever edits it, and once more before it goes out.

Facts stand there as in the knowledge base, {guarantee.months}; {talk.…} is what was said in the conversation, {package.…} a
fact of the package that was spoken of. A paragraph with one of those that is not known is left out.
"""

import re
from collections.abc import Iterator
from typing import Protocol

from chatbot.engine.facts import PACKAGES, PLACEHOLDER, Facts, MissingFact
from chatbot.services.shipped_knowledge import load_facts

TALK_PLACEHOLDERS = {
    "{talk.summary}": "Co wiadomo z rozmowy, po przecinku: „mieszkanie, 62 m², pakiet Comfort, Gdańsk”.",
    "{talk.quote}": "Orientacyjna wycena z zastrzeżeniem, że to szacunek, a nie oferta: całe zdania, na osobny akapit.",
    "{talk.package}": "Nazwa pakietu: „Comfort”.",
    "{talk.package_in}": "Nazwa pakietu po słowach „w pakiecie”: „Indywidualnym”.",
    "{talk.area}": "Powierzchnia: „62,5 m²”.",
    "{talk.city}": "Miasto w mianowniku: „Gdańsk”.",
    "{package.…}": "Fakt o pakiecie, o którym była mowa, na przykład {package.overall_weeks|range}.",
}
FACT_PLACEHOLDERS = {
    "{contact.phone}": "Numer telefonu do klientów.",
    "{contact.email}": "Adres e-mail do klientów.",
    "{contact.hours_weekdays}": "Godziny pracy od poniedziałku do piątku.",
    "{contact.hours_saturday}": "Godziny pracy w soboty.",
    "{guarantee.months}": "Długość gwarancji na prace w miesiącach.",
    "{pricing.material_discount_percent}": "Rabat na materiały w procentach.",
    "{company.delivered_before_deadline_percent}": "Odsetek realizacji oddanych przed terminem.",
}
LONGEST_SUBJECT, LONGEST_BUTTON = 120, 60
LONGEST_BODY = 3000  # characters once filled: in Cyrillic, twice and in the worst encoding, still a mail below 60 kB

_PERSONAL = ("talk.", "package.")
_ADDRESS = re.compile(r"https?:|www\.|[\w-]+\.(?:pl|com|eu|net|org|io|info|ly|ru|ua)\b", re.IGNORECASE)
# As long as what a visitor said may be.
_SAID = {name[6:-1]: "x" * (900 if "quote" in name else 120) for name in TALK_PLACEHOLDERS if name.startswith("{talk.")}


class Written(Protocol):
    @property
    def language(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def button(self) -> str: ...


def paragraphs_of(body: str) -> list[str]:
    """Blank lines part them; a browser sends its lines with CR LF."""
    lines = "\n".join(body.splitlines())
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", lines) if paragraph.strip()]


def fill(text: str, facts: Facts, language: str, package: str | None) -> str | None:
    """The text with every placeholder filled; None where it needs what was not said in the talk. Raises MissingFact."""
    try:
        return facts.fill(text, language, package)
    except MissingFact as missing:
        if missing.placeholder.startswith(tuple(f"{{{name}" for name in _PERSONAL)):
            return None
        raise


def validate(text: Written) -> list[str]:
    """What is wrong, as Polish sentences; an empty list where the text can go out."""
    return [*_lines(text), *_placeholders(text), *_in_subject(text.subject), *_in_body(text)]


def _lines(text: Written) -> Iterator[str]:
    if not text.subject.strip():
        yield "Temat jest pusty."
    if len(text.subject) > LONGEST_SUBJECT:
        yield f"Temat ma więcej niż {LONGEST_SUBJECT} znaków."
    if not text.button.strip():
        yield "Napis na przycisku jest pusty."
    if len(text.button) > LONGEST_BUTTON:
        yield f"Napis na przycisku ma więcej niż {LONGEST_BUTTON} znaków."
    if {"{", "}"} & set(text.button):
        yield "Na przycisku nie ma miejsca na dane w nawiasach klamrowych."
    if any(len(written.splitlines()) > 1 for written in (text.subject, text.button)):
        yield "Temat i napis na przycisku mieszczą się w jednym wierszu."


def _placeholders(text: Written) -> Iterator[str]:
    for name, written in (("temacie", text.subject), ("treści", text.body)):
        if {"{", "}"} & set(PLACEHOLDER.sub("", written)):
            yield f"W {name} jest nawias klamrowy bez pary albo z nieznaną zawartością."
        for placeholder in dict.fromkeys(match.group() for match in PLACEHOLDER.finditer(written)):
            if _longest(placeholder, text.language) is None:
                yield f"W {name} jest {placeholder}, a takich danych nie ma albo nie da się ich tak zapisać."


def _too_long(text: Written) -> bool:
    filled = (_longest(match.group(), text.language) or 0 for match in PLACEHOLDER.finditer(text.body))
    return len(PLACEHOLDER.sub("", text.body)) + sum(filled) > LONGEST_BODY


def _in_subject(subject: str) -> Iterator[str]:
    if any(match.group(1).startswith(_PERSONAL) for match in PLACEHOLDER.finditer(subject)):
        yield "W temacie nie może być danych z rozmowy: temat widać tam, gdzie nie widać treści."
    if _ADDRESS.search(subject):
        yield "W temacie nie może być adresów internetowych."


def _in_body(text: Written) -> Iterator[str]:
    if _too_long(text):
        yield f"Treść po wypełnieniu ma więcej niż {LONGEST_BODY} znaków."
    if _ADDRESS.search(text.body):
        yield "W treści nie wpisuje się adresów: do rezerwacji prowadzi przycisk, a adres e-mail podaje {contact.email}."
    if not any(_always_there(paragraph) for paragraph in paragraphs_of(text.body)):
        yield "Co najmniej jeden akapit musi obejść się bez danych z rozmowy, bo nie zawsze jakieś są."


def _always_there(paragraph: str) -> bool:
    return not any(match.group(1).startswith(_PERSONAL) for match in PLACEHOLDER.finditer(paragraph))


def _longest(placeholder: str, language: str) -> int | None:
    """How long it can become; None where it cannot be filled for any package (not each has every fact)."""
    facts = load_facts()
    told = Facts({**facts.data, "talk": _SAID})
    lengths = [len(filled) for package in PACKAGES if (filled := _filled(told, placeholder, language, package)) is not None]
    return max(lengths, default=None)


def _filled(facts: Facts, placeholder: str, language: str, package: str) -> str | None:
    try:
        return facts.fill(placeholder, language, package)
    except (MissingFact, TypeError, ValueError):  # the last two: a telephone number written as an amount
        return None
