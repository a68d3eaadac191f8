"""Strict readers of environment variables.

A reader that meets a malformed value notes the problem and returns the default, so that the settings can be read to the end
and every problem is reported at once: as numbered system checks by `manage.py`, and as one line each by the web server, which
then refuses to start (`novahouse.checks`, `novahouse.wsgi`).
"""

import os
import re
from dataclasses import dataclass
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from integrations.http.service_url import is_service_url
from integrations.mail.smtp_url import parse_smtp_url
from integrations.monday.columns import Column, parse_columns


@dataclass(frozen=True)
class Problem:
    """A variable that cannot be used: which, what is wrong (never its value, which may be a secret), and how to mend it."""

    name: str
    message: str
    hint: str


problems: list[Problem] = []

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_HOUR = re.compile(r"0?[0-9]|1[0-9]|2[0-3]")
_RATE = re.compile(r"[1-9][0-9]{0,11}/(?:[1-9][0-9]{0,4})?[smhd]")


def text(name: str, default: str = "") -> str:
    """The value without surrounding spaces; unset and empty mean the default."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if value in _TRUE | _FALSE:
        return value in _TRUE
    if value:
        problems.append(Problem(name, "is neither true nor false", "Use true or false."))
    return default


def whole_number(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    value = text(name)
    if value.isascii() and value.isdigit() and least <= int(value[:12]) <= most:
        return int(value)
    if value:
        problems.append(Problem(name, f"is no whole number from {least} to {most}", f"For example {name}={default}."))
    return default


def rate(name: str, default: str) -> str:
    """Requests per period as django-ratelimit writes it: `30/m`, `5/10s`."""
    value = text(name, default)
    if _RATE.fullmatch(value):
        return value
    problems.append(Problem(name, "is no rate", "Write a count, a slash and s, m, h or d: 30/m."))
    return default


def quiet_hours(name: str, default: str) -> tuple[int, int] | None:
    """`20-9`: quiet from 20:00 until 9:00, as (20, 9). None for `off`."""
    value = text(name, default).lower()
    if value == "off":
        return None
    hours = [int(part) for part in value.split("-") if _HOUR.fullmatch(part)]
    if value.count("-") == 1 and len(hours) == 2 and hours[0] != hours[1]:
        return hours[0], hours[1]
    problems.append(Problem(name, "are no hours", "Write when quiet begins and ends, 20-9, or off."))
    return quiet_hours("", default)


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def site_url(name: str, default: str) -> str:
    """An origin: scheme and host, perhaps a port; without a trailing slash."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        well_formed = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        well_formed = False
    if well_formed and value == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc:
        return value
    problems.append(Problem(name, "is no site address", "Write scheme and host alone: https://chat.example.pl"))
    return default


def link(name: str, default: str) -> str:
    """An http or https address that visitors are sent to."""
    value = text(name, default)
    if re.fullmatch(r"https?://[^\s<>\"']+", value):
        return value
    problems.append(Problem(name, "is no web address", f"For example {name}={default}"))
    return default


def path_or_mailbox(name: str, default_path: Path) -> str:
    """A file's absolute path, or `mailto:somebody@example.pl`."""
    value = text(name, str(default_path))
    if Path(value).is_absolute() or re.fullmatch(r"mailto:[^\s@]+@[^\s@]+\.[^\s@]+", value):
        return value
    problems.append(Problem(name, "is neither an absolute path nor mailto: and an address", f"For example {default_path}"))
    return str(default_path)


def service_url(name: str, default: str = "") -> str:
    """The address of an outside service: https, or http on this machine alone; empty where there is none."""
    value = text(name, default)
    if not value or is_service_url(value):
        return value
    problems.append(Problem(name, "is no https address", "Copy it from the service; http is for 127.0.0.1 alone."))
    return default


def mailbox(name: str) -> str:
    """One bare mail address, or empty where there is none."""
    value = text(name)
    if not value or re.fullmatch(r"[^\s@<>,]+@[^\s@<>,]+", value):
        return value
    problems.append(Problem(name, "is no mail address", "Write one address alone: sprzedaz@example.pl"))
    return ""


def api_key(name: str) -> str:
    """A key as it goes into a header, or empty where there is none."""
    value = text(name)
    if re.fullmatch(r"[!-~]*", value):
        return value
    problems.append(Problem(name, "holds a space or a sign that no key has", "Copy the key alone, without a word before it."))
    return ""


def board_id(name: str) -> str:
    """The number of a monday.com board, or empty where there is none."""
    value = text(name)
    if not value or re.fullmatch(r"[1-9][0-9]{0,18}", value):
        return value
    problems.append(Problem(name, "is no number", "It is the number in the board's URL: monday.com/boards/1234567890"))
    return ""


def monday_columns(name: str) -> dict[str, Column]:
    """Which column of the monday.com board takes what: integrations.monday.columns."""
    try:
        return parse_columns(text(name))
    except ValueError as error:
        problems.append(
            Problem(name, str(error), "Write what=column or what=column:type with commas between: area=metraz:numbers")
        )
        return parse_columns("")


def redis_url(name: str) -> str:
    """A Redis address, or empty where there is none."""
    value = text(name)
    if not value or re.match(r"(redis|rediss|unix)://", value):
        return value
    problems.append(Problem(name, "is no Redis address", "For example redis://127.0.0.1:6379/0"))
    return ""


def smtp_url(name: str) -> str:
    """A mail server's address, or empty where there is none."""
    value = text(name)
    try:
        if value:
            parse_smtp_url(value)
    except ValueError:
        problems.append(
            Problem(
                name,
                "is no mail server's address",
                "Use smtp://host:25 or smtps://user:password@host:465; special characters of a password percent-encoded.",
            )
        )
        return ""
    return value


def mail_sender(name: str, default: str) -> str:
    """A sender as mail programs show it: `Name <address>` or an address alone."""
    value = text(name, default)
    found = getaddresses([value])
    if value.isprintable() and len(found) == 1 and re.fullmatch(r"[^\s@<>,]+@[^\s@<>,]+", found[0][1]):
        return value
    problems.append(Problem(name, "is no sender", f"For example {name}='{default}'"))
    return default


def database(name: str, default_path: Path) -> dict[str, Any]:
    """Django's description of the database: `sqlite:////path`, `postgresql://user:password@host:port/name`."""
    value = text(name, f"sqlite:///{default_path}")
    if re.match(r"(sqlite|postgres(ql)?)://", value):
        try:
            description = dict(dj_database_url.parse(value, conn_max_age=60))
        except ValueError:
            description = {}
        if description.get("NAME"):
            return description
    problems.append(
        Problem(
            name, "is no database address", "Use sqlite:////var/lib/chat.sqlite3 or postgresql://user:password@host:5432/name."
        )
    )
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default_path)}
