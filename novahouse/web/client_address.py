"""Whose request is this? The client address behind a known number of trusted proxies."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

IPV6_COUNTED_PREFIX = 64  # a household or a server gets at least this much; counting single addresses would count nothing


def client_address(request: HttpRequest) -> str | None:
    """The client's IP address in its canonical form, or None where there is none (a Unix socket without a proxy).

    With `TRUSTED_PROXIES` = N it is the N-th entry from the right of X-Forwarded-For: what our own outermost proxy saw. What
    stands further left was written by the client and proves nothing. Anything odd there means REMOTE_ADDR.
    """
    hops: int = settings.TRUSTED_PROXIES
    if hops:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= hops and (address := _parsed(forwarded[-hops])):
            return str(address)
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    return str(address) if address else None


def counted_address(request: HttpRequest) -> str:
    """What a limit counts by: the IPv4 address, or the /64 network of an IPv6 one."""
    address = client_address(request)
    if address is None:
        return "unknown"
    if ":" in address:
        return str(ip_network((address, IPV6_COUNTED_PREFIX), strict=False))
    return address


def _parsed(value: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(value.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.scope_id:  # fe80::1%eth0: the zone is this machine's, not the client's
            return IPv6Address(int(address))
    return address
