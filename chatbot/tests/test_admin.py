"""The console as staff use it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chatbot.models import ChatConversation, KnowledgeEntry, Lead
from chatbot.models.message import Sender
from chatbot.services.message_answer import message_answer

pytestmark = pytest.mark.django_db

CONVERSATIONS = "/admin/chatbot/chatconversation/"
LEADS = "/admin/chatbot/lead/"
ENTRIES = "/admin/chatbot/knowledgeentry/"
PREVIEW = ENTRIES + "zapytaj/"


@pytest.fixture
def console(admin_client: Client) -> Client:
    return admin_client


@pytest.fixture
def talk() -> ChatConversation:
    session = message_answer(
        message="Mam 60 m2 w Gdyni, mail: Anna@Example.com, tel. 501 234 567",
        session_id=None,
        message_id=None,
        now=timezone.now(),
    ).session_id
    message_answer(message="<b>Jaka</b> gwarancja?", session_id=session, message_id=None, now=timezone.now())
    return ChatConversation.objects.get()


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize("path", ["/admin/", CONVERSATIONS, LEADS, ENTRIES, PREVIEW])
def test_pages_are_for_staff_alone(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


def test_a_transcript_reads_as_a_talk_and_shows_what_was_typed_as_text(console: Client, talk: ChatConversation) -> None:
    page = html(console, f"{CONVERSATIONS}{talk.pk}/change/")
    assert "&lt;b&gt;Jaka&lt;/b&gt; gwarancja?" in page
    assert "<b>Jaka</b>" not in page
    assert "36 miesięcy" in page
    assert "Gwarancja, wersja" in page
    assert "60 m²" in page


def test_a_follow_up_in_a_transcript_is_told_from_what_the_assistant_said(console: Client, talk: ChatConversation) -> None:
    path = f"{CONVERSATIONS}{talk.pk}/change/"
    assert "E-mail po rozmowie" not in html(console, path)
    talk.messages.create(sender=Sender.ASSISTANT, engine="followup", text="Dziękujemy.", created_at=timezone.now())
    page = html(console, path)
    assert page.count("E-mail po rozmowie, <time") == 1
    assert page.count("Asystent, <time") == 2  # the answers


@pytest.mark.parametrize(
    "term",
    ["anna@example.com", " ANNA@Example.com ", "501 234 567", "+48501234567", "0048 501-234-567", "session", "SESSION"],
)
def test_a_person_is_found_by_what_identifies_them(console: Client, talk: ChatConversation, term: str) -> None:
    found = {"session": str(talk.session_id), "SESSION": talk.session_id.hex.upper()}.get(term, term)
    response = console.get(CONVERSATIONS, {"q": found})
    assert [row.pk for row in response.context["cl"].result_list] == [talk.pk]


@pytest.mark.parametrize("term", ["anna", "@example.com", "xx@example.com", "1", "%", str(uuid.uuid4())])
def test_a_part_finds_nobody(console: Client, talk: ChatConversation, term: str) -> None:
    response = console.get(CONVERSATIONS, {"q": term})
    assert list(response.context["cl"].result_list) == []


def test_the_list_never_counts_and_costs_the_same_however_long(console: Client, talk: ChatConversation) -> None:
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            html(console, CONVERSATIONS)
        return [query["sql"] for query in captured]

    before = statements()
    now = timezone.now()
    ChatConversation.objects.bulk_create(ChatConversation(started_at=now, last_message_at=now) for _ in range(120))
    after = statements()
    assert len(after) == len(before)
    assert not any("COUNT(" in statement.upper() for statement in after)


def test_pages_follow_until_the_last(console: Client) -> None:
    now = timezone.now()
    ChatConversation.objects.bulk_create(
        ChatConversation(started_at=now, last_message_at=now - timedelta(minutes=number)) for number in range(120)
    )
    sizes = []
    for number in (1, 2, 3):
        page = console.get(CONVERSATIONS, {"p": number}).context["cl"]
        sizes.append(len(page.result_list))
    assert sizes == [50, 50, 20]
    assert "Następna" in html(console, f"{CONVERSATIONS}?p=2")


def test_the_newest_come_first_by_an_index(console: Client, talk: ChatConversation) -> None:
    ChatConversation.objects.bulk_create(
        ChatConversation(started_at=timezone.now(), last_message_at=timezone.now()) for _ in range(2000)
    )
    ordered = ChatConversation.objects.order_by("-last_message_at", "-id")[:50]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE chatbot_chatconversation")
    assert "conversation_latest" in ordered.explain()


def test_the_recent_filter(console: Client, talk: ChatConversation) -> None:
    old = timezone.now() - timedelta(days=20)
    ChatConversation.objects.create(started_at=old, last_message_at=old)
    sizes = {days: len(console.get(CONVERSATIONS, {"okres": days}).context["cl"].result_list) for days in ("1", "7", "30")}
    assert sizes == {"1": 1, "7": 1, "30": 2}


def test_a_conversation_can_be_ended_and_nothing_else(console: Client, talk: ChatConversation) -> None:
    assert console.get(f"{CONVERSATIONS}add/").status_code == 403
    assert console.post(f"{CONVERSATIONS}{talk.pk}/delete/", {"post": "yes"}).status_code == 403
    assert console.post(f"{CONVERSATIONS}{talk.pk}/change/", {"email": "other@example.com"}).status_code == 403
    assert console.post(f"{CONVERSATIONS}{talk.pk}/end/").status_code == 302
    talk.refresh_from_db()
    assert talk.ended_at is not None


def test_looking_at_the_button_ends_nothing(console: Client, talk: ChatConversation) -> None:
    assert "Zakończyć tę rozmowę?" in html(console, f"{CONVERSATIONS}{talk.pk}/end/")
    talk.refresh_from_db()
    assert talk.ended_at is None


def test_staff_change_a_lead_s_status_alone(console: Client, talk: ChatConversation) -> None:
    lead = Lead.objects.create(conversation=talk, name="Anna", email=talk.email, score=55)
    assert "Anna" in html(console, LEADS)
    console.post(f"{LEADS}{lead.pk}/change/", {"status": "won", "score": 100, "email": "other@example.com"})
    lead.refresh_from_db()
    assert (lead.status, lead.score, lead.email) == ("won", 55, "anna@example.com")


def test_a_typed_question_is_answered_with_the_reason(console: Client) -> None:
    page = console.post(PREVIEW, {"question": "Ile kosztuje Comfort dla 60 m2 i jaka jest gwarancja?"}).content.decode()
    assert "89 940 zł" in page
    assert "36 miesięcy" in page
    assert "square_meters: 60" in page
    assert "guarantee" in page


def test_a_question_that_is_empty_is_refused(console: Client) -> None:
    assert "To pole jest wymagane." in console.post(PREVIEW, {"question": "  "}).content.decode()


def form_of(entry: KnowledgeEntry, **changes: Any) -> dict[str, Any]:
    fields = {
        name: getattr(entry, name)
        for name in (
            *("title", "title_en", "title_uk", "topic", "package", "examples", "keywords", "answer", "answer_en", "answer_uk"),
            *("package_answer", "package_answer_en", "package_answer_uk"),
        )
    }
    return {**fields, "active": "on", "quick_replies": "{}", "actions": "[]", **changes}


def test_an_entry_can_be_edited_and_becomes_a_new_version(console: Client) -> None:
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    response = console.post(f"{ENTRIES}{entry.pk}/change/", form_of(entry, answer="Gwarancja: {guarantee.months} miesięcy."))
    assert response.status_code == 302
    edited = KnowledgeEntry.objects.get(slug="guarantee")
    assert (edited.answer, edited.version) == ("Gwarancja: {guarantee.months} miesięcy.", entry.version + 1)
    assert edited.edited_by_staff


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"answer": "Gwarancja: {guarantee.decades} lat."}, "Znacznika nie da się wypełnić"),
        ({"answer": "Gwarancja: {guarantee.months|roman}."}, "Znacznika nie da się wypełnić"),
        ({"answer": "Nawias { bez końca"}, "Nawiasy klamrowe są tylko dla znaczników"),
        ({"answer": "{?colour}Jaki kolor?{/}"}, "Nieznane warunki: colour"),
        ({"package": "golden"}, "Nie ma takiego pakietu"),
        ({"actions": '["explode"]'}, "Podaj listę złożoną z"),
        ({"quick_replies": '["Ile?"]'}, "Podaj listy według języka"),
    ],
)
def test_an_entry_that_could_not_be_answered_from_is_refused(console: Client, changes: dict[str, str], complaint: str) -> None:
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    response = console.post(f"{ENTRIES}{entry.pk}/change/", form_of(entry, **changes))
    assert response.status_code == 200
    assert complaint in response.content.decode()
    assert KnowledgeEntry.objects.get(slug="guarantee").version == entry.version


def test_a_shipped_entry_is_switched_off_and_not_deleted(console: Client) -> None:
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    assert console.post(f"{ENTRIES}{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_entry_shows_what_a_visitor_reads(console: Client) -> None:
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    assert "36 miesięcy" in html(console, f"{ENTRIES}{entry.pk}/change/")


def test_one_may_see_only_what_one_may(client: Client) -> None:
    seller = User.objects.create_user("seller", password="x", is_staff=True)
    seller.user_permissions.add(Permission.objects.get(codename="view_lead"))
    client.force_login(seller)
    assert client.get(LEADS).status_code == 200
    for path in (CONVERSATIONS, ENTRIES, PREVIEW):
        assert client.get(path).status_code == 403, path


def test_leads_are_filtered_by_a_status_that_exists_alone(console: Client) -> None:
    for value in ("new", "nonsense", "%00"):
        assert console.get(f"/admin/chatbot/lead/?status__exact={value}").status_code == 200
