"""What the tests of monday.com share: a server that is set up, a lead, and the outbox brought forward."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations import copies
from integrations.leads.card import LeadCard
from integrations.models import OutboxMessage, Status
from integrations.monday.columns import DEFAULTS
from integrations.monday.outgoing import monday_item_remove, monday_item_save
from integrations.outbox.deliver import Delivered, deliver_due
from integrations.tests.monday_board import BOARD_ID
from integrations.tests.monday_server import KEY, MondayServer

ANNA = LeadCard(
    lead_id=17,
    reference="NH-17-3f9a2c41",
    url="https://czat.novahouse.pl/admin/chatbot/lead/17/change/",
    score=60,
    name="Anna Nowak",
    email="anna@example.com",
    phone="+48501234567",
    city="Gdańsk",
    status="Nowy",
)


@pytest.fixture
def monday(settings: Settings) -> Iterator[MondayServer]:
    """A running monday.com that this product is set up for."""
    copies.register("monday", monday_item_remove)
    with MondayServer() as server:
        settings.MONDAY_API_KEY, settings.MONDAY_BOARD_ID = KEY, BOARD_ID
        settings.MONDAY_API_URL = f"{server.url}/v2"
        settings.MONDAY_COLUMNS = DEFAULTS
        yield server


def save(number: int = 1, card: LeadCard = ANNA, *, item_id: str = "", **changes: Any) -> OutboxMessage:
    """The `number`-th message about a lead, written while the one before was on its way."""
    key = f"lead:{card.lead_id}:monday:{number}"
    may_exist = changes.pop("may_exist", False)
    on_their_way = [message.pk for message in OutboxMessage.objects.filter(status=Status.PENDING)]
    OutboxMessage.objects.filter(pk__in=on_their_way).update(status=Status.SENDING)
    saved = replace(card, **changes)
    assert monday_item_save(saved, key=key, person="a" * 64, conversation_id=5, item_id=item_id, may_exist=may_exist)
    OutboxMessage.objects.filter(pk__in=on_their_way).update(status=Status.PENDING)
    return OutboxMessage.objects.get(idempotency_key=key)


def deliver(hours_later: float = 0) -> Delivered:
    """As if so much time had passed since everything that waits."""
    by = timedelta(hours=hours_later)
    for message in OutboxMessage.objects.filter(status__in=[Status.PENDING, Status.DEAD]):
        OutboxMessage.objects.filter(pk=message.pk).update(next_attempt_at=message.next_attempt_at - by)
    return deliver_due()


def again(message: OutboxMessage) -> OutboxMessage:
    message.refresh_from_db()
    return message


def wait_of(message: OutboxMessage) -> float:
    """How many seconds it waits for its next attempt."""
    return (again(message).next_attempt_at - timezone.now()).total_seconds()
