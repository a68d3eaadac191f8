import pytest
from django.test import RequestFactory
from pytest_django import Settings

from novahouse.web.client_address import client_address, counted_address

CLIENT, PROXY, OUTER, LIAR = "203.0.113.7", "10.0.0.1", "198.51.100.2", "1.2.3.4"


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, None, PROXY),
        (0, LIAR, PROXY),  # nobody is trusted
        (1, CLIENT, CLIENT),
        (1, f"{LIAR}, {CLIENT}", CLIENT),  # what stands left of our proxy's entry is the client's own claim
        (1, f"{LIAR},{LIAR},{LIAR},{CLIENT}", CLIENT),
        (2, f"{CLIENT}, {OUTER}", CLIENT),
        (2, f"{LIAR}, {CLIENT}, {OUTER}", CLIENT),
        (2, CLIENT, PROXY),  # fewer entries than proxies
        (1, "", PROXY),
        (1, "garbage", PROXY),
        (1, f"{CLIENT}:4711", PROXY),
        (1, "203.0.113.7.8", PROXY),
        (1, "unknown", PROXY),
        (1, f"{CLIENT},", PROXY),
        (1, "' OR 1=1 --", PROXY),
        (1, " 203.0.113.7 ", CLIENT),
        (1, "::ffff:203.0.113.7", CLIENT),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(
    settings: Settings, rf: RequestFactory, hops: int, forwarded: str | None, expected: str
) -> None:
    settings.TRUSTED_PROXIES = hops
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR=PROXY)) == expected


@pytest.mark.parametrize("remote", ["", "unix:", "@"])
def test_a_request_without_an_address_has_none_and_shares_one_limit(rf: RequestFactory, remote: str) -> None:
    request = rf.get("/", REMOTE_ADDR=remote)
    assert client_address(request) is None
    assert counted_address(request) == "unknown"


def test_ipv6_counts_by_the_network_of_a_household(rf: RequestFactory) -> None:
    one, same, other = (
        counted_address(rf.get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")
    )
    assert one == same == "2001:db8:0:1::/64"
    assert other != one


def test_ipv4_counts_by_the_address(rf: RequestFactory) -> None:
    assert counted_address(rf.get("/", REMOTE_ADDR=CLIENT)) == CLIENT
