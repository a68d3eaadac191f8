"""The end of an exchange that takes too long, whatever the other side does.

A time-out of requests counts from byte to byte: a server that sends one now and then, in its handshake, headers or body, would
hold us for ever.
"""

import socket
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self


class Cut:
    """From `ends_at` on (time.monotonic(), in seconds) the line it watches is cut. A context manager around one exchange.

    `fell` tells that it came to that, and `connected` that there was a line at all.
    """

    def __init__(self, ends_at: float) -> None:
        self.fell = False
        self.connected = False
        self._ends_at = ends_at
        self._lock = threading.Lock()
        self._lines: list[socket.socket] = []
        self._timer = threading.Timer(max(ends_at - time.monotonic(), 0), self._fall)
        self._timer.daemon = True

    def watch(self, connected: socket.socket) -> socket.socket:
        """By a handle of our own: encryption takes the connection over into another object. Raises TimeoutError."""
        with self._lock:
            if self.fell or time.monotonic() >= self._ends_at:
                self.fell = True
                connected.close()
                raise TimeoutError
            self.connected = True
            self._lines.append(socket.fromfd(connected.fileno(), connected.family, connected.type))
        return connected

    def _fall(self) -> None:
        with self._lock:
            self.fell = True
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            for line in self._lines:
                line.close()
            self._lines.clear()
