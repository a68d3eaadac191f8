"""What the team reads about a lead, in Slack and in a mail alike. Pure.

It carries the least that tells whether to call back at once: contact data stays in the console, since nobody can take back a
message that has gone out to a channel or a mailbox.
"""

from dataclasses import dataclass

from integrations.leads.card import LeadAlert, LeadCard

LINK = "Zobacz rozmowę i dane kontaktowe w konsoli"
TEST_TITLE = "Wiadomość próbna"
TEST_TEXT = "Połączenie z czatem NovaHouse działa. Właśnie tutaj trafią alerty o nowych leadach."
MOST_CHARACTERS = 120  # of what a visitor typed
_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class AlertWording:
    """`headline` is the whole alert in one line, `facts` are pairs of a label and a value, `known_as` may be empty."""

    title: str
    call: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    known_as: str


def alert_wording(alert: LeadAlert) -> AlertWording:
    card, title = alert.card, _title(alert)
    short = [one_line(word) for word in (card.name, card.city) if word]
    if card.square_meters is not None:
        short.append(_area(card.square_meters))
    return AlertWording(
        title=title,
        call=_call(alert),
        headline=f"{title}: {', '.join([*short, _score(card)])}",
        facts=_facts(card),
        known_as=f"To ta sama osoba co lead nr {alert.known_as}." if alert.known_as else "",
    )


def one_line(text: str) -> str:
    """A visitor's words without line breaks, control and direction marks, and not too long."""
    shown = "".join(" " if sign.isspace() else sign for sign in text if sign.isprintable() or sign.isspace())
    shown = " ".join(shown.split())
    return shown if len(shown) <= MOST_CHARACTERS else f"{shown[: MOST_CHARACTERS - 1]}…"


def _title(alert: LeadAlert) -> str:
    if alert.asks_for_contact:
        return "Gorący lead prosi o kontakt" if alert.high_priority else "Prośba o kontakt"
    return "Gorący lead" if alert.high_priority else "Nowy lead"


def _call(alert: LeadAlert) -> str:
    if alert.asks_for_contact:
        call = "Ktoś prosi o rozmowę. Odezwijcie się jak najszybciej, najlepiej w ciągu godziny."
    elif alert.high_priority:
        call = "Szykuje się konkretna rozmowa. Odezwijcie się w ciągu godziny."
    else:
        call = "Zapowiada się dobra rozmowa. Odezwijcie się jeszcze dziś."
    return f"Wysoki priorytet. {call}" if alert.high_priority else call


def _facts(card: LeadCard) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Klient", one_line(card.name or "")),
        ("Miasto", one_line(card.city or "")),
        ("Powierzchnia", "" if card.square_meters is None else _area(card.square_meters)),
        ("Pakiet", one_line(card.package or "")),
        ("Budżet", "" if card.budget_pln is None else _money(card.budget_pln)),
        ("Ocena", _score(card)),
    )
    return tuple((label, value) for label, value in facts if value)


def _score(card: LeadCard) -> str:
    return f"{card.score}/100"


def _area(square_meters: float) -> str:
    figure = f"{square_meters:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{figure}{_NO_BREAK}m²"


def _money(pln: int) -> str:
    """From five digits on in groups, as Polish writes them: 9500 zł, 120 000 zł."""
    figures = f"{pln:,}".replace(",", _NO_BREAK) if pln >= 10_000 else str(pln)
    return f"{figures}{_NO_BREAK}zł"
