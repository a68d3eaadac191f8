"""The one thread of a web process that delivers after a commit, so that no request waits for a mail server.

Only a process that asks for it has the thread: a short-lived command would end in the middle of a message. What such a command
adds goes out by `deliver_outbox`.
"""

import threading

from django.db import Error, connection
from django.utils import timezone

from integrations.outbox.deliver import deliver_and_live_on, next_attempt

LONGEST_NAP = 30.0  # seconds between looks while something waits
SHORTEST_NAP = 0.5  # seconds: what is due and not to be had is just being taken by another process
_LAST_MESSAGE_SECONDS = 20.0  # gunicorn gives a worker 30 to end (graceful_timeout)

_awake = threading.Event()
_stopping = threading.Event()
_thread: threading.Thread | None = None


def start() -> None:
    """Deliver in this process from now on, beginning with what others left. Once a process, after its fork."""
    global _thread
    wake()
    _thread = threading.Thread(target=_run, name="outbox", daemon=True)
    _thread.start()


def wake() -> None:
    """Something was committed. Costs nothing where no thread listens."""
    _awake.set()


def stop() -> None:
    """Let the thread finish the message in hand, as long as that takes a reasonable time."""
    _stopping.set()
    wake()
    if _thread is not None:
        _thread.join(_LAST_MESSAGE_SECONDS)


def _run() -> None:
    nap: float | None = None
    while not _stopping.is_set():
        _awake.wait(nap)
        _awake.clear()
        deliver_and_live_on(_stopping.is_set)
        nap = _nap()


def _nap() -> float | None:
    """How long to sleep, in seconds: until something is due, or where nothing waits until somebody wakes us."""
    try:
        due = next_attempt()
    except Error:  # said already
        return LONGEST_NAP
    finally:
        connection.close()
    return None if due is None else min(max((due - timezone.now()).total_seconds(), SHORTEST_NAP), LONGEST_NAP)
