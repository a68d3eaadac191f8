"""Why a follow-up does not go out, or not now. Pure."""

from enum import StrEnum


class Reason(StrEnum):
    """What keeps back a mail; stored with an event that was cancelled or failed."""

    NO_CONSENT = "no-consent"
    SUPPRESSED = "suppressed"
    RESTRICTED = "restricted"
    REPLIED = "replied"
    BOOKED = "booked"
    ENDED = "ended"
    ANONYMISED = "anonymised"
    LEAD_CLOSED = "lead-closed"
    REFUSED = "refused"
    LIMIT = "limit"
    STALE = "stale"
    BY_STAFF = "by-staff"
    GIVEN_UP = "given-up"
    # For now: it goes out later.
    QUIET_HOURS = "quiet-hours"
    BREAKER = "breaker"
    PAUSED = "paused"
    SWITCHED_OFF = "switched-off"
    RESTORED = "restored"


REASON_NAMES: dict[str, str] = {
    Reason.NO_CONSENT: "brak potwierdzonej zgody marketingowej",
    Reason.SUPPRESSED: "adres zrezygnował z wiadomości",
    Reason.RESTRICTED: "przetwarzanie danych jest ograniczone",
    Reason.REPLIED: "klient napisał w międzyczasie",
    Reason.BOOKED: "konsultacja jest umówiona",
    Reason.ENDED: "rozmowa jest zakończona",
    Reason.ANONYMISED: "rozmowa jest zanonimizowana",
    Reason.LEAD_CLOSED: "sprawa jest wygrana albo utracona",
    Reason.REFUSED: "serwer odbiorcy odrzucił wcześniejszą wiadomość",
    Reason.LIMIT: "trzy wiadomości w ciągu 30 dni to dla jednej osoby najwięcej",
    Reason.STALE: "pora tej wiadomości minęła",
    Reason.BY_STAFF: "anulowana przez zespół",
    Reason.GIVEN_UP: "serwer poczty nie przyjął jej w żadnej z prób",
    Reason.QUIET_HOURS: "poza godzinami wysyłki",
    Reason.BREAKER: "serwer poczty nie odpowiada",
    Reason.PAUSED: "wysyłka jest wstrzymana w konsoli",
    Reason.SWITCHED_OFF: "wysyłka jest wyłączona w ustawieniach",
    Reason.RESTORED: "baza została odtworzona z kopii; najpierw trzeba powtórzyć rezygnacje",
}
