"""The scheduler's sign of life, where every process sees it: in the shared table, whatever the cache is."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches

_KEY = "scheduler:heartbeat"


@dataclass(frozen=True)
class Heartbeat:
    at: datetime
    process: str  # host:pid


def beat(now: datetime) -> Heartbeat:
    """Call it outside a transaction."""
    here = Heartbeat(now, f"{socket.gethostname()}:{os.getpid()}")
    caches["fallback"].set(_KEY, (here.at, here.process), None)
    return here


def last_beat() -> Heartbeat | None:
    """None where no scheduler has ever lived on this database."""
    found = caches["fallback"].get(_KEY)
    return Heartbeat(*found) if found else None
