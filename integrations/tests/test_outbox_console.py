"""What staff see of the outbox, and what they can do about a message."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from integrations.copies import REMOVAL
from integrations.models import Destination, OutboxMessage, Status
from integrations.outbox.backoff import MOST_ATTEMPTS
from integrations.outbox.by_hand import outbox_give_up
from integrations.outbox.claim import claim
from integrations.tests.outbox_cast import Service, add

pytestmark = pytest.mark.django_db

LIST = "/admin/integrations/outboxmessage/"
PAYLOAD = {"card": {"name": "Anna Nowak", "score": 73, "city": ""}, "lines": ["ul. Długa 5"]}
Staff = Callable[..., Client]


@pytest.fixture
def staff() -> Staff:
    """A browser of somebody who may look at the outbox, and do what else is named."""

    def make(*permissions: str) -> Client:
        user = User.objects.create_user("zofia", is_staff=True)
        codenames = ["view_outboxmessage", *permissions]
        found = Permission.objects.filter(content_type__app_label="integrations", codename__in=codenames)
        assert len(found) == len(codenames)
        user.user_permissions.set(found)
        client = Client()
        client.force_login(user)
        return client

    return make


def message(status: Status = Status.DEAD, key: str = "1", **fields: Any) -> OutboxMessage:
    add(key, payload=PAYLOAD, destination=Destination.MONDAY)
    values = {"status": status, "attempts": MOST_ATTEMPTS, "last_error": "monday: 400", **fields}
    OutboxMessage.objects.filter(idempotency_key=key).update(**values)
    return OutboxMessage.objects.get(idempotency_key=key)


def page(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_tells_state_and_error_and_nothing_of_the_payload(staff: Staff) -> None:
    message()
    shown = page(staff("view_outbox_payload"), LIST)
    for words in ("Niedostarczona", "monday.com", "monday: 400"):
        assert words in shown
    assert "Anna Nowak" not in shown


def test_the_list_is_filtered_by_state_and_destination(staff: Staff) -> None:
    message()
    client = staff()
    for asked, found in (("status__exact=dead", 1), ("status__exact=sent", 0), ("destination__exact=slack", 0)):
        assert len(client.get(f"{LIST}?{asked}").context["cl"].result_list) == found


def test_the_payload_is_shown_whole_only_to_who_has_the_right(staff: Staff) -> None:
    found = message()
    shown = page(staff("view_outbox_payload"), f"{LIST}{found.pk}/change/")
    assert "Anna Nowak" in shown
    assert "ul. Długa 5" in shown


def test_for_everybody_else_keys_and_numbers_stay(staff: Staff) -> None:
    found = message()
    shown = page(staff("change_outboxmessage"), f"{LIST}{found.pk}/change/")
    for word in ("Anna", "Nowak", "Długa"):
        assert word not in shown
    for word in ("name", "score", "73", "•••", "Dane osobowe są zasłonięte"):
        assert word in shown


def test_sending_again_is_asked_first_and_gives_all_attempts_anew(staff: Staff) -> None:
    found = message()
    client = staff("change_outboxmessage")
    path = f"{LIST}{found.pk}/send-again/"
    assert "Wysłać tę wiadomość ponownie?" in page(client, path)
    found.refresh_from_db()
    assert found.status == Status.DEAD
    before = timezone.now()
    response = client.post(path, follow=True)
    found.refresh_from_db()
    assert (found.status, found.attempts, found.payload) == (Status.PENDING, 0, PAYLOAD)
    assert before <= found.next_attempt_at <= timezone.now()
    assert "Wiadomość wyjdzie" in response.content.decode()


def test_what_waits_is_hurried_up(staff: Staff) -> None:
    found = message(Status.PENDING, attempts=4, next_attempt_at=timezone.now() + timedelta(hours=1))
    staff("change_outboxmessage").post(f"{LIST}{found.pk}/send-again/")
    assert claim(Destination.MONDAY, timezone.now()) is not None


def test_giving_up_is_asked_first_and_empties_the_message(staff: Staff) -> None:
    found = message(Status.PENDING)
    client = staff("change_outboxmessage")
    assert "Zrezygnować" in page(client, f"{LIST}{found.pk}/give-up/")
    client.post(f"{LIST}{found.pk}/give-up/")
    found.refresh_from_db()
    assert (found.status, found.payload) == (Status.CANCELLED, {})


@pytest.mark.parametrize("status", [Status.SENDING, Status.SENT, Status.CANCELLED, Status.HELD])
@pytest.mark.parametrize("button", ["send-again", "give-up"])
def test_what_is_being_sent_or_done_with_stays_as_it_is(staff: Staff, status: Status, button: str) -> None:
    found = message(status)
    response = staff("change_outboxmessage").post(f"{LIST}{found.pk}/{button}/", follow=True)
    before = (found.status, found.attempts, found.payload, found.next_attempt_at)
    found.refresh_from_db()
    assert (found.status, found.attempts, found.payload, found.next_attempt_at) == before
    assert "Stan tej wiadomości się zmienił" in response.content.decode()
    assert not LogEntry.objects.exists()


def test_a_message_that_says_nothing_any_more_is_not_sent_again(staff: Staff) -> None:
    found = message(payload={})
    staff("change_outboxmessage").post(f"{LIST}{found.pk}/send-again/")
    found.refresh_from_db()
    assert found.status == Status.DEAD


@pytest.mark.parametrize("button", ["send-again", "give-up"])
def test_who_may_only_look_changes_nothing(staff: Staff, button: str) -> None:
    found = message()
    client = staff("view_outbox_payload")
    assert client.get(f"{LIST}{found.pk}/{button}/").status_code == 403
    assert client.post(f"{LIST}{found.pk}/{button}/").status_code == 403
    assert button not in page(client, f"{LIST}{found.pk}/change/")
    client.post(LIST, {"action": "give_up_selected", "confirmed": "1", "_selected_action": [found.pk]})
    found.refresh_from_db()
    assert found.status == Status.DEAD


def test_several_messages_are_decided_on_at_once(staff: Staff) -> None:
    chosen = [message(key="1"), message(Status.PENDING, "2"), message(Status.SENT, "3")]
    client = staff("change_outboxmessage")
    ids = [found.pk for found in chosen]
    again = client.post(LIST, {"action": "send_selected_again", "_selected_action": ids}, follow=True).content.decode()
    assert "Wiadomości, które wyjdą ponownie: 2." in again
    assert "Bez zmian: 1." in again
    asked = client.post(LIST, {"action": "give_up_selected", "_selected_action": ids}).content.decode()
    assert "Zaznaczone wiadomości: 3." in asked
    assert OutboxMessage.objects.filter(status=Status.CANCELLED).count() == 0
    client.post(LIST, {"action": "give_up_selected", "confirmed": "1", "_selected_action": ids})
    assert list(OutboxMessage.objects.order_by("pk").values_list("status", flat=True)) == ["cancelled", "cancelled", "sent"]


def test_it_is_noted_who_decided_what_without_a_word_of_the_message(staff: Staff) -> None:
    found = message()
    client = staff("change_outboxmessage")
    client.post(f"{LIST}{found.pk}/send-again/")
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr, entry.get_change_message()) == (
        "zofia",
        "monday.com: lead",
        "Ponowiono ręcznie.",
    )
    assert "zofia: Ponowiono ręcznie." in page(client, f"{LIST}{found.pk}/change/")


def test_a_message_tells_why_it_waits(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monday = Service.at(Destination.MONDAY, monkeypatch)
    first = message(Status.PENDING, "1", stream="lead:17", next_attempt_at=timezone.now())
    second = message(Status.PENDING, "2", stream="lead:17", next_attempt_at=timezone.now())
    client = staff()
    assert f"(nr {first.pk})" in page(client, f"{LIST}{second.pk}/change/")
    monday.until = timezone.now() + timedelta(minutes=1)
    assert f"Następna próba po {timezone.localtime(monday.until):%d.%m.%Y, %H:%M:%S}" in page(
        client, f"{LIST}{first.pk}/change/"
    )


@pytest.mark.parametrize("status", [Status.PENDING, Status.DEAD])
def test_a_removal_is_never_given_up(staff: Staff, status: Status) -> None:
    """A copy of an erased person's data would stay outside for ever."""
    found, other = message(status, kind=REMOVAL), message(key="2")
    client, path = staff("change_outboxmessage"), f"{LIST}{found.pk}/give-up/"
    chosen = {"action": "give_up_selected", "confirmed": "1", "_selected_action": [found.pk, other.pk]}
    for answer in (client.get(path, follow=True), client.post(path, follow=True), client.post(LIST, chosen, follow=True)):
        assert "Usunięcia kopii danych nie można porzucić: ponów je, gdy usługa zadziała." in answer.content.decode()
    assert not outbox_give_up(found.pk)
    found.refresh_from_db()
    other.refresh_from_db()
    assert (found.status, found.payload, other.status) == (status, PAYLOAD, Status.CANCELLED)
    assert not LogEntry.objects.filter(object_id=str(found.pk)).exists()
    assert "Wiadomość wyjdzie" in client.post(f"{LIST}{found.pk}/send-again/", follow=True).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "payload__icontains=Anna",
        "payload__card__name=Anna+Nowak",
        "payload__card__name__startswith=A",
        "payload__has_key=card",
        "person=" + "a" * 64,
        "conversation_id=5",
        "id__gt=0",
        "pk=1",
        "status__exact=dead&payload__icontains=Anna",
    ],
)
def test_nobody_finds_out_what_messages_say_by_filtering(staff: Staff, asked: str) -> None:
    message()
    response = staff().get(f"{LIST}?{asked}")
    assert (response.status_code, response.headers["Location"]) == (302, f"{LIST}?e=1")
    assert not response.content


@pytest.mark.parametrize("path", ["send-again", "give-up"])
def test_a_message_that_is_not_there_is_not_found(staff: Staff, path: str) -> None:
    assert staff("change_outboxmessage").get(f"{LIST}4711/{path}/").status_code == 404
