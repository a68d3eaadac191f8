"""The switch that keeps every follow-up back."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from followups.models import FollowupPause
from followups.schedule.reason import Reason
from followups.services.send import followups_send
from followups.services.standing import standing_reason
from followups.tests.cast import LAST, Clock, agreed, states
from followups.tests.staff import (
    EVENTS,
    OFFICERS,
    PAUSE,
    PLAN,
    RESUME,
    SELLERS,
    TEXTS,
    html,
    member_of,
    staff_who_may,
    superuser,
)
from integrations.tests.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> Client:
    return member_of(OFFICERS)


def test_it_is_asked_first(officer: Client) -> None:
    assert "Wstrzymać wysyłkę wiadomości po rozmowach?</h2>" in html(officer, PAUSE)
    assert "Wznowić wysyłkę wiadomości po rozmowach?</h2>" in html(officer, RESUME)
    assert not FollowupPause.objects.exists()


def test_a_pause_stops_everything_and_its_end_starts_it(officer: Client, mailbox: SmtpServer) -> None:
    conversation = agreed()
    assert "Wysyłka jest wstrzymana." in officer.post(PAUSE, follow=True).content.decode()
    assert standing_reason() is Reason.PAUSED
    assert followups_send(Clock(24.5)).stopped is Reason.PAUSED
    assert (states(conversation), mailbox.messages) == ({}, [])
    assert "Wysyłka działa." in officer.post(RESUME, follow=True).content.decode()
    assert standing_reason() is None
    assert followups_send(Clock(24.5)).sent == 1
    assert len(mailbox.messages) == 1


def test_each_page_says_so_at_its_top(officer: Client) -> None:
    admin = superuser()
    officer.post(PAUSE)
    for page in (html(admin, PLAN), html(admin, EVENTS), html(admin, TEXTS)):
        assert "Wysyłka jest wstrzymana od" in page
        assert f"(konto: member of {OFFICERS})" in page
        assert "Wznów wysyłkę" in page
        assert "Wstrzymaj wysyłkę" not in page


def test_while_nothing_goes_it_is_not_said_to_be_the_hour(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LAST)  # noon, a Tuesday
    assert "Teraz jest pora wysyłki." in html(officer, PLAN)
    officer.post(PAUSE)
    page = html(officer, PLAN)
    assert "Wiadomości wychodzą od poniedziałku do soboty" in page
    assert "Teraz jest pora wysyłki." not in page


def test_the_first_one_counts(officer: Client) -> None:
    officer.post(PAUSE)
    first = FollowupPause.objects.get()
    again = superuser().post(PAUSE, follow=True).content.decode()
    assert "Ktoś zrobił to już wcześniej." in again
    second = FollowupPause.objects.get()
    assert (second.since, second.user_id) == (first.since, first.user_id)
    assert LogEntry.objects.count() == 1


def test_it_is_noted_who_turned_it(officer: Client) -> None:
    officer.post(PAUSE)
    officer.post(RESUME)
    said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert said == ["Wstrzymano wysyłkę.", "Wznowiono wysyłkę."]


def test_who_may_not_turn_it_sees_no_button() -> None:
    seller = member_of(SELLERS)
    assert "wstrzymaj/" not in html(seller, PLAN)
    for path in (PAUSE, RESUME):
        assert seller.get(path).status_code == 403
        assert seller.post(path).status_code == 403
    assert not FollowupPause.objects.exists()


def test_it_may_be_somebody_s_only_right() -> None:
    client = staff_who_may("followups.pause_followups")
    assert client.post(PAUSE).headers["Location"] == "/admin/"
    assert FollowupPause.objects.exists()
