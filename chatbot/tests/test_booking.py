"""A consultation that is booked, or called off: said in the talk, or written down by the team in the console."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.booking_note import booking_note
from chatbot.services.conversation_anonymise import conversations_anonymise
from chatbot.services.conversation_erase import conversations_erase
from chatbot.services.conversation_open import conversation_open
from chatbot.tests.lead_talk import ANNA, NOON, lead_of, say, talk

pytestmark = pytest.mark.django_db

BOOKED = "umówiłam się na konsultację w piątek"
CALLED_OFF = "niestety odwołałam konsultację"
LATER = NOON + timedelta(hours=2)


def booked_at() -> datetime | None:
    return ChatConversation.objects.get().booked_at


def test_a_visitor_who_says_so_has_booked_from_then_on() -> None:
    session = say("Mam 60 m2").session_id
    assert booked_at() is None
    say(BOOKED, session, LATER)
    assert booked_at() == LATER
    say("a jaka jest gwarancja?", session, LATER + timedelta(hours=1))
    say("jestem już umówiona", session, LATER + timedelta(hours=2))
    assert booked_at() == LATER


def test_the_first_message_may_say_it() -> None:
    say(BOOKED)
    assert booked_at() == NOON


def test_whoever_calls_it_off_has_not_booked() -> None:
    session = say(BOOKED).session_id
    say(CALLED_OFF, session, LATER)
    assert booked_at() is None


@pytest.mark.parametrize("message", ["chcę się umówić na konsultację", "jeszcze się nie umówiłam", "czy umówiliście?"])
def test_a_wish_a_denial_or_a_question_changes_nothing(message: str) -> None:
    session = say(message).session_id
    assert booked_at() is None
    say(BOOKED, session)
    say(message, session, LATER)
    assert booked_at() == NOON


def test_it_costs_no_statement() -> None:
    session = say("Mam 60 m2").session_id

    def statements(message: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            say(message, session)
        return len(captured)

    usual = statements("a ile za premium?")
    assert usual <= 5 + 2  # as test_message_answer has it: BEGIN and COMMIT are two savepoint statements here
    assert [statements(message) for message in (BOOKED, CALLED_OFF)] == [usual, usual]


def test_a_note_of_the_team_is_not_lost_to_a_message_that_is_being_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    session = say("Mam 60 m2").session_id
    raced: list[bool] = []

    def open_late(session_id: uuid.UUID | None, now: datetime) -> ChatConversation:
        conversation = conversation_open(session_id, now)
        if not raced:
            raced.append(booking_note(conversation.pk, booked=True, now=NOON))
        return conversation

    monkeypatch.setattr("chatbot.services.message_answer.conversation_open", open_late)
    say("ile za comfort?", session, LATER)
    assert raced == [True]
    assert booked_at() == NOON


def test_a_note_is_made_once() -> None:
    conversation = talk("Mam 60 m2")
    assert booking_note(conversation.pk, booked=False, now=NOON) is False
    assert booking_note(conversation.pk, booked=True, now=NOON) is True
    assert booking_note(conversation.pk, booked=True, now=LATER) is False
    assert booked_at() == NOON


def test_of_an_erased_talk_nothing_is_left_and_nothing_is_noted() -> None:
    lead = lead_of(ANNA, BOOKED)
    Lead.objects.update(status=LeadStatus.WON)
    conversations_erase([lead.conversation_id], now=LATER, kept_statuses=(LeadStatus.WON,))
    assert booked_at() is None
    assert booking_note(lead.conversation_id, booked=True, now=LATER) is False


def test_in_an_anonymised_talk_it_stays_and_cannot_be_changed() -> None:
    conversation = talk(ANNA, BOOKED)
    conversations_anonymise([conversation.pk], now=LATER, final=True)
    assert booked_at() == NOON
    assert booking_note(conversation.pk, booked=False, now=LATER) is False


@pytest.fixture
def lead() -> Lead:
    return lead_of(f"{ANNA}. Mam 60 m2 w Gdyni")


@pytest.fixture(params=["chatconversation", "lead"])
def page(request: pytest.FixtureRequest, lead: Lead) -> str:
    return f"/admin/chatbot/{request.param}/{lead.pk if request.param == 'lead' else lead.conversation_id}"


@pytest.fixture
def sales(client: Client) -> Client:
    seller = User.objects.create_user("seller", is_staff=True)
    seller.groups.add(Group.objects.get(name="Sprzedaż"))
    client.force_login(seller)
    return client


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_sales_note_that_it_is_booked_and_that_it_is_not(sales: Client, page: str) -> None:
    shown = html(sales, f"{page}/change/")
    assert "Nieumówiona" in shown
    assert f"{page}/booked/" in shown
    assert f"{page}/called-off/" not in shown
    assert "Konsultacja jest umówiona?" in html(sales, f"{page}/booked/")
    assert booked_at() is None
    said = sales.post(f"{page}/booked/", follow=True).content.decode()
    assert booked_at() is not None
    for text in ("Zapisane: konsultacja umówiona.", "Umówiona, wiemy od", f"{page}/called-off/"):
        assert text in said
    assert f"{page}/booked/" not in said
    assert "Konsultacja jest odwołana?" in html(sales, f"{page}/called-off/")
    assert booked_at() is not None
    assert "Zapisane: konsultacja odwołana." in sales.post(f"{page}/called-off/", follow=True).content.decode()
    assert booked_at() is None
    log = LogEntry.objects.order_by("pk")
    assert [entry.get_change_message() for entry in log] == ["Konsultacja umówiona.", "Konsultacja odwołana."]


def test_a_page_that_is_out_of_date_says_so(sales: Client, page: str) -> None:
    sales.post(f"{page}/booked/")
    first = booked_at()
    assert "była już zapisana jako umówiona" in sales.post(f"{page}/booked/", follow=True).content.decode()
    assert booked_at() == first
    assert LogEntry.objects.count() == 1


def test_the_lists_show_it(sales: Client, lead: Lead) -> None:
    lists = ["/admin/chatbot/chatconversation/", "/admin/chatbot/lead/"]
    assert not [path for path in lists if "konsultacja umówiona" in html(sales, path)]
    booking_note(lead.conversation_id, booked=True, now=NOON)
    assert [path for path in lists if "60 m², konsultacja umówiona" in html(sales, path)] == lists


def test_whoever_is_restricted_is_out_of_reach(sales: Client, page: str) -> None:
    ChatConversation.objects.update(restricted_at=NOON)
    assert [sales.get(f"{page}/booked/").status_code, sales.post(f"{page}/booked/").status_code] == [404, 404]
    assert booked_at() is None


def test_whoever_may_only_look_notes_nothing(client: Client, page: str) -> None:
    officer = User.objects.create_user("officer", is_staff=True)
    officer.user_permissions.set(Permission.objects.filter(codename__in=["view_lead", "view_chatconversation"]))
    client.force_login(officer)
    assert f"{page}/booked/" not in html(client, f"{page}/change/")
    assert [client.get(f"{page}/booked/").status_code, client.post(f"{page}/booked/").status_code] == [403, 403]
    assert booked_at() is None


@pytest.mark.parametrize("number", ["x", "0", "%00", "99999999999999999999"])
def test_a_number_that_none_has_is_not_found(sales: Client, number: str) -> None:
    for model in ("chatconversation", "lead"):
        assert sales.post(f"/admin/chatbot/{model}/{number}/booked/").status_code == 404
        assert sales.get(f"/admin/chatbot/{model}/{number}/change/").status_code == 302


def test_pages_are_for_staff_alone(client: Client, page: str) -> None:
    assert client.post(f"{page}/booked/").status_code == 302
    assert booked_at() is None
