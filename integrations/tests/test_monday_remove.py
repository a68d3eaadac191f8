"""Erasing the copy of a lead at monday.com."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations import copies
from integrations.models import OutboxMessage, Status
from integrations.monday.items import INDEX_SECONDS
from integrations.monday.outgoing import monday_item_remove
from integrations.outbox.deliver import Delivered
from integrations.outbox.hold import outbox_cancel, outbox_hold
from integrations.tests.monday_board import Item
from integrations.tests.monday_cast import ANNA, again, deliver, monday, save
from integrations.tests.monday_server import Lost, MondayServer
from integrations.tests.vendor_server import Answer

pytestmark = pytest.mark.django_db
__all__ = ["monday"]


def remove(item_id: str = "", **fields: Any) -> OutboxMessage:
    assert monday_item_remove(lead_id=ANNA.lead_id, reference=ANNA.reference, item_id=item_id, **fields)
    return OutboxMessage.objects.latest("pk")


def made(server: MondayServer, **state: str) -> Item:
    item = server.board.create("Anna", json.dumps({"lead_id": ANNA.reference}), False)
    for name, value in state.items():
        setattr(item, name, value)
    return item


def test_the_item_is_deleted(monday: MondayServer) -> None:
    item, other = made(monday), monday.board.create("Jan", json.dumps({"lead_id": "NH-18-00000000"}), False)
    message = remove(item.id)
    assert deliver() == Delivered(sent=1)
    assert monday.board.active == [other]
    assert again(message).external_id == item.id


def test_an_item_whose_id_never_came_is_found_by_its_reference(monday: MondayServer) -> None:
    made(monday), made(monday)
    message = remove()
    assert deliver() == Delivered(sent=1)
    assert not monday.board.active
    assert again(message).external_id == "9000000001,9000000002"


def test_an_archived_item_is_deleted_too(monday: MondayServer) -> None:
    item = made(monday, state="archived")
    remove(item.id)
    assert deliver() == Delivered(sent=1)
    assert item.state == "deleted"


def test_an_item_that_is_gone_already_is_well(monday: MondayServer) -> None:
    item = made(monday, state="deleted")
    remove(item.id)
    remove("1")
    assert deliver() == Delivered(sent=2)
    assert "delete_item" not in monday.fields


def test_nothing_there_is_well(monday: MondayServer) -> None:
    message = remove()
    assert deliver() == Delivered(sent=1)
    assert again(message).external_id == ""


def test_a_lost_answer_is_no_harm(monday: MondayServer) -> None:
    item = made(monday)
    message = remove(item.id)
    monday.script = [Answer(500, b"")]
    assert deliver() == Delivered(retried=1)
    made(monday)
    assert deliver(hours_later=1) == Delivered(sent=1)
    assert not monday.board.active
    assert again(message).external_id == "9000000001,9000000002"


def test_a_key_that_may_not_delete_is_told(monday: MondayServer) -> None:
    monday.script = [Answer(403, b"")]
    message = remove(made(monday).id)
    assert deliver() == Delivered(dead=1)
    assert again(message).last_error == "the key is not accepted: 403"


def test_a_removal_names_no_person_and_nothing_stops_it(monday: MondayServer) -> None:
    item = made(monday)
    message = remove(item.id)
    assert (message.person, message.conversation_id) == ("", None)
    assert message.payload == {"lead_id": 17, "reference": ANNA.reference, "item_id": item.id}
    outbox_hold("a" * 64, [5])
    outbox_cancel("a" * 64, [5])
    assert deliver() == Delivered(sent=1)
    assert not monday.board.active


def test_a_removal_waits_until_what_was_under_way_can_be_found(monday: MondayServer) -> None:
    now = timezone.now()
    message = remove(due_at=now)
    assert message.next_attempt_at == now + timedelta(seconds=INDEX_SECONDS)
    assert remove().next_attempt_at < now + timedelta(seconds=5)


def test_an_erasure_after_a_lost_answer_leaves_nothing(monday: MondayServer) -> None:
    save()
    monday.script = [Lost(Answer(502, b""))]
    deliver()
    outbox_cancel("a" * 64)
    remove(due_at=timezone.now())
    assert deliver(hours_later=1) == Delivered(sent=1)
    assert not monday.board.active


def test_a_lead_that_comes_back_gets_a_new_item_and_that_is_removed_too(monday: MondayServer) -> None:
    save()
    deliver()
    first = monday.board.active[0]
    remove(first.id)
    second = save(2)
    assert deliver() == Delivered(sent=2)
    (item,) = monday.board.active
    assert again(second).external_id == item.id != first.id
    remove(item.id)
    assert deliver() == Delivered(sent=1)
    assert not monday.board.active


def test_a_save_revived_after_the_removal_makes_nothing(monday: MondayServer) -> None:
    old = save()
    monday.script = [Answer(400, b"")]
    deliver()
    remove()
    deliver()
    OutboxMessage.objects.all().revive(timezone.now())
    assert deliver() == Delivered(sent=1)
    assert (again(old).status, old.external_id) == (Status.SENT, "")
    assert not monday.board.items


def test_people_have_to_where_monday_is_not_set_up(settings: Settings) -> None:
    settings.MONDAY_API_KEY = ""
    assert not copies.queue_removal("monday", lead_id=17, reference=ANNA.reference, external_id="7")
    assert not copies.queue_removal("pipedrive", lead_id=17, reference=ANNA.reference, external_id="7")
    assert not OutboxMessage.objects.exists()


def test_a_removal_is_queued_by_whoever_erases(monday: MondayServer) -> None:
    item = made(monday)
    assert copies.queue_removal("monday", lead_id=17, reference=ANNA.reference, external_id=item.id)
    assert deliver() == Delivered(sent=1)
    assert item.state == "deleted"
