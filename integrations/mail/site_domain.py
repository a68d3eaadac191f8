"""The name this site goes by among mail servers."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import punycode


def site_domain() -> str:
    """The host of SITE_URL; an IP address as a literal in brackets (RFC 5321, 4.1.3)."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return punycode(host)
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"
