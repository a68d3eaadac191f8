"""The plan in the console: what it tells to whom, looking at a mail, and calling one off."""

import re
from datetime import datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import ChatConversation
from followups.admin.place import read_place, written_place
from followups.models import FollowupChange, FollowupEvent, FollowupStatus
from followups.schedule.plan import next_step
from followups.schedule.reason import Reason
from followups.services.opening import opening
from followups.services.planned import Place
from followups.services.talks import talks
from followups.tests.cast import LAST, agree, agreed, states, talked
from followups.tests.staff import EVENTS, OFFICERS, PAUSE, PLAN, SELLERS, html, member_of, staff_who_may, superuser
from integrations.breakers import mail_breaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def yesterday(settings: Settings) -> datetime:
    """Twenty hours ago, without quiet hours: the first mail goes in four hours whatever the time of day."""
    settings.FOLLOWUP_QUIET_HOURS = None
    return timezone.now() - timedelta(hours=20)


@pytest.fixture
def anna(yesterday: datetime) -> ChatConversation:
    return agreed("anna@example.pl", last=yesterday, context={"square_meters": 62.5, "package": "comfort"})


@pytest.fixture
def seller(db: None) -> Client:
    return member_of(SELLERS)


def mail(conversation: ChatConversation, number: int = 1, doing: str = "") -> str:
    return f"{PLAN}{conversation.pk}/{number}/{doing}"


def test_it_says_who_gets_what_when(seller: Client, anna: ChatConversation) -> None:
    page = html(seller, PLAN)
    first = timezone.localtime(anna.last_message_at + timedelta(hours=24))
    for words in ("Anna", "anna@example.pl", "Wiadomość 1 z 3", "Wiadomość 2 z 3", f"{first:%-H:%M}", "wyjdzie"):
        assert words in page
    assert mail(anna, 1, "anuluj/") in page
    assert "Wysyłka wiadomości po rozmowach działa." in page


def test_it_says_why_one_does_not_go(seller: Client, yesterday: datetime) -> None:
    conversation = talked("jan@example.pl", last=yesterday)
    page = html(seller, PLAN)
    assert "Brak potwierdzonej zgody marketingowej." in page
    assert "nie wyjdzie" in page
    assert mail(conversation, 1, "anuluj/") not in page


def test_one_that_is_late_and_still_goes_is_not_said_to_be_over(seller: Client, settings: Settings) -> None:
    settings.FOLLOWUP_QUIET_HOURS = None
    agreed("anna@example.pl", last=timezone.now() - timedelta(hours=25))
    page = html(seller, PLAN)
    assert "zaraz" in page
    assert "Spóźniona: miała wyjść " in page
    assert "Termin minął" not in page


def test_it_says_from_when_quiet_hours_moved_one(monkeypatch: pytest.MonkeyPatch) -> None:
    late = LAST + timedelta(hours=9)  # nine in the evening, a Tuesday
    monkeypatch.setattr(timezone, "now", lambda: late)
    agreed("anna@example.pl", last=late - timedelta(hours=23))
    page = html(member_of(SELLERS), PLAN)
    assert "Przesunięta z: dziś, wtorek 24 listopada, 22:00, poza godziny wysyłki." in page
    assert "Jutro, środa 25 listopada" in page
    assert "Najbliższa pora wysyłki: jutro, środa 25 listopada, 9:00." in page


def test_filters(seller: Client, anna: ChatConversation, yesterday: datetime) -> None:
    talked("jan@example.pl", last=yesterday)
    found = {show: html(seller, PLAN, pokaz=show) for show in ("wszystkie", "wyjda", "nie-wyjda", "\x00")}
    assert {show: ("anna@example.pl" in page, "jan@example.pl" in page) for show, page in found.items()} == {
        "wszystkie": (True, True),
        "wyjda": (True, False),
        "nie-wyjda": (False, True),
        "\x00": (True, True),
    }


def test_pages_follow_each_other(seller: Client, yesterday: datetime) -> None:
    for number in range(40):
        talked(f"a{number}@example.pl", last=yesterday - timedelta(minutes=number))
    first = seller.get(PLAN, {"pokaz": "nie-wyjda"})
    second = seller.get(f"{PLAN}{first.context['following']}").content.decode()
    assert "Od początku" in second
    shown = [first.content.decode().count("followup-line"), second.count("followup-line")]
    assert shown == [50, 50]


@pytest.mark.parametrize("written", ["", "x", "2026-11-24_1_1", "2026-11-24T10:00:00+00:00_1_4", "_".join("123"), "\x00_1_1"])
def test_a_place_that_nobody_wrote_is_the_beginning(seller: Client, anna: ChatConversation, written: str) -> None:
    assert read_place(written) is None
    assert "anna@example.pl" in html(seller, PLAN, za=written)


def test_a_place_is_read_as_it_was_written(yesterday: datetime) -> None:
    place = Place(yesterday, 17, 2)
    assert read_place(written_place(place)) == place


def test_who_is_restricted_is_shown_to_the_officer_alone(seller: Client, anna: ChatConversation) -> None:
    ChatConversation.objects.update(restricted_at=timezone.now())
    assert "anna@example.pl" not in html(seller, PLAN)
    for path in (mail(anna), mail(anna, 1, "anuluj/")):
        assert seller.get(path).status_code == 404
    assert seller.post(mail(anna, 1, "anuluj/")).status_code == 404
    officer = html(member_of(OFFICERS), PLAN)
    assert "anna@example.pl" in officer
    assert "Przetwarzanie danych jest ograniczone." in officer


def test_who_may_not_see_conversations_sees_numbers(anna: ChatConversation) -> None:
    client = staff_who_may("followups.view_followupevent", "followups.change_followupevent")
    for page in (html(client, PLAN), html(client, mail(anna, 1, "anuluj/"))):
        assert f"Rozmowa {anna.pk}" in page
        assert "anna@example.pl" not in page
        assert "chatconversation" not in page
    assert client.get(mail(anna)).status_code == 403


def test_it_takes_the_permission(client: Client, anna: ChatConversation) -> None:
    nobody, looker = staff_who_may(), staff_who_may("followups.view_followupevent", name="jan")
    for path in (PLAN, mail(anna), mail(anna, 1, "anuluj/"), EVENTS, PAUSE):
        assert client.get(path).status_code == 302
        assert nobody.get(path).status_code == 403
        assert nobody.post(path).status_code == 403
    assert looker.post(mail(anna, 1, "anuluj/")).status_code == 403
    assert "anuluj/" not in html(looker, PLAN)
    assert not FollowupEvent.objects.exists()


def test_the_officer_calls_nothing_off(anna: ChatConversation) -> None:
    officer = member_of(OFFICERS)
    assert officer.post(mail(anna, 1, "anuluj/")).status_code == 403
    assert "Wiadomość 1 z 3" in html(officer, mail(anna))


def test_the_mail_is_shown_as_it_would_go_and_harms_nobody(seller: Client, anna: ChatConversation) -> None:
    page = html(seller, mail(anna))
    for words in ("Dzień dobry, Pani Anno!", "62,5 m²", "List-Unsubscribe", "anna@example.pl", " kB", "Wersja tekstowa"):
        assert words in page
    assert re.search(r'<iframe class="followup-html" sandbox srcdoc="\s*&lt;!doctype html', page, re.IGNORECASE)
    assert "/unsubscribe/podglad" in page  # nobody's link


@pytest.mark.parametrize("number", [0, 4, 10**20])
def test_a_mail_that_is_none_is_not_found(seller: Client, anna: ChatConversation, number: int) -> None:
    assert seller.get(mail(anna, number)).status_code == 404
    assert seller.get(f"{PLAN}{10**20}/1/").status_code == 404


def test_a_mail_without_an_address_is_not_found(seller: Client, yesterday: datetime) -> None:
    assert seller.get(mail(talked(None, last=yesterday))).status_code == 404


def test_cancelling_is_asked_first(seller: Client, anna: ChatConversation) -> None:
    page = html(seller, mail(anna, 1, "anuluj/"))
    assert "Anulować wiadomość 1 z 3?</h2>" in page
    assert "Odbiorca: Anna." in page
    assert not FollowupEvent.objects.exists()


def test_a_cancelled_mail_never_goes(seller: Client, anna: ChatConversation) -> None:
    response = seller.post(mail(anna, 1, "anuluj/"), follow=True)
    page = response.content.decode()
    assert "jest anulowana i nie wyjdzie" in page
    assert "Anulowana przez zespół." in page
    assert states(anna) == {1: (FollowupStatus.CANCELLED, Reason.BY_STAFF)}
    due = anna.last_message_at + timedelta(hours=25)
    step = next_step(talks([anna], due)[0].talk, due, opening())
    assert step is not None
    assert (step.number, step.reason) == (2, None)


def test_it_is_noted_who_cancelled(seller: Client, anna: ChatConversation) -> None:
    seller.post(mail(anna, 2, "anuluj/"))
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.get_change_message()) == (f"member of {SELLERS}", "Anulowano ręcznie.")
    assert FollowupChange.objects.get().details == f"member of {SELLERS}"
    event = FollowupEvent.objects.get()
    assert f"member of {SELLERS}" in html(seller, f"{EVENTS}{event.pk}/change/")


@pytest.mark.parametrize("status", [FollowupStatus.SENDING, FollowupStatus.SENT, FollowupStatus.FAILED])
def test_what_has_gone_is_not_cancelled(seller: Client, anna: ChatConversation, status: FollowupStatus) -> None:
    FollowupEvent.objects.create(conversation=anna, followup_number=1, status=status, sent_at=timezone.now())
    for answer in (
        seller.get(mail(anna, 1, "anuluj/"), follow=True),
        seller.post(mail(anna, 1, "anuluj/"), follow=True),
    ):
        assert "nie można już anulować" in answer.content.decode()
    assert states(anna) == {1: (status, "")}
    assert not LogEntry.objects.exists()


def test_the_state_of_things_stands_above(seller: Client, settings: Settings) -> None:
    settings.FOLLOWUPS_ENABLED = settings.UNSUBSCRIBE_ENABLED = False
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    mail_breaker.open()
    page = html(seller, PLAN)
    for words in ("FOLLOWUPS_ENABLED=false", "UNSUBSCRIBE_ENABLED=false", "Serwer poczty nie odpowiada."):
        assert words in page
    assert "działa." not in page


def test_a_page_costs_the_same_however_many_there_are(seller: Client, yesterday: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            html(seller, PLAN)
        return len(captured)

    def many(number: int) -> None:
        for place in range(number):
            conversation = talked(None, last=yesterday)
            agree(conversation, f"a{place}@example.pl", now=yesterday)

    many(3)
    cost()  # Django looks its content types up once a process
    before = cost()
    many(40)
    assert cost() == before <= 45


def test_the_sidebar_leads_there() -> None:
    found = {
        name: [
            item["link"]
            for group in client.get("/admin/").context["sidebar_navigation"]
            for item in group["items"]
            if item["has_permission"] and "followups" in item["link"]
        ]
        for name, client in (
            ("seller", member_of(SELLERS)),
            ("officer", member_of(OFFICERS)),
            ("superuser", superuser()),
            ("nobody", staff_who_may()),
        )
    }
    texts = "/admin/followups/followuptext/"
    assert found == {
        "seller": [PLAN, EVENTS, texts],
        "officer": [PLAN, EVENTS],
        "superuser": [PLAN, EVENTS, texts],
        "nobody": [],
    }


def test_what_the_groups_of_the_product_may_do() -> None:
    def permissions(name: str) -> set[str]:
        given = Group.objects.get(name=name).permissions.filter(content_type__app_label="followups")
        return set(given.values_list("codename", flat=True))

    assert permissions(SELLERS) == {"view_followupevent", "change_followupevent", "view_followuptext"}
    assert permissions(OFFICERS) == {"view_followupevent", "pause_followups"}


def test_a_group_that_was_deleted_stays_so() -> None:
    Group.objects.get(name=SELLERS).delete()
    migration = import_module("followups.migrations.0003_groups")
    as_then = MigrationExecutor(connection).loader.project_state(("followups", "0003_groups")).apps
    migration.add_to_the_groups(as_then, SimpleNamespace(connection=connection))
    assert not Group.objects.filter(name=SELLERS).exists()
    assert Group.objects.get(name=OFFICERS).permissions.filter(codename="pause_followups").exists()
