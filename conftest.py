"""What every test stands on: a database with the shipped knowledge base, and no network but this machine."""

import socket
import uuid
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker, Settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    from chatbot.services.knowledge_load import knowledge_load

    with django_db_blocker.unblock():
        knowledge_load()


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Pages render without a collectstatic; the running server of tests/ has the real storage."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def own_files_outside_the_database(settings: Settings, tmp_path: Path) -> None:
    """Journal, anchors and mail of one test are nobody else's, and not those of this machine's own database."""
    settings.AUDIT_ANCHOR = str(tmp_path / "anchors.jsonl")
    settings.SUPPRESSION_JOURNAL = tmp_path / "journal.jsonl"
    settings.MAIL_DIR = tmp_path / "mail"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches beyond this machine fails at once instead of depending on the weather."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(autouse=True)
def own_redis_namespace(settings: Settings) -> None:
    """Redis knows no roll-back: each test counts under a prefix of its own."""
    if settings.REDIS_URL:
        default = {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
        settings.CACHES = {**settings.CACHES, "default": default}
