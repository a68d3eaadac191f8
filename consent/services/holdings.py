"""The `personal_data` modules of all installed apps, from the ground up: see novahouse.privacy.holding."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from django.apps import apps

from novahouse.privacy.holding import Erased, Holding, Subject


class PersonalData(Protocol):
    """What such a module defines."""

    HOLDINGS: tuple[Holding, ...]
    IMPERSONAL: Mapping[str, tuple[str, ...]]

    def erase(self, subject: Subject, now: datetime) -> Erased: ...


@cache
def personal_data() -> tuple[PersonalData, ...]:
    names = [f"{config.name}.personal_data" for config in apps.get_app_configs()]
    return tuple(cast(PersonalData, import_module(name)) for name in names if find_spec(name))


def holdings() -> list[Holding]:
    return [holding for module in personal_data() for holding in module.HOLDINGS]
