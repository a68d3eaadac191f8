"""Messages too short for a classifier, which live on what was said before: "a za premium?", "nie, 75", "ok"."""

from collections.abc import Sequence

# Words that only lean on others. What else stands in such a message is a slot.
_LEANING = frozenset(
    """
    a ale albo and about an bedzie czyli dla do dobra dobrze ewentualnie for gdyby hm how i ile in it jak jakby
    jednak jezeli jesli juz just lub moze na nie no o ok okej oraz pakiet pakiecie pakietu pakietem po przy
    przepraszam raczej razie s sorry sprobujmy tam tego ten the this to too tez u w we wiec what with wolalbym
    wolalabym wyszloby wyjdzie wychodzi wyniesie wynosi z za ze zamiast zamieniam zmieniam zmienmy а або в для
    за і й із якщо у та
    """.split()
)
_PRICE = frozenset(
    """
    cena cene ceny cost costs ile koszt koszty kosztuje kosztowalby kosztowaloby much price wyjdzie wyszloby
    wychodzi wyniesie wynosi скільки коштує ціна
    """.split()
)
_ASSENT = frozenset(
    """
    tak ok okej oki dobra dobrze chetnie jasne pewnie oczywiscie poprosze prosze moze byc zgoda super umow
    umowcie umowmy sie mnie chce chcialbym chcialabym bardzo no to yes sure please yeah okay так добре звичайно
    """.split()
)
_ACKNOWLEDGED = frozenset(
    "ok okej oki okay aha jasne rozumiem dobra dobrze super fajnie no spoko 👍 understood зрозуміло добре".split()
)


def leans_on_the_last(words: Sequence[str], slots: frozenset[str]) -> bool:
    """Nothing but slots (their masks) and words that say nothing alone."""
    return any(word in slots for word in words) and all(word in slots or word in _LEANING or word in _PRICE for word in words)


def asks_a_price(words: Sequence[str]) -> bool:
    return any(word in _PRICE for word in words)


def is_assent(words: Sequence[str]) -> bool:
    """A yes to what was just offered."""
    return bool(words) and all(word in _ASSENT for word in words)


def is_acknowledgement(words: Sequence[str]) -> bool:
    """A nod that asks nothing."""
    return bool(words) and all(word in _ACKNOWLEDGED for word in words)
