"""A real SMTP server for tests: it answers what it is told to, and keeps what it took."""

import asyncio
import email
import email.policy
import socket
import threading
import warnings
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TAKEN = "250 OK"
HANG = "hang"  # no answer until the server is told another one, and the connection stays open
CLOSE = "close"  # no answer, and the connection ends
LOCALHOST = "127.0.0.1"
_LOOK_SECONDS = 0.02


class SmtpServer:
    """`answer` is what a mail gets from now on: a reply line, HANG or CLOSE; `step` is where: RCPT or DATA.

    With `login` nobody sends without it. A context manager that listens meanwhile.
    """

    def __init__(self, *, answer: str = TAKEN, step: str = "DATA", login: tuple[str, str] | None = None) -> None:
        self.answer = answer
        self.step = step
        self.login = login
        self.messages: list[EmailMessage] = []
        self.senders: list[str | None] = []
        self.recipients: list[str] = []
        self.asked = threading.Event()  # some mail has come as far as `step`
        self.hanging = 0  # mails that wait for an answer; one whose sender is gone waits no more
        with socket.socket() as probe:
            probe.bind((LOCALHOST, 0))
            self.port: int = probe.getsockname()[1]
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://{LOCALHOST}:{self.port}"

    def start(self) -> None:
        """Listen; after a stop on the same port again."""
        self._controller = _Controller(
            _Handler(self),
            hostname=LOCALHOST,
            port=self.port,
            authenticator=self._authenticated,
            auth_required=self.login is not None,
            auth_require_tls=False,
        )
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections, and cut those that are there."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _authenticated(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, credentials: LoginPassword
    ) -> AuthResult:
        expected = tuple(word.encode() for word in self.login or ())
        return AuthResult(success=(credentials.login, credentials.password) == expected, handled=False)


class _Controller(Controller):
    def factory(self) -> SMTP:
        """aiosmtpd warns of passwords that cross a network in the clear; these do not leave the machine."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS", UserWarning)
            server: SMTP = super().factory()  # type: ignore[no-untyped-call]
            return server


class _Handler:
    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = await self._answer("RCPT", server)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self._answer("DATA", server)
        if answer.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self._server.senders.append(envelope.mail_from)
            self._server.recipients += envelope.rcpt_tos
            self._server.messages.append(message)
        return answer

    async def _answer(self, step: str, server: SMTP) -> str:
        if step != self._server.step:
            return TAKEN
        self._server.hanging += 1
        self._server.asked.set()
        try:
            while self._server.answer == HANG:
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            self._server.hanging -= 1
        if self._server.answer == CLOSE and server.transport is not None:
            server.transport.close()
            await asyncio.Event().wait()  # until the connection has ended, and this with it
        return self._server.answer
