"""A real HTTP server for tests: it answers what it is told to, well or badly, and keeps what it was asked."""

import json
import socket
import ssl
import struct
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

LOCALHOST = "127.0.0.1"
_DRIP_SECONDS = 0.02
_WAIT_SECONDS = 15


@dataclass(frozen=True)
class Request:
    """What a client asked. `headers` are read without regard to case."""

    method: str
    path: str
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """An HTTP answer. The length is written where `headers` name neither it nor a transfer encoding."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, content: Any, status: int = 200, **headers: str) -> Self:
        return cls(status, json.dumps(content).encode(), {"Content-Type": "application/json", **headers})


class Trick(Enum):
    """What a server on a bad day does instead of answering."""

    HANG = auto()  # no answer until `release()`, and the connection stays open; then it ends
    RESET = auto()  # TCP RST
    CLOSE = auto()  # the connection ends without a word
    GARBAGE = auto()  # bytes that are no HTTP
    HALF = auto()  # an answer that is shorter than it promised to be
    DRIP_HEADERS = auto()  # a byte now and then, for ever
    DRIP_BODY = auto()  # the same after the headers, without a length: it ends when the connection does


HANG, RESET, CLOSE, GARBAGE, HALF, DRIP_HEADERS, DRIP_BODY = Trick


class VendorServer:
    """Give it the answers to its next requests; the last one stays. Or override `respond`.

    A context manager that listens meanwhile. What fails in `respond` is raised at its end. With `tls` it speaks https.
    """

    def __init__(self, *answers: Answer | Trick, tls: ssl.SSLContext | None = None) -> None:
        self.answers: list[Answer | Trick] = list(answers)
        self.requests: list[Request] = []
        self.errors: list[Exception] = []
        self._tls = tls
        self._changed = threading.Condition()
        self._released = threading.Event()
        self._server: _Listener | None = None
        with socket.socket() as probe:
            probe.bind((LOCALHOST, 0))
            self.port: int = probe.getsockname()[1]

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{LOCALHOST}:{self.port}"

    def respond(self, request: Request) -> Answer | Trick:
        """The answer to one request; one at a time, in the order they came in."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def wait_for(self, count: int) -> None:
        """Until so many requests have come in since the beginning."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= count, _WAIT_SECONDS), f"{len(self.requests)} requests"

    def release(self) -> None:
        """Let go those that hang; who is told to hang from now on hangs again."""
        self._released.set()
        self._released = threading.Event()

    def start(self) -> None:
        """Listen; after a stop on the same port again."""
        self._server = _Listener(self, self.port)
        threading.Thread(target=self._server.serve_forever, args=[0.02], name="vendor", daemon=True).start()

    def stop(self) -> None:
        """Refuse connections, and end those that are there."""
        if self._server is not None:
            self._server.shutdown()
            self.release()
            self._server.end_connections()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        if self.errors and error is None:
            raise self.errors[0]

    def _answer(self, request: Request) -> tuple[Answer | Trick, threading.Event]:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
            try:
                return self.respond(request), self._released
            except Exception as error:
                self.errors.append(error)
                return Answer(500), self._released


class _Listener(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for them: no thread outlives its test
    request_queue_size = 128

    def __init__(self, vendor: VendorServer, port: int) -> None:
        self.vendor = vendor
        self._lines: set[socket.socket] = set()
        super().__init__((LOCALHOST, port), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        self._lines.add(request)
        try:
            if self.vendor._tls:
                with self.vendor._tls.wrap_socket(request, server_side=True) as encrypted:
                    super().finish_request(encrypted, client_address)
            else:
                super().finish_request(request, client_address)
        except OSError:
            pass  # the client has gone, or did not trust our certificate
        finally:
            self._lines.discard(request)

    def end_connections(self) -> None:
        for line in set(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if self.raw_requestline and self.parse_request():
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer, released = self.server.vendor._answer(Request(self.command, self.path, self.headers, body))
            if isinstance(answer, Answer):
                self._send(answer)
            else:
                self._play(answer, released)
        self.close_connection = True

    def _send(self, answer: Answer) -> None:
        headers = {"Connection": "close", **answer.headers}
        if not {name.lower() for name in headers} & {"content-length", "transfer-encoding"}:
            headers["Content-Length"] = str(len(answer.body))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.wfile.write(f"HTTP/1.1 {answer.status} Whatever\r\n{lines}\r\n".encode("latin-1") + answer.body)

    def _play(self, trick: Trick, released: threading.Event) -> None:
        if trick is HANG:
            released.wait()
        elif trick is RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.connection.close()
        elif trick is GARBAGE:
            self.wfile.write(b"\x00\xff\x13 nothing that HTTP knows \r\n\r\n")
        elif trick is HALF:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nok")
        elif trick in (DRIP_HEADERS, DRIP_BODY):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if trick is DRIP_BODY else b"X-Slow: "))
            while not released.wait(_DRIP_SECONDS):
                self.wfile.write(b"o")

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read `requests`."""
