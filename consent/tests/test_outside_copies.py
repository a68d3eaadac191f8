"""An erased person's copy at an outside service: its removal is confirmed in the trail, and the officer sees it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from consent.audit.verify import verify_chain
from consent.models import ConsentAuditLog, DataSubjectRequest
from consent.models.audit import Action, Source
from consent.models.request import Channel, RequestKind, RequestState
from consent.services.copy_confirm import copies_confirmed
from consent.services.request_fulfil import request_open
from integrations import copies
from integrations.models import Destination, OutboxMessage, Status
from integrations.outbox.arrived import arrived
from integrations.outbox.claim import claim
from integrations.outbox.deliver import Delivered
from integrations.tests.monday_cast import ANNA, deliver, monday, save
from integrations.tests.monday_server import MondayServer
from integrations.tests.vendor_server import Answer

pytestmark = pytest.mark.django_db
__all__ = ["monday"]


def queue(external_id: str = "") -> None:
    assert copies.queue_removal("monday", lead_id=17, reference=ANNA.reference, external_id=external_id)


def made(server: MondayServer) -> str:
    return server.board.create("Anna", json.dumps({"lead_id": ANNA.reference}), False).id


def confirmations() -> list[ConsentAuditLog]:
    return list(ConsentAuditLog.objects.filter(action=Action.COPY_ERASED).order_by("pk"))


def fulfilled(outside: list[dict[str, Any]]) -> DataSubjectRequest:
    """An erasure that was done a moment ago."""
    now = timezone.now()
    request = request_open(
        kind=RequestKind.ERASE, email="anna@example.com", channel=Channel.POST, received_at=now, verified=True
    )
    request.state, request.closed_at = RequestState.DONE, now
    request.report = {"removed": {}, "kept": [], "outside": outside}
    request.save()
    return request


def copy(external_id: str, *, queued: bool = True) -> dict[str, Any]:
    return {"service": "monday", "id": external_id, "queued": queued}


@pytest.fixture
def console(db: None) -> Client:
    user = User.objects.create_user("irena", is_staff=True)
    user.groups.add(Group.objects.get(name="Inspektor ochrony danych"))
    client = Client()
    client.force_login(user)
    return client


def page(console: Client, request: DataSubjectRequest) -> str:
    return console.get(f"/admin/consent/datasubjectrequest/{request.pk}/change/").content.decode()


def test_a_copy_that_is_gone_is_confirmed_in_the_trail(monday: MondayServer) -> None:
    item = made(monday)
    queue(item)
    assert not confirmations()
    assert deliver() == Delivered(sent=1)
    (row,) = confirmations()
    assert (row.lead_id, row.source) == (17, Source.SCHEDULE)
    assert row.facts == {"service": "monday", "item": [item], "reference": ANNA.reference}
    assert row.get_action_display() == "Usunięcie kopii w innej usłudze"


def test_the_confirmation_says_nothing_of_a_person(monday: MondayServer) -> None:
    queue(made(monday))
    deliver()
    (row,) = confirmations()
    assert (row.email, row.email_hmac, row.conversation_id, row.reason, row.ip_address) == (None,) * 5
    assert "Anna" not in row.details


def test_a_copy_that_is_still_there_is_not_confirmed(monday: MondayServer) -> None:
    queue(made(monday))
    monday.script = [Answer(500, b"")]
    assert deliver() == Delivered(retried=1)
    assert not confirmations()
    monday.script = [Answer(403, b"")]
    assert deliver(hours_later=1) == Delivered(dead=1)
    assert not confirmations()


def test_the_trail_with_it_is_valid(monday: MondayServer) -> None:
    queue(made(monday))
    queue()
    deliver()
    assert len(confirmations()) == 2
    assert verify_chain().finding == ""
    call_command("verify_audit_log")


def test_other_messages_leave_no_row(monday: MondayServer) -> None:
    save()
    assert deliver() == Delivered(sent=1)
    assert not ConsentAuditLog.objects.exists()


def test_a_message_whose_lease_was_lost_confirms_nothing(monday: MondayServer) -> None:
    """Somebody else has it now, and will tell."""
    queue("44")
    message = claim(Destination.MONDAY, timezone.now())
    assert message is not None
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=2)
    assert not arrived(message, "44")
    assert not confirmations()


def test_the_officer_sees_what_was_ordered_and_what_is_confirmed(monday: MondayServer, console: Client) -> None:
    item = made(monday)
    request = fulfilled([copy(item), copy("44", queued=False), copy("555")])
    queue(item)
    before = page(console, request)
    assert f"monday, {item}: usunięcie zlecone, jeszcze niepotwierdzone" in before
    assert "monday, 44: do usunięcia ręcznie" in before
    deliver()
    after = page(console, request)
    assert f"monday, {item}: usunięcie potwierdzone {timezone.localtime():%d.%m.%Y}" in after
    assert "monday, 44: do usunięcia ręcznie" in after
    assert "monday, 555: usunięcie zlecone, jeszcze niepotwierdzone" in after


def test_a_copy_known_by_its_reference_alone_is_confirmed_too(monday: MondayServer, console: Client) -> None:
    made(monday)
    request = fulfilled([copy(ANNA.reference)])
    queue()
    deliver()
    assert f"monday, {ANNA.reference}: usunięcie potwierdzone" in page(console, request)


def test_another_copy_with_a_similar_number_confirms_nothing(monday: MondayServer) -> None:
    since = timezone.now()
    item = made(monday)
    queue(item)
    deliver()
    assert copies_confirmed("monday", [item[:-1], item + "1", "NH-17", "%", "_________"], since) == {}
    assert copies_confirmed("pipedrive", [item], since) == {}
    assert copies_confirmed("monday", [item], timezone.now()) == {}
    assert copies_confirmed("monday", [item, ANNA.reference], since).keys() == {item, ANNA.reference}


def test_the_page_of_many_copies_asks_the_trail_once(monday: MondayServer, console: Client) -> None:
    request = fulfilled([copy(str(number)) for number in range(30)])
    with CaptureQueriesContext(connection) as captured:
        page(console, request)
    assert len([query for query in captured if "consentauditlog" in query["sql"]]) == 1


def test_the_trail_in_the_console_names_it(monday: MondayServer, console: Client) -> None:
    item = made(monday)
    queue(item)
    deliver()
    (row,) = confirmations()
    assert "Usunięcie kopii w innej usłudze" in console.get("/admin/consent/consentauditlog/").content.decode()
    shown = console.get(f"/admin/consent/consentauditlog/{row.pk}/change/").content.decode()
    assert "usługa: monday" in shown
    assert f"numery kopii: {item}" in shown


def test_without_monday_people_are_told_to_remove_it(settings: Settings) -> None:
    settings.MONDAY_API_KEY = ""
    assert not copies.queue_removal("monday", lead_id=17, reference=ANNA.reference, external_id="7")
    assert not OutboxMessage.objects.filter(status=Status.PENDING).exists()
