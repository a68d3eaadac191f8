"""Who plays in the tests of the outbox: a service that takes messages, and messages for it."""

from datetime import datetime
from typing import Any

import pytest

from integrations.models import Destination, OutboxMessage
from integrations.outbox import destinations
from integrations.outbox.add import outbox_add

ANNA, JAN = "a" * 64, "b" * 64


class Service:
    """Takes messages, or raises what it is given; rests as long as it is told to."""

    def __init__(self) -> None:
        self.took: list[str] = []
        self.error: Exception | None = None
        self.until: datetime | None = None

    def __call__(self, message: OutboxMessage) -> str:
        if self.error:
            raise self.error
        self.took.append(message.idempotency_key)
        return f"T{message.pk}"

    def rests_until(self) -> datetime | None:
        return self.until

    @classmethod
    def at(cls, destination: Destination, monkeypatch: pytest.MonkeyPatch) -> "Service":
        """In place of the real one."""
        monkeypatch.setattr(destinations, "_senders", dict(destinations._senders))
        monkeypatch.setattr(destinations, "_rests", dict(destinations._rests))
        monkeypatch.setattr(destinations, "_probing", dict(destinations._probing))
        service = cls()
        destinations.register(destination, service, service.rests_until)
        return service


def add(key: str = "1", person: str = ANNA, **fields: Any) -> bool:
    given = {"destination": Destination.SLACK, "kind": "lead", "payload": {"text": "Anna"}, **fields}
    return outbox_add(idempotency_key=key, person=person, **given)


def statuses() -> dict[str, str]:
    return dict(OutboxMessage.objects.order_by("pk").values_list("idempotency_key", "status"))
