"""Giving one mail to an SMTP server."""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from integrations.mail.message import WireMail
from integrations.mail.site_domain import site_domain
from integrations.mail.smtp_url import SmtpUrl
from integrations.outbox.errors import Deferred, DeliveryError, Refused, Unavailable

STEP_SECONDS = 10  # for connecting, and for each answer of the server
# A server that answers each step just in time, or a byte now and then, would hold us for ever: after this many seconds the line
# is cut, and no mail is given away any more. The lease of the outbox relies on it.
LONGEST_SEND = 60
_OUR_MACHINE = ("localhost", "127.0.0.1", "::1")
# At whatever step they come: the server is closing (RFC 5321, 3.8), and what the operator has to mend (RFC 4954).
_ABOUT_THE_SERVER = {421, 530, 534, 535, 538}
_ENHANCED_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


def smtp_send(server: SmtpUrl, wire: WireMail, may_go: Callable[[], bool]) -> bool:
    """True once the server is responsible for the mail; False where `may_go`, asked when it only waits for one, says no.

    Raises Refused or Deferred for what the server says of this mail, and Unavailable for what it cannot do at all (module
    `errors`). Only its codes are kept of what it says: its text often repeats the address.
    """
    try:
        with _connection(server) as smtp:
            if not may_go():
                return False
            options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
            smtp.sendmail(wire.sender, [wire.recipient], wire.content, options)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = error.recipients[wire.recipient]
        raise _failure("recipient refused", code, text) from None
    except smtplib.SMTPDataError as error:
        raise _failure("content refused", error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPResponseException as error:  # greeting, login or our own address: the server's or the operator's matter
        raise Unavailable(_reason("not served", error.smtp_code, error.smtp_error)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(f"no conversation with the server: {type(error).__name__}") from None
    return True


class _Smtp(smtplib.SMTP):
    """A conversation on a line that is open already: smtplib itself would hear the greeting before anybody could cut it."""

    def __init__(self, server: SmtpUrl, line: socket.socket) -> None:
        self._server, self._line = server, line
        super().__init__(server.host, server.port, site_domain(), timeout=STEP_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """What smtplib calls for its socket (as its own SMTP_SSL has it)."""
        if self._server.tls:
            return ssl.create_default_context().wrap_socket(self._line, server_hostname=host)
        return self._line


@contextmanager
def _connection(server: SmtpUrl) -> Iterator[smtplib.SMTP]:
    """A connection ready to take a mail; what happens while hanging up does not matter any more."""
    end = time.monotonic() + LONGEST_SEND
    with _line(server, end) as line, _cut_at(end, line), closing(_Smtp(server, line)) as smtp:
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            _log_in(smtp, server)
        yield smtp
        with suppress(OSError):
            smtp.quit()


def _line(server: SmtpUrl, end: float) -> socket.socket:
    """Connected, by the first of the server's addresses that answers. Looking these up is all that nothing cuts."""
    failure = OSError("the name has no address")
    for *_, (host, port, *_) in socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM):
        try:
            return socket.create_connection((str(host), port), min(_left(end), STEP_SECONDS))
        except OSError as error:
            failure = error
    raise failure


def _left(end: float) -> float:
    """Seconds; never none, which would be another kind of socket. Raises TimeoutError."""
    if (seconds := end - time.monotonic()) > 0:
        return seconds
    raise TimeoutError


@contextmanager
def _cut_at(end: float, connected: socket.socket) -> Iterator[None]:
    """Cuts the line by a handle of its own: smtplib exchanges its socket when encryption begins."""
    with socket.fromfd(connected.fileno(), connected.family, connected.type) as line:
        timer = threading.Timer(_left(end), _cut, [line])
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _log_in(smtp: smtplib.SMTP, server: SmtpUrl) -> None:
    """Encrypts first where the server can; where it cannot, a password leaves this machine for no other."""
    if not server.tls and smtp.has_extn("starttls"):
        smtp.starttls(context=ssl.create_default_context())
    elif not server.tls and server.host not in _OUR_MACHINE:
        raise Unavailable("the server offers no encryption, and the password does not go without")
    smtp.login(server.user, server.password)


def _failure(step: str, code: int, text: bytes | str) -> DeliveryError:
    """Of the codes that ought to be about one mail some are about the server, and what is neither 4xx nor 5xx is no answer."""
    reason = _reason(step, code, text)
    if code in _ABOUT_THE_SERVER:
        return Unavailable(reason)
    kinds: dict[int, type[DeliveryError]] = {4: Deferred, 5: Refused}
    return kinds.get(code // 100, Unavailable)(reason)


def _reason(step: str, code: int, text: bytes | str) -> str:
    said = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    enhanced = _ENHANCED_CODE.match(said)
    return f"{step}: {code} {enhanced[0]}" if enhanced else f"{step}: {code}"
