"""How an app declares, in its `personal_data.py`, what it holds on a person, and how it lets go of it.

Such a module has three names: `HOLDINGS`, one Holding for each model with personal fields; `IMPERSONAL`, by model, the other
fields that can hold text; and `erase(subject, now)`. A test fails for a field that is in neither. consent.services.holdings
finds the modules: what is declared is exported and erased.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

WHOLLY = ("*",)  # in IMPERSONAL: no field of the model holds a person's data


@dataclass(frozen=True)
class Subject:
    """A person, as far as our tables know one: an address with its keyed hash, the conversations it was given in.

    `email` and `email_hmac` are None for a person known by one conversation alone.
    """

    email: str | None
    email_hmac: str | None
    conversation_ids: tuple[int, ...]


@dataclass(frozen=True)
class Holding:
    """What one model ("app.Model") holds on a person: a Polish title, the fields, and the person's rows as plain JSON values.

    `is_trace`: the rows only show that the person was written to. A mail that answers a stranger's request leaves one, so such
    rows alone do not mean that something is held.
    """

    model: str
    title: str
    fields: tuple[str, ...]
    export: Callable[[Subject], list[dict[str, Any]]]
    is_trace: bool = False


@dataclass(frozen=True)
class Kept:
    """What an erasure leaves, and why it may: two sentences in Polish for the person."""

    what: str
    why: str


@dataclass(frozen=True)
class Copy:
    """A copy at an outside service; `queued` where its removal is on the way, else people have to remove it."""

    service: str
    external_id: str
    queued: bool


@dataclass(frozen=True)
class Erased:
    """What became of a person's rows: how many went or were emptied by model, what stays, which copies stand outside."""

    removed: Mapping[str, int] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    outside: tuple[Copy, ...] = ()


def exported_row(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The named fields as plain JSON under the words that the console has for them; a choice by its name, times in Warsaw's."""
    return {_label(row, name): _plain(row, name) for name in names}


def _label(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _plain(row: models.Model, name: str) -> Any:
    if hasattr(row, f"get_{name}_display"):
        return getattr(row, f"get_{name}_display")()
    value = getattr(row, name)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if hasattr(value, "isoformat") else value
