"""Who sends what goes to a destination. A service's folder registers its sender here; the outbox knows no service."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from integrations.models import Destination, OutboxMessage
from integrations.outbox.errors import Unavailable

# Sends one message outside any transaction and returns the id that the other side knows it by. Raises DeliveryError, and has
# ended, one way or the other, well before the lease does (integrations.outbox.claim.LEASE).
Sender = Callable[[OutboxMessage], str]
# Before which moment it would be in vain to send anything; None, or a moment that is over, where it would not.
RestsUntil = Callable[[], datetime | None]
# Is the next message the one that finds out whether the destination works again?
IsProbing = Callable[[], bool]

_senders: dict[str, Sender] = {}
_rests: dict[str, RestsUntil] = {}
_probing: dict[str, IsProbing] = {}


def register(
    destination: Destination, sender: Sender, rests_until: RestsUntil | None = None, is_probing: IsProbing | None = None
) -> None:
    """As long as `rests_until` gives a moment in the future, nothing of this destination is claimed."""
    _senders[destination] = sender
    _rests[destination] = rests_until or _never
    _probing[destination] = is_probing or _no


def send(message: OutboxMessage) -> str:
    sender = _senders.get(message.destination)
    if sender is None:
        raise Unavailable("nobody sends to this destination")
    return sender(message)


def rests_until(destination: Destination) -> datetime | None:
    """A moment in the future, or None where messages go."""
    until = _rests.get(destination, _never)()
    return until if until and until > timezone.now() else None


def is_probing(destination: Destination) -> bool:
    return _probing.get(destination, _no)()


def _never() -> None:
    return None


def _no() -> bool:
    return False
