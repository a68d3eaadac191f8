"""Why a message did not arrive.

DeliveryError
├── Refused        for good
└── Unavailable    for now
    ├── Deferred   an answer about this one message: the other side works
    └── Postponed  nothing was tried: it does not count as an attempt
"""

from typing import ClassVar


class DeliveryError(Exception):
    """The message did not arrive. The text is stored and logged: it names a reason, never an address or what was to be sent."""

    permanent: ClassVar[bool]
    counts = True  # as one of the attempts that the message has

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        """`retry_after`: how many seconds the other side asks us to wait."""
        super().__init__(reason)
        self.retry_after = retry_after


class Refused(DeliveryError):
    """The other side will not take this message: trying again cannot help."""

    permanent = True


class Unavailable(DeliveryError):
    """Nobody was there, or not now: trying again may help."""

    permanent = False


class Deferred(Unavailable):
    """The other side will not take this message now, and would take another, as a mail server that greylists does."""


class Postponed(Unavailable):
    """Nothing left the house, since it would have been in vain: the message waits as if nobody had claimed it."""

    counts = False
