"""The threads of a process that deliver after a commit, so that no request waits for a mail server or a vendor.

Each destination has a lane of its own: one that hangs delays no other. Only a process that asks for lanes has them: a command
that lives for a moment would end in the middle of a message. What it adds goes out by `deliver_outbox`.
"""

import time
from collections.abc import Callable

from integrations.models import Destination
from integrations.outbox.lane import Lane

LAST_MESSAGE_SECONDS = 20.0  # gunicorn gives a worker 30 to end (graceful_timeout)

_lanes: dict[str, Lane] = {}


def start(look_every: float | None = None, stopped: Callable[[], bool] = lambda: False) -> None:
    """Deliver in this process from now on, beginning with what others left. Once a process, after its fork.

    What other processes add is noticed within `look_every` seconds, and without it as late as something is added here. No lane
    begins another message once `stopped` is true; stop() is called all the same.
    """
    for destination in Destination:
        _lanes[destination] = Lane(destination, look_every, stopped)
    for lane in _lanes.values():
        lane.start()


def wake(destination: Destination | None = None) -> None:
    """Something was committed, for one destination or for any. Costs nothing where no thread listens."""
    for name, lane in _lanes.items():
        if destination in (None, name):
            lane.wake()


def stop(last_message_seconds: float | None = LAST_MESSAGE_SECONDS) -> None:
    """Let each lane finish the message in hand, as long as that takes a reasonable time; None: as long as it takes."""
    for lane in _lanes.values():
        lane.stop()
    ends_at = None if last_message_seconds is None else time.monotonic() + last_message_seconds
    for lane in _lanes.values():
        lane.join(None if ends_at is None else max(ends_at - time.monotonic(), 0))
