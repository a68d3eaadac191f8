"""One exchange with a real HTTP server that answers this and that."""

import datetime as dt
import gzip
import ipaddress
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integrations.http import post
from integrations.http.post import LARGEST_ANSWER, NotConnected, http_post
from integrations.http.retry_after import LONGEST_RETRY_AFTER, retry_after_seconds
from integrations.outbox.errors import DeliveryError, Refused, Unavailable
from integrations.tests.vendor_server import (
    CLOSE,
    DRIP_BODY,
    DRIP_HEADERS,
    GARBAGE,
    HALF,
    HANG,
    LOCALHOST,
    RESET,
    Answer,
    Trick,
    VendorServer,
)

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
SECRET = "/services/T00000000/B00000000/XXXXXXXXXXXX"


@pytest.fixture
def server() -> Iterator[VendorServer]:
    with VendorServer(Answer(200, b"ok")) as running:
        yield running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "READ_SECONDS", 1.5)
    monkeypatch.setattr(post, "LONGEST_EXCHANGE", 2.5)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Self-signed, for 127.0.0.1: the certificate and its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOCALHOST)])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOCALHOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_json_goes_out_and_the_answer_comes_back(server: VendorServer) -> None:
    server.answers = [Answer.json({"data": "ą"})]
    answer = http_post(f"{server.url}/v2?a=1", json={"name": "Łucja"}, headers={"Authorization": "key"})
    assert (answer.status, answer.headers["content-type"], answer.json()) == (200, "application/json", {"data": "ą"})
    (request,) = server.requests
    assert (request.method, request.path, request.json()) == ("POST", "/v2?a=1", {"name": "Łucja"})
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"] == "NovaHouse-Chat"
    assert request.headers["Authorization"] == "key"


@pytest.mark.parametrize("status", [201, 400, 401, 403, 404, 410, 429, 500, 502])
def test_any_status_but_a_redirect_is_an_answer(server: VendorServer, status: int) -> None:
    server.answers = [Answer(status, b"why")]
    answer = http_post(server.url, json={})
    assert (answer.status, answer.body) == (status, b"why")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["/elsewhere", "https://elsewhere.example", "http://[", ""])
def test_a_redirect_is_not_followed(server: VendorServer, status: int, target: str) -> None:
    server.answers = [Answer(status, b"moved", {"Location": target})]
    with pytest.raises(Refused, match=f"^redirected: {status}$"):
        http_post(server.url, json={})
    assert len(server.requests) == 1


def test_a_redirect_with_a_huge_body_is_not_read_to_its_end(server: VendorServer) -> None:
    server.answers = [Answer(302, b"x" * (8 * LARGEST_ANSWER), {"Location": "/elsewhere"})]
    with pytest.raises(Unavailable, match="larger"):
        http_post(server.url, json={})


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/services",
        "https://user:secret@hooks.example.com",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://",
        "",
    ],
)
def test_an_address_that_is_not_https_is_refused_unasked(url: str) -> None:
    with pytest.raises(Refused, match=r"^the address is not https$"):
        http_post(url, json={})


@pytest.mark.parametrize("trick", [HANG, RESET, CLOSE, GARBAGE, HALF, DRIP_HEADERS, DRIP_BODY])
@pytest.mark.usefixtures("impatient")
def test_a_server_on_a_bad_day_is_unavailable_and_no_secret_is_told(
    server: VendorServer, trick: Trick, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = [trick]
    with pytest.raises(Unavailable, match=r"^no conversation with the service: ") as caught:
        http_post(server.url + SECRET, json={}, headers={"Authorization": "secret"})
    said = f"{caught.value!r} {caught.value.__cause__!r} {caplog.text}"
    assert "XXXX" not in said
    assert "secret" not in said
    assert caught.value.__suppress_context__
    assert not isinstance(caught.value, NotConnected)
    assert len(server.requests) == 1


@pytest.mark.parametrize("trick", [HANG, DRIP_HEADERS, DRIP_BODY])
def test_an_exchange_ends_when_the_caller_says(server: VendorServer, trick: Trick) -> None:
    server.answers = [trick]
    with pytest.raises(Unavailable, match="cut for taking too long"):
        http_post(server.url, json={}, ends_at=time.monotonic() + 0.3)


def test_nothing_is_asked_when_the_time_is_over(server: VendorServer) -> None:
    with pytest.raises(NotConnected, match="cut for taking too long"):
        http_post(server.url, json={}, ends_at=time.monotonic() - 1)
    assert server.requests == []


def test_nobody_there() -> None:
    with pytest.raises(NotConnected, match=r"^no conversation with the service: ConnectionError, ConnectionRefusedError$"):
        http_post(VendorServer(Answer()).url, json={})


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"x" * (LARGEST_ANSWER + 1)),
        Answer(200, gzip.compress(b"x" * (64 * LARGEST_ANSWER)), {"Content-Encoding": "gzip"}),
        Answer(200, b"200001\r\n" + b"x" * 0x200001 + b"\r\n0\r\n\r\n", {"Transfer-Encoding": "chunked"}),
        Answer(500, b"x" * (2 * LARGEST_ANSWER)),
    ],
)
def test_an_answer_over_1_mib_is_left(server: VendorServer, answer: Answer) -> None:
    server.answers = [answer]
    with pytest.raises(Unavailable, match="larger than 1 MiB"):
        http_post(server.url, json={})


def test_an_answer_of_1_mib_is_read(server: VendorServer) -> None:
    server.answers = [Answer(200, b"x" * LARGEST_ANSWER)]
    assert len(http_post(server.url, json={}).body) == LARGEST_ANSWER


@pytest.mark.parametrize("length", ["5", "100000"])
def test_a_length_that_lies_does_no_harm(server: VendorServer, length: str) -> None:
    server.answers = [Answer(200, b'{"data": 1}', {"Content-Length": length})]
    with pytest.raises(DeliveryError):
        http_post(server.url, json={}, ends_at=time.monotonic() + 2).json()


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b"\xff\xfe", b"[" * 200_000, b"9" * 5000])
def test_a_body_that_is_no_json_is_said_to_be_none(server: VendorServer, body: bytes) -> None:
    server.answers = [Answer(200, body)]
    answer = http_post(server.url, json={})
    with pytest.raises(Unavailable, match=r"^the answer is no JSON$"):
        answer.json()


def test_malformed_headers_do_not_bring_the_address_into_the_log(
    server: VendorServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = [Answer(200, b"ok", {"X-Odd\r\n no colon here\r\nnone here either\r\nA": "b"})]
    http_post(server.url + SECRET, json={})
    assert caplog.text == ""


def test_what_the_environment_says_of_proxies_and_passwords_is_not_asked(
    server: VendorServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {LOCALHOST} login someone password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{LOCALHOST}:9")
    http_post(server.url, json={})
    assert "Authorization" not in server.requests[0].headers


def test_a_certificate_that_nobody_vouches_for_is_refused(tls: ssl.SSLContext) -> None:
    with VendorServer(Answer(200, b"ok"), tls=tls) as server:
        with pytest.raises(Unavailable, match="SSL"):
            http_post(server.url + SECRET, json={})
        assert server.requests == []


@pytest.mark.usefixtures("impatient")
def test_an_encrypted_line_is_trusted_read_and_cut(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(certificate))
    with VendorServer(Answer(200, b"ok"), DRIP_HEADERS, DRIP_BODY, tls=tls) as server:
        assert http_post(server.url, json={}).body == b"ok"
        for _ in range(2):
            with pytest.raises(Unavailable, match="cut for taking too long"):
                http_post(server.url, json={})
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("99999999999", LONGEST_RETRY_AFTER),
        ("Tue, 24 Nov 2026 12:01:30 GMT", 90.0),
        ("Tue, 24 Nov 2026 12:01:30 -0000", 90.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2099 12:00:00 GMT", LONGEST_RETRY_AFTER),
        ("-5", None),
        ("1e3", None),
        ("٣٠", None),
        ("9" * 400, None),
        ("soon", None),
        ("Tue, 99 Nov 2026 12:00:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after_is_read(text: str, seconds: float | None) -> None:
    assert retry_after_seconds({"retry-AFTER": text}, NOW) == seconds


def test_no_retry_after() -> None:
    assert retry_after_seconds({}, NOW) is None
