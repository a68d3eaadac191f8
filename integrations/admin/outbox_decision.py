"""What staff can decide on a message, and how the console says so."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from integrations.copies import REMOVAL
from integrations.models import OutboxMessage
from integrations.outbox.by_hand import outbox_give_up, outbox_send_again


@dataclass(frozen=True)
class Decision:
    """`act` takes a message's number and tells whether the message could still be changed.

    Where it never does for a kind of messages, `never` says so.
    """

    act: Callable[[int], bool]
    question: str
    sentences: tuple[str, ...]
    button: str
    success: str
    counted: str
    too_late: str
    logged: str
    never_for: frozenset[str] = frozenset()
    never: str = ""

    def bars(self, message: OutboxMessage) -> bool:
        return message.kind in self.never_for


SEND_AGAIN = Decision(
    act=lambda message_id: outbox_send_again(message_id, now=timezone.now()),
    question="Wysłać tę wiadomość ponownie?",
    sentences=(
        "Spróbujemy od razu. Wiadomość niedostarczona dostanie od nowa wszystkie próby.",
        "Jeśli poprzednia próba jednak się powiodła, alert w Slacku może się powtórzyć.",
    ),
    button="Wyślij ponownie",
    success="Wiadomość wyjdzie, gdy tylko będzie to możliwe.",
    counted="Wiadomości, które wyjdą ponownie",
    too_late="Ponowić można tylko wiadomość, która czeka albo nie dotarła i ma jeszcze treść.",
    logged="Ponowiono ręcznie.",
)
GIVE_UP = Decision(
    act=outbox_give_up,
    question="Zrezygnować z wysłania tej wiadomości?",
    sentences=("To, co nie wyszło, już nie wyjdzie, a treść zostanie usunięta. Tego nie można cofnąć.",),
    button="Zrezygnuj z wysłania",
    success="Wiadomość nie wyjdzie, a jej treść została usunięta.",
    counted="Wiadomości, które nie wyjdą",
    too_late="Zrezygnować można tylko z wiadomości, która czeka albo nie dotarła.",
    logged="Zrezygnowano ręcznie.",
    never_for=frozenset({REMOVAL}),
    never="Usunięcia kopii danych nie można porzucić: ponów je, gdy usługa zadziała.",
)
