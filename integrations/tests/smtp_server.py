"""A real SMTP server for tests: it answers what it is told to, and keeps what it took."""

import asyncio
import email
import email.policy
import socket
import struct
import threading
import warnings
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TAKEN = "250 OK"
HANG = "hang"  # no answer until the server is told another one, and the connection stays open
CLOSE = "close"  # no answer, and the connection ends
RESET = "reset"  # the same, as abruptly as a machine that loses its power and comes back
GREETING = "GREETING"
LOCALHOST = "127.0.0.1"
_LOOK_SECONDS = 0.02


class SmtpServer:
    """`answer` is what a mail gets from now on: a reply line, HANG, CLOSE or RESET; `step` is where: GREETING, EHLO (and HELO),
    MAIL, RCPT, DATA (once the mail is there) or QUIT. `steps` are those that all connections took since it listens.

    With `login` nobody sends without it. A context manager that listens meanwhile.
    """

    def __init__(self, *, answer: str = TAKEN, step: str = "DATA", login: tuple[str, str] | None = None) -> None:
        self.answer = answer
        self.step = step
        self.login = login
        self.messages: list[EmailMessage] = []
        self.senders: list[str | None] = []
        self.recipients: list[str] = []
        self.steps: list[str] = []
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
        self.steps.clear()  # the controller has looked whether it listens

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
    def __init__(self, handler: "_Handler", **options: Any) -> None:
        self._connections: set[_Smtp] = set()
        super().__init__(handler, **options)

    def stop(self, no_assert: bool = False) -> None:
        """Without its connections: aiosmtpd would end before those that it cuts are closed."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result()
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        if self.server is not None:
            self.server.close()
        for connection in self._connections:
            if isinstance(connection.transport, asyncio.WriteTransport):
                connection.transport.abort()
        while self._connections:
            await asyncio.sleep(0)

    def factory(self) -> SMTP:
        """aiosmtpd warns of passwords that cross a network in the clear; these do not leave the machine."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS", UserWarning)
            return _Smtp(self.handler, self._connections, **self.SMTP_kwargs)


class _Smtp(SMTP):
    def __init__(self, handler: "_Handler", connections: "set[_Smtp]", **options: Any) -> None:
        super().__init__(handler, **options)
        self._connections = connections
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._connections.discard(self)

    async def push(self, status: Any) -> None:
        """The first thing it says is the greeting, which no hook of a handler is asked about."""
        if not self._greeted:
            self._greeted = True
            answer = await self.event_handler.answer(GREETING, self)
            status = status if answer == TAKEN else answer
        await super().push(status)


class _Handler:
    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        answer = await self.answer("EHLO", server)
        return responses if answer == TAKEN else [answer]

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str) -> str:
        session.host_name = hostname
        return await self.answer("EHLO", server)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = await self.answer("MAIL", server)
        if answer.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options += options
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self.answer("QUIT", server)
        return "221 Bye" if answer == TAKEN else answer

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = await self.answer("RCPT", server)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self.answer("DATA", server)
        if answer.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self._server.senders.append(envelope.mail_from)
            self._server.recipients += envelope.rcpt_tos
            self._server.messages.append(message)
        return answer

    async def answer(self, step: str, server: SMTP) -> str:
        self._server.steps.append(step)
        if step != self._server.step:
            return TAKEN
        self._server.hanging += 1
        self._server.asked.set()
        try:
            while self._server.answer == HANG:
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            self._server.hanging -= 1
        if self._server.answer in (CLOSE, RESET) and server.transport is not None:
            if self._server.answer == RESET:
                line = server.transport.get_extra_info("socket")
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            server.transport.close()
            await asyncio.Event().wait()  # until the connection has ended, and this with it
        return self._server.answer
