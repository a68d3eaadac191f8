"""Which addresses of outside services we talk to. Pure: the settings are read with it."""

from urllib.parse import urlsplit

_OUR_MACHINE = ("localhost", "127.0.0.1", "::1")


def is_service_url(url: str) -> bool:
    """https anywhere, http on this machine alone; without user and password in it, which would end up in logs."""
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    plain_here = parts.scheme == "http" and host in _OUR_MACHINE
    return bool(host) and port != 0 and "@" not in parts.netloc and (parts.scheme == "https" or plain_here)
