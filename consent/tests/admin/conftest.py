"""The cast of the console's tests: an officer, a seller, a superuser, and a trail with something in it."""

from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import ChatConversation
from consent.models import ConsentAuditLog
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin

OFFICERS, SELLERS = "Inspektor ochrony danych", "Sprzedaż"
ANNA = "anna@example.com"
API = Origin(Source.API, "198.51.100.7", "Mozilla/5.0")


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.AUDIT_ANCHOR = str(tmp_path / "anchors.jsonl")
    settings.SUPPRESSION_JOURNAL = tmp_path / "journal.jsonl"


@pytest.fixture
def officer(db: None) -> User:
    user = User.objects.create_user("irena", is_staff=True)
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


@pytest.fixture
def console(officer: User) -> Client:
    """The officer's browser."""
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def seller(db: None) -> Client:
    user = User.objects.create_user("stefan", is_staff=True)
    user.groups.add(Group.objects.get(name=SELLERS))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def talk(db: None) -> ChatConversation:
    now = timezone.now()
    return ChatConversation.objects.create(started_at=now, last_message_at=now, email=ANNA, name="Anna Nowak")


class Append(Protocol):
    def __call__(
        self,
        action: Action = Action.OPT_IN,
        email: str | None = ANNA,
        *,
        times: int = 1,
        origin: Origin = API,
        now: datetime | None = None,
        **more: Any,
    ) -> list[ConsentAuditLog]: ...


@pytest.fixture
def append(db: None) -> Append:
    """Writes rows of one address at the end of the trail."""

    def write(
        action: Action = Action.OPT_IN,
        email: str | None = ANNA,
        *,
        times: int = 1,
        origin: Origin = API,
        now: datetime | None = None,
        **more: Any,
    ) -> list[ConsentAuditLog]:
        with transaction.atomic():
            return audit_append([Entry(action, origin, email=email, **more)] * times, now=now or timezone.now())

    return write
