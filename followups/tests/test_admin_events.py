"""What was sent, called off or refused, as the console lists it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chatbot.models import ChatConversation
from consent.models import ConsentAuditLog
from consent.models.audit import Action
from followups.models import FollowupChange, FollowupEvent, FollowupStatus
from followups.schedule.reason import Reason
from followups.tests.cast import LAST, Clock, agreed, talked
from followups.tests.staff import EVENTS, OFFICERS, PLAN, SELLERS, html, member_of, staff_who_may, superuser
from integrations.tests.smtp_server import SmtpServer
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db

ANNA, JAN = "anna@example.pl", "jan@example.pl"


@pytest.fixture
def officer(db: None) -> Client:
    return member_of(OFFICERS)


def event(email: str = ANNA, number: int = 1, **fields: Any) -> FollowupEvent:
    return FollowupEvent.objects.create(
        conversation=talked(email, name="Anna Nowak"), followup_number=number, person=email_hash(email), **fields
    )


def rows(client: Client, **query: str) -> list[int]:
    return [row.pk for row in client.get(EVENTS, query).context["cl"].result_list]


def page(client: Client, found: FollowupEvent) -> str:
    return html(client, f"{EVENTS}{found.pk}/change/")


def test_the_newest_come_first_with_their_state_and_why(officer: Client) -> None:
    sent = event(status=FollowupStatus.SENT, sent_at=LAST, attempts=1, created_at=LAST)
    called_off = event(JAN, 2, status=FollowupStatus.CANCELLED, reason=Reason.REPLIED, created_at=LAST + timedelta(hours=1))
    shown = html(officer, EVENTS)
    assert rows(officer) == [called_off.pk, sent.pk]
    for words in ("1 z 3", "2 z 3", "Anna Nowak", "Wysłana", "24.11.2026, 12:00:00", "Anulowana", "klient napisał"):
        assert words in shown


@pytest.mark.parametrize("term", [ANNA, " Anna@EXAMPLE.pl "])
def test_they_are_found_by_the_whole_address(officer: Client, term: str) -> None:
    found = event(ANNA)
    event(JAN)
    assert rows(officer, q=term) == [found.pk]


@pytest.mark.parametrize("term", ["anna", "@example.pl", "%", "a" * 64])
def test_a_part_of_an_address_finds_nothing(officer: Client, term: str) -> None:
    event(ANNA)
    assert rows(officer, q=term) == []


def test_they_are_filtered_by_state(officer: Client) -> None:
    sent, failed = event(status=FollowupStatus.SENT), event(JAN, status=FollowupStatus.FAILED, reason=Reason.REFUSED)
    assert rows(officer, status__exact="failed") == [failed.pk]
    assert set(rows(officer, status__exact="nonsense")) == {sent.pk, failed.pk}


@pytest.mark.parametrize("asked", ["person__startswith=a", "conversation__email=anna@example.pl", "message_id__contains=a"])
def test_nobody_finds_out_more_by_filtering(officer: Client, asked: str) -> None:
    event()
    response = officer.get(f"{EVENTS}?{asked}")
    assert (response.status_code, response.headers["Location"]) == (302, f"{EVENTS}?e=1")


def test_a_mail_that_went_shows_what_it_relied_on(officer: Client, mailbox: SmtpServer) -> None:
    from followups.services.send import followups_send

    agreed(ANNA)
    followups_send(Clock(24.5))
    found = FollowupEvent.objects.get()
    shown = page(officer, found)
    assert found.status == FollowupStatus.SENT
    for words in (
        f'href="/admin/consent/consentauditlog/{found.consent_row}/change/"',
        f'href="/admin/chatbot/chatconversation/{found.conversation_id}/change/"',
        found.chain_hash,
        found.message_id.strip("<>"),
        "Przygotowywana",
        "W trakcie wysyłki",
        "próba 1",
        "25.11.2026, 12:30:00",
    ):
        assert words in shown
    row = ConsentAuditLog.objects.get(action=Action.FOLLOWUP_SENT)
    trail = html(officer, f"/admin/consent/consentauditlog/{row.pk}/change/")
    for words in ("która z wiadomości po rozmowie: 1", f"wpis zgody, na której się opiera: {found.consent_row}"):
        assert words in trail
    assert "Ta wiadomość wyszła 25.11.2026, 12:30:00." in html(officer, f"{PLAN}{found.conversation_id}/1/")


def test_history_and_last_error_are_shown_as_text(officer: Client) -> None:
    found = event(status=FollowupStatus.FAILED, reason=Reason.REFUSED, last_error="mail: <b>550</b>")
    FollowupChange.objects.create(
        event=found, changed_at=LAST, status=FollowupStatus.FAILED, reason=Reason.REFUSED, details="<i>x</i>"
    )
    shown = page(officer, found)
    for words in ("&lt;b&gt;550&lt;/b&gt;", "&lt;i&gt;x&lt;/i&gt;", "serwer odbiorcy odrzucił"):
        assert words in shown


def test_sales_sees_no_way_into_the_trail(officer: Client) -> None:
    found = event(consent_row=7)
    seller = member_of(SELLERS)
    shown = page(seller, found)
    assert "Wpis nr 7 dziennika zgód" in shown
    assert "/admin/consent/" not in shown
    assert f"/admin/chatbot/chatconversation/{found.conversation_id}/change/" in shown


def test_who_is_restricted_is_there_for_the_officer_alone(officer: Client) -> None:
    found = event()
    ChatConversation.objects.update(restricted_at=timezone.now())
    seller = member_of(SELLERS)
    assert rows(seller) == rows(seller, q=ANNA) == []
    assert seller.get(f"{EVENTS}{found.pk}/change/").status_code == 302
    assert seller.get(f"{EVENTS}{found.pk}/podglad/").status_code == 404
    assert rows(officer) == [found.pk]


def test_who_may_not_see_conversations_sees_numbers() -> None:
    found, client = event(), staff_who_may("followups.view_followupevent")
    for shown in (html(client, EVENTS), page(client, found)):
        assert f"Rozmowa {found.conversation_id}" in shown
        assert "Anna Nowak" not in shown
        assert "chatconversation" not in shown
    assert "podglad" not in page(client, found)
    assert client.get(f"{EVENTS}{found.pk}/podglad/").status_code == 403


def test_a_button_leads_to_the_mail(officer: Client) -> None:
    found = event(number=2)
    assert f"{EVENTS}{found.pk}/podglad/" in page(officer, found)
    assert officer.get(f"{EVENTS}{found.pk}/podglad/").headers["Location"] == f"{PLAN}{found.conversation_id}/2/"


def test_nobody_adds_changes_or_deletes_one() -> None:
    found, admin = event(), superuser()
    assert admin.get(f"{EVENTS}add/").status_code == 403
    assert admin.post(f"{EVENTS}{found.pk}/change/", {"status": "sent"}).status_code == 403
    assert admin.post(f"{EVENTS}{found.pk}/delete/", {"post": "yes"}).status_code == 403
    found.refresh_from_db()
    assert found.status == FollowupStatus.CLAIMED


@pytest.mark.parametrize("query", [{}, {"status__exact": "sent"}, {"q": ANNA}])
def test_the_list_never_counts_and_costs_the_same_however_long(officer: Client, query: dict[str, str]) -> None:
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            rows(officer, **query)
        return [statement["sql"] for statement in captured]

    def many(number: int) -> None:
        for _ in range(number):
            event(status=FollowupStatus.SENT, sent_at=LAST)

    many(3)
    statements()
    before = statements()
    many(60)
    after = statements()
    assert len(after) == len(before) <= 25
    assert not any("COUNT(" in statement.upper() for statement in after)
