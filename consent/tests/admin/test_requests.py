"""Requests of persons about their data: taken, kept in time, done and closed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chatbot.models import ChatConversation
from consent.models import ConsentAuditLog, DataSubjectRequest
from consent.models.audit import Action
from consent.models.request import Channel, RequestKind, RequestState
from consent.services.origin import Origin
from consent.services.request_fulfil import NotReady, request_erase, request_open
from consent.services.suppression import is_suppressed
from consent.tests.admin.conftest import ANNA, API
from novahouse.privacy.email_address import email_hash

LIST = "/admin/consent/datasubjectrequest/"


def asked(kind: RequestKind = RequestKind.ACCESS, *, days_ago: int = 0, verified: bool = True) -> DataSubjectRequest:
    received_at = timezone.now() - timedelta(days=days_ago)
    return request_open(kind=kind, email=ANNA, channel=Channel.POST, received_at=received_at, verified=verified)


def form(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "erase",
        "channel": "post",
        "received_at_0": "31.01.2026",
        "received_at_1": "10:00:00",
        "email": " Anna@EXAMPLE.com",
        "note": "",
        **changes,
    }


def test_overdue_requests_come_first_and_closed_ones_last(console: Client) -> None:
    closed = asked(days_ago=200)
    DataSubjectRequest.objects.filter(pk=closed.pk).update(state=RequestState.DONE, closed_at=timezone.now())
    fresh, late, soon = asked(), asked(days_ago=50), asked(days_ago=27)
    response = console.get(LIST)
    assert [row.pk for row in response.context["cl"].result_list] == [late.pk, soon.pk, fresh.pk, closed.pk]
    page = response.content.decode()
    for words in ("po terminie", "zostało:", "zamknięty"):
        assert words in page


def test_the_sidebar_counts_what_is_overdue(console: Client, seller: Client) -> None:
    asked(days_ago=50)
    asked(days_ago=60)
    asked()
    navigation = console.get("/admin/").context["sidebar_navigation"]
    assert [item.get("badge") for group in navigation for item in group["items"] if item["title"] == "Wnioski"] == ["2"]
    with CaptureQueriesContext(connection) as captured:
        seller.get("/admin/")
    assert not any("datasubjectrequest" in query["sql"] for query in captured)


def test_a_letter_is_taken_down_with_its_deadline(console: Client) -> None:
    response = console.post(f"{LIST}add/", form(note="List polecony"))
    assert response.status_code == 302, response.context["adminform"].form.errors
    request = DataSubjectRequest.objects.get()
    assert (request.email, request.email_hmac) == (ANNA, email_hash(ANNA))
    assert request.due_on == date(2026, 2, 28)
    assert (request.state, request.channel, request.note) == (RequestState.RECEIVED, "post", "List polecony")
    assert request.closed_at is None


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"email": "anna@"}, "To nie jest poprawny adres e-mail."),
        ({"received_at_0": f"{timezone.now() + timedelta(days=2):%d.%m.%Y}"}, "nie mógł wpłynąć w przyszłości"),
        ({"kind": "all"}, "all"),
    ],
)
def test_what_cannot_be_is_refused(console: Client, changes: dict[str, str], complaint: str) -> None:
    response = console.post(f"{LIST}add/", form(**changes))
    assert response.status_code == 200
    assert complaint in response.content.decode()
    assert not DataSubjectRequest.objects.exists()


def test_a_request_may_have_no_address(console: Client) -> None:
    console.post(f"{LIST}add/", form(email=""))
    request = DataSubjectRequest.objects.get()
    assert (request.email, request.email_hmac) == (None, None)
    assert "nie ma adresu e-mail" in console.get(f"{LIST}{request.pk}/change/").content.decode()


def test_closing_notes_who_and_when_and_reopening_takes_it_back(console: Client, officer: User) -> None:
    request = asked(RequestKind.RECTIFY)
    page = f"{LIST}{request.pk}/change/"
    console.post(page, {"state": "done", "verified": "on", "note": "Poprawiono telefon."})
    request.refresh_from_db()
    assert (request.state, request.handled_by, request.note) == (RequestState.DONE, officer, "Poprawiono telefon.")
    assert request.closed_at is not None
    console.post(page, {"state": "in-progress", "verified": "on", "note": ""})
    request.refresh_from_db()
    assert request.closed_at is None


def test_a_refusal_gives_its_reasons(console: Client) -> None:
    request = asked()
    response = console.post(f"{LIST}{request.pk}/change/", {"state": "refused", "note": " "})
    assert "Odmowa wymaga uzasadnienia" in response.content.decode()
    request.refresh_from_db()
    assert request.state == RequestState.RECEIVED


def test_what_was_asked_is_not_rewritten_and_nothing_is_deleted(console: Client, admin_client: Client) -> None:
    request = asked(RequestKind.ACCESS, days_ago=3)
    rewritten = {"kind": "erase", "email": "x@example.com", "due_on": "2030-01-01"}
    console.post(f"{LIST}{request.pk}/change/", {"state": "in-progress", "verified": "on", "note": "", **rewritten})
    after = DataSubjectRequest.objects.get()
    assert (after.kind, after.email, after.due_on) == (RequestKind.ACCESS, ANNA, request.due_on)
    assert admin_client.post(f"{LIST}{request.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_copy_closes_the_request(console: Client, officer: User, talk: ChatConversation) -> None:
    request = asked(RequestKind.ACCESS)
    page = f"{LIST}{request.pk}/wykonaj/"
    assert "Wydać kopię danych?" in console.get(page).content.decode()
    assert not ConsentAuditLog.objects.exists()
    response = console.post(page)
    assert response.json()["held"] is True
    request.refresh_from_db()
    assert (request.state, request.handled_by) == (RequestState.DONE, officer)
    assert request.report == {"sections": len(response.json()["sections"])}
    assert ConsentAuditLog.objects.get().action == Action.EXPORT


def test_an_erasure_closes_the_request_with_its_report(console: Client, talk: ChatConversation) -> None:
    request = asked(RequestKind.ERASE)
    assert "Rozmowy" in console.get(f"{LIST}{request.pk}/wykonaj/").content.decode()
    page = console.post(f"{LIST}{request.pk}/wykonaj/", follow=True).content.decode()
    assert "Dane zostały usunięte." in page
    assert "Rozmowy: 1" in page
    assert not ChatConversation.objects.exists()
    request.refresh_from_db()
    assert (request.state, request.email) == (RequestState.DONE, None)


def test_a_restriction_and_an_objection_are_followed(console: Client, talk: ChatConversation) -> None:
    console.post(f"{LIST}{asked(RequestKind.RESTRICT, verified=False).pk}/wykonaj/")
    talk.refresh_from_db()
    assert talk.restricted_at is not None
    console.post(f"{LIST}{asked(RequestKind.OBJECT, verified=False).pk}/wykonaj/")
    assert is_suppressed(email_hash(ANNA))
    assert not DataSubjectRequest.objects.open().exists()
    assert [row.action for row in ConsentAuditLog.objects.order_by("pk")] == [Action.RESTRICT, Action.UNSUBSCRIBE]


@pytest.mark.parametrize("kind", [RequestKind.ACCESS, RequestKind.ERASE])
def test_nothing_is_handed_out_or_erased_before_the_identity_is_confirmed(
    console: Client, talk: ChatConversation, kind: RequestKind
) -> None:
    request = asked(kind, verified=False)
    assert "Najpierw potwierdź tożsamość" in console.get(f"{LIST}{request.pk}/change/").content.decode()
    assert console.post(f"{LIST}{request.pk}/wykonaj/").status_code == 302
    assert ChatConversation.objects.exists()
    assert not ConsentAuditLog.objects.exists()


def test_what_is_closed_is_not_done_twice(console: Client, officer: User, talk: ChatConversation) -> None:
    request = asked(RequestKind.ERASE)
    DataSubjectRequest.objects.update(state=RequestState.DONE)
    console.post(f"{LIST}{request.pk}/wykonaj/")
    with pytest.raises(NotReady):
        request_erase(request_id=request.pk, user_id=officer.pk, origin=Origin(API.source), now=timezone.now())
    assert ChatConversation.objects.exists()


def test_a_rectification_is_left_to_people(console: Client) -> None:
    request = asked(RequestKind.RECTIFY)
    assert console.post(f"{LIST}{request.pk}/wykonaj/").status_code == 302
    request.refresh_from_db()
    assert request.state == RequestState.RECEIVED


def test_a_request_is_found_by_its_address(console: Client) -> None:
    request = asked()
    found = console.get(LIST, {"q": "ANNA@example.com"}).context["cl"].result_list
    assert [row.pk for row in found] == [request.pk]
    assert list(console.get(LIST, {"q": "anna"}).context["cl"].result_list) == []


def test_the_list_costs_the_same_however_long(console: Client, officer: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            console.get(LIST)
        return len(captured)

    for _ in range(5):
        asked()
    DataSubjectRequest.objects.update(handled_by=officer)
    before = cost()
    for _ in range(45):
        asked()
    DataSubjectRequest.objects.update(handled_by=officer)
    assert cost() == before <= 15
