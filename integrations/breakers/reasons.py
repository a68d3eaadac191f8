"""Why a breaker changed: for the log, and for the staff who read its history in the console."""

from typing import NamedTuple


class Reason(NamedTuple):
    logged: str
    shown: str


PAUSE_OVER = Reason("the pause is over", "Minęła przerwa; jedna wiadomość sprawdza, czy usługa odpowiada.")
PROBE_ANSWERED = Reason("the probe was answered", "Usługa odpowiedziała na próbę.")
PROBE_FAILED = Reason("the probe failed", "Usługa nie odpowiedziała na próbę.")
BY_HAND = Reason("by hand", "Ręcznie, poleceniem.")
IN_CONSOLE = Reason("by hand, in the console", "Ręcznie, w konsoli.")


def failures_in_a_row(number: int) -> Reason:
    return Reason(f"{number} failures in a row", f"Błędy z rzędu: {number}.")
