"""Who sends what goes to a destination. A service's folder registers its sender here; the outbox knows no service."""

from collections.abc import Callable

from integrations.models import Destination, OutboxMessage
from integrations.outbox.errors import Unavailable

# Sends one message outside any transaction and returns the id that the other side knows it by. Raises DeliveryError, and has
# ended, one way or the other, well before the lease does (integrations.outbox.claim.LEASE).
Sender = Callable[[OutboxMessage], str]

_senders: dict[str, Sender] = {}


def register(destination: Destination, sender: Sender) -> None:
    _senders[destination] = sender


def send(message: OutboxMessage) -> str:
    sender = _senders.get(message.destination)
    if sender is None:
        raise Unavailable("nobody sends to this destination")
    return sender(message)
