"""The one way to an outside service over HTTP."""

import json as json_format
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
import urllib3

from integrations.http.cut import Cut
from integrations.http.service_url import is_service_url
from integrations.http.session import CutSession
from integrations.outbox.errors import Refused, Unavailable

CONNECT_SECONDS = 3  # for each address of the service
READ_SECONDS = 10  # from one byte to the next
LONGEST_EXCHANGE = 30  # seconds from the first byte to the last; the lease of the outbox relies on it
LARGEST_ANSWER = 1024 * 1024  # bytes, unpacked
_CHUNK = 64 * 1024
_HEADERS = {"User-Agent": "NovaHouse-Chat", "Accept": "application/json, text/plain", "Accept-Encoding": "identity"}


class NotConnected(Unavailable):
    """No connection came about: nothing was asked, and the service has done nothing."""


@dataclass(frozen=True)
class HttpAnswer:
    """What came back, with any status but a redirect. `headers` are read without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Raises Unavailable for what is no JSON: something stands between us and the service."""
        try:
            return json_format.loads(self.body)
        except (ValueError, RecursionError):
            raise Unavailable("the answer is no JSON") from None


def http_post(url: str, *, json: Any, headers: Mapping[str, str] | None = None, ends_at: float | None = None) -> HttpAnswer:
    """Ask once. It takes at most 30 seconds, or until `ends_at` (time.monotonic(), in seconds) where that is earlier.

    Finding out the service's address comes on top: nothing cuts the system's resolver short.

    Raises Unavailable where there was no complete answer of at most 1 MiB (NotConnected where surely nothing was asked), and
    Refused for a redirect, or an address that is neither https nor on this machine. Their texts name kinds of errors alone:
    addresses and headers hold secrets.
    """
    if not is_service_url(url):
        raise Refused("the address is not https")
    longest = time.monotonic() + LONGEST_EXCHANGE
    with Cut(longest if ends_at is None else min(ends_at, longest)) as cut, CutSession(cut) as session:
        try:
            answer = _answer(session, cut, url, json, {**_HEADERS, **(headers or {})})
        except (OSError, urllib3.exceptions.HTTPError, UnicodeError) as error:
            kind = "cut for taking too long" if cut.fell else _kind(error)
            raise (Unavailable if cut.connected else NotConnected)(f"no conversation with the service: {kind}") from None
    if 300 <= answer.status < 400:
        raise Refused(f"redirected: {answer.status}")
    return answer


def _answer(session: requests.Session, cut: Cut, url: str, json: Any, headers: Mapping[str, str]) -> HttpAnswer:
    times = (CONNECT_SECONDS, READ_SECONDS)
    with session.post(url, json=json, headers=headers, timeout=times, allow_redirects=False, stream=True) as response:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise Unavailable("the answer is larger than 1 MiB")
    if cut.fell:  # an answer without a length ends with its line, and looks complete
        raise TimeoutError
    return HttpAnswer(response.status_code, response.headers, bytes(body))


def _kind(error: BaseException) -> str:
    """The error's type and what lies at its root: `ConnectionError, ConnectionRefusedError`."""
    root = error
    while below := root.__cause__ or root.__context__:
        root = below
    return ", ".join(dict.fromkeys((type(error).__name__, type(root).__name__)))
