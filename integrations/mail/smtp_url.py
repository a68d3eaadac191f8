"""`EMAIL_URL` as its parts. Pure: the settings are read with it."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

_PLAIN_PORT, _SUBMISSION_PORT, _TLS_PORT = 25, 587, 465  # RFC 5321, 6409, 8314
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class SmtpUrl:
    """A mail server. With `tls` the connection is encrypted from its first byte; `user` is empty where nobody logs in."""

    host: str
    port: int
    user: str
    password: str
    tls: bool


def parse_smtp_url(url: str) -> SmtpUrl:
    """`smtp://host`, `smtp://user:password@host:587`, `smtps://user:password@host`; user and password percent-encoded.

    Raises ValueError, without the URL in it.
    """
    if not url.isprintable() or " " in url:
        raise ValueError("A space or a control character")
    parts = urlsplit(url)
    user, password = _decoded(parts.username), _decoded(parts.password)
    rest = (parts.path.strip("/"), parts.query, parts.fragment)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or any(rest) or bool(user) != bool(password):
        raise ValueError("Not smtp://host:port or smtps://user:password@host:port")
    tls = parts.scheme == "smtps"
    usual_port = _TLS_PORT if tls else _SUBMISSION_PORT if user else _PLAIN_PORT
    return SmtpUrl(parts.hostname, _port(parts) or usual_port, user, password, tls)


def _port(parts: SplitResult) -> int | None:
    if parts.port == 0:
        raise ValueError("Port 0")
    return parts.port


def _decoded(text: str | None) -> str:
    if text and _BAD_ESCAPE.search(text):
        raise ValueError("A percent sign that is not followed by two hexadecimal digits")
    decoded = unquote(text or "", errors="strict")
    if not decoded.isprintable() or not decoded.isascii():  # smtplib logs in with ASCII alone
        raise ValueError("A control character or none of ASCII")
    return decoded
