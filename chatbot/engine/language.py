"""Which language a message is in: Polish, English or Ukrainian. Short messages often do not tell."""

import re

from chatbot.engine.text import Text

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_POLISH_LETTER = re.compile(r"[ąćęłńóśźż]", re.IGNORECASE)

# Words that one of the two languages has and the other has not; "do", "to", "no", "on" are in both and in neither list.
_ENGLISH = frozenset(
    """
    the is are am was were be been you your we our they it its this that these those i'm my me he she how what
    when where which who why does did can could would will should shall have has had much many long any some and
    or but for from with without about into of at if there please thanks thank hello hi hey good morning
    apartment flat house price cost quote package packages guarantee warranty finish finishing included need
    want like know tell book call office phone work works payment pay cheapest expensive best visit address
    email speak english consultation offer time weeks months materials floor kitchen bathroom delete data
    unsubscribe stop bye goodbye human person robot bot real looking bought buy new
    """.split()
)
_POLISH = frozenset(
    """
    czy jak ile jaki jaka jakie jaką kiedy gdzie kto co ktory ktora jest sa macie mam mamy moge mozna mozecie
    chce chcialbym chcialabym sie nie tak na za od po pod przy dla oraz albo lub ze zeby w z u o mi mnie moj
    moja moje nasz wasz wasze panstwo pan pani prosze dziekuje dzieki czesc dzien dobry witam mieszkanie
    mieszkania dom domu cena ceny cene koszt kosztuje pakiet pakiety pakiecie gwarancja rabat umowa umowic
    metrow metry zl tys budzet robicie dzialacie trwa bedzie byc juz tylko jeszcze ale bo
    """.split()
)


def detect_language(text: Text) -> str | None:
    """ "pl", "en", "uk", or None where the message does not tell (a number, a name, an emoji)."""
    cyrillic, latin = len(_CYRILLIC.findall(text.folded)), len(_LATIN.findall(text.folded))
    if cyrillic > latin:
        return "uk"
    words = [word.folded for word in text.words]
    english = sum(word in _ENGLISH for word in words)
    polish = sum(word in _POLISH for word in words) + 2 * bool(_POLISH_LETTER.search(text.original))
    if english == polish:
        return None
    return "en" if english > polish else "pl"
