"""What will become of a message, and why it has not gone out: a sentence for those who wait for it."""

from datetime import datetime

from django.utils import timezone

from integrations.models import Destination, OutboxMessage, Status
from integrations.outbox.destinations import rests_until

_FINAL: dict[str, str] = {
    Status.HELD: "Wstrzymana, bo ta osoba cofnęła zgody albo ograniczono przetwarzanie jej danych.",
    Status.CANCELLED: "Anulowana: nie wyjdzie, a jej treść usunięto.",
}


def outlook(message: OutboxMessage, now: datetime) -> str:
    match message.status:
        case Status.PENDING:
            return _waits(message, now)
        case Status.SENDING:
            return f"Właśnie jest wysyłana. Bez wyniku do {_time(message.next_attempt_at)} spróbujemy jeszcze raz."
        case Status.SENT:
            return f"Dotarła {_time(message.sent_at)}." if message.sent_at else "Dotarła."
        case Status.DEAD if message.payload:
            return "Nie dotarła i sama już nie wyjdzie. Gdy przyczyna zniknie, użyj przycisku „Wyślij ponownie”."
        case Status.DEAD:
            return "Nie dotarła, a jej treść już usunięto: ponowić jej nie można."
    return _FINAL[message.status]


def _waits(message: OutboxMessage, now: datetime) -> str:
    before = _before(message)
    if before is not None:
        return f"Czeka na wcześniejszą wiadomość w tej samej sprawie (nr {before})."
    until = rests_until(Destination(message.destination))
    if until and until > message.next_attempt_at:
        return f"{message.get_destination_display()} teraz nie odpowiada. Następna próba po {_time(until)}."
    if message.next_attempt_at > now:
        return f"Następna próba: {_time(message.next_attempt_at)}."
    return "Wyjdzie za chwilę."


def _before(message: OutboxMessage) -> int | None:
    """The number of the message that this one must not overtake."""
    if not message.stream:
        return None
    waiting = OutboxMessage.objects.waiting().filter(destination=message.destination, stream=message.stream)
    return waiting.filter(pk__lt=message.pk).order_by("pk").values_list("pk", flat=True).first()


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M:%S}"
