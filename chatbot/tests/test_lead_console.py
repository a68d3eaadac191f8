"""Leads in the console, as sales see them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chatbot.models import ChatConversation, Lead
from chatbot.tests.lead_talk import ANNA, NOON, cards, lead_of
from integrations.models import OutboxMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]

LEADS = "/admin/chatbot/lead/"
BY_SCORE = "4"  # the number of the column


@pytest.fixture
def sales(client: Client) -> Client:
    seller = User.objects.create_user("seller", is_staff=True)
    seller.groups.add(Group.objects.get(name="Sprzedaż"))
    client.force_login(seller)
    return client


def html(client: Client, path: str = LEADS, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def page(client: Client, lead: Lead) -> str:
    return html(client, f"{LEADS}{lead.pk}/change/")


def rows(client: Client, **query: str) -> list[int]:
    response = client.get(LEADS, query)
    return [lead.pk for lead in response.context["cl"].result_list]


def leads(number: int, **columns: Any) -> list[Lead]:
    now = timezone.now()
    talks = [ChatConversation(started_at=now, last_message_at=now, rodo_consent=True) for _ in range(number)]
    ChatConversation.objects.bulk_create(talks)
    newest = ChatConversation.objects.order_by("-pk")[:number]
    return Lead.objects.bulk_create(Lead(conversation=one, phone="+48501234567", score=10, **columns) for one in newest)


def test_the_list_says_whom_to_call_first(sales: Client) -> None:
    lead = lead_of(f"{ANNA}. Mam 60 m2 w Gdyni, budżet 100 tys., Comfort", "proszę o telefon")
    shown = html(sales)
    for text in ("Anna Kowalska", "+48501234567", "anna@example.com", "60 m²", "Prosi o kontakt", str(lead.score), "czeka"):
        assert text in shown, text


def test_the_newest_come_first_and_the_hottest_on_demand(sales: Client) -> None:
    hot, cold = lead_of(f"{ANNA}. Mam 60 m2 w Gdyni"), lead_of("tel. 601 234 567")
    assert rows(sales) == [cold.pk, hot.pk]
    assert rows(sales, o=BY_SCORE) == [hot.pk, cold.pk]
    assert rows(sales, o=f"-{BY_SCORE}") == [cold.pk, hot.pk]


def test_hot_leads_are_a_filter(sales: Client) -> None:
    hot, _ = lead_of(f"{ANNA}. Mam 60 m2 w Gdyni, budżet 100 tys., Comfort"), lead_of("tel. 601 234 567")
    assert rows(sales, ocena="gorace") == [hot.pk]
    assert len(rows(sales, ocena="zimne")) == 2


def test_the_page_has_contact_links_transcript_and_what_was_sent(sales: Client) -> None:
    lead = lead_of(f"{ANNA}. Mam 60 m2 w Gdyni", "<b>Jaka</b> gwarancja?", "proszę o telefon")
    slack = OutboxMessage.objects.filter(destination="slack")
    slack.update(status="dead", attempts=10, last_error="slack: channel_is_archived", payload={})
    shown = page(sales, lead)
    for text in (
        *('href="tel:+48501234567"', 'href="mailto:anna@example.com"', "&lt;b&gt;Jaka&lt;/b&gt; gwarancja?", "36 miesięcy"),
        *("Od 24 listopada 2026", "Karta leada", "Powiadomienie zespołu", "monday.com", "Niedostarczona"),
        "slack: channel_is_archived",
    ):
        assert text in shown, text
    assert "<b>Jaka</b>" not in shown
    assert "nie dotarło" in html(sales)


def test_payloads_are_not_shown(sales: Client) -> None:
    lead = lead_of(ANNA)
    OutboxMessage.objects.update(payload={"secret": "not for everybody"})
    assert "not for everybody" not in page(sales, lead)


def test_leads_of_one_person_lead_to_each_other(sales: Client) -> None:
    first = lead_of(ANNA)
    second, third = lead_of(ANNA), lead_of(ANNA)
    assert f"co lead nr {first.pk}" in html(sales)
    assert f"{LEADS}{second.pk}/change/" in page(sales, first)
    shown = page(sales, second)
    assert f"{LEADS}{first.pk}/change/" in shown
    assert f"{LEADS}{third.pk}/change/" in shown
    assert "główny lead tej osoby" in shown


@pytest.mark.parametrize("hidden", ["first", "second"])
def test_links_do_not_lead_to_whoever_has_withdrawn(sales: Client, hidden: str) -> None:
    first, second = lead_of("Jestem Anna, tel. 501 234 567"), lead_of("Jestem Ola, tel. 501 234 567")
    gone, seen = (first, second) if hidden == "first" else (second, first)
    ChatConversation.objects.filter(pk=gone.conversation_id).update(restricted_at=NOON)
    assert f"co lead nr {gone.pk}" not in html(sales)
    shown = page(sales, seen)
    assert f"{LEADS}{gone.pk}/change/" not in shown
    assert f"{gone.name}," not in shown
    assert sales.get(f"{LEADS}{gone.pk}/change/").status_code == 302


def test_a_status_that_is_set_reaches_monday_and_changes_nothing_else(sales: Client) -> None:
    lead = lead_of(ANNA)
    Lead.objects.update(monday_item_id="77", score=33)
    response = sales.post(f"{LEADS}{lead.pk}/change/", {"status": "qualified", "score": "100", "email": "other@example.com"})
    assert response.status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.score, lead.email, lead.monday_item_id) == ("qualified", 33, "anna@example.com", "77")
    assert "przed zawarciem umowy" in lead.basis
    assert cards()[-1]["status"] == "Zakwalifikowany"


def test_whoever_may_only_look_changes_nothing(client: Client) -> None:
    officer = User.objects.create_user("officer", is_staff=True)
    officer.groups.add(Group.objects.get(name="Inspektor ochrony danych"))
    client.force_login(officer)
    lead = lead_of(ANNA)
    assert "anna@example.com" in page(client, lead)
    assert client.post(f"{LEADS}{lead.pk}/change/", {"status": "won"}).status_code == 403
    lead.refresh_from_db()
    assert lead.status == "new"


def test_the_list_costs_the_same_however_long(sales: Client) -> None:
    root = lead_of(ANNA)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            html(sales)
        return len(captured)

    before = statements()
    leads(40, duplicate_of=root)
    assert statements() == before


def test_the_page_costs_the_same_however_much_there_is(sales: Client) -> None:
    lead = lead_of(ANNA)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(sales, lead)
        return len(captured)

    before = statements()
    leads(30, duplicate_of=lead)
    for number in range(30):
        OutboxMessage.objects.create(
            destination="slack",
            kind="lead_alert",
            idempotency_key=f"{number}",
            conversation_id=lead.conversation_id,
            created_at=NOON,
            next_attempt_at=NOON,
        )
    assert statements() == before


@pytest.mark.parametrize(("order", "index"), [(BY_SCORE, "lead_hottest"), ("", "lead_latest")])
def test_both_orders_are_answered_by_an_index(sales: Client, order: str, index: str) -> None:
    leads(2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE chatbot_lead")
        cursor.execute("ANALYZE chatbot_chatconversation")
    changelist = sales.get(LEADS, {"o": order} if order else {}).context["cl"]
    assert index in changelist.queryset[:50].explain()


def test_the_oldest_lead_is_found_on_a_later_page(sales: Client) -> None:
    leads(60)
    oldest = Lead.objects.order_by("pk").first()
    assert oldest is not None
    Lead.objects.filter(pk=oldest.pk).update(created_at=NOON - timedelta(days=900))
    assert rows(sales, p="2")[-1] == oldest.pk
