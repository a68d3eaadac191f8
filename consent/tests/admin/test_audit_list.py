"""The audit trail in the console: found, filtered, read, and changed by nobody."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.models import AuditVerification, ConsentAuditLog, ConsentText
from consent.models.audit import Action, Purpose, Source
from consent.services.audit_anchor import audit_anchor_anew
from consent.services.origin import Origin
from consent.services.person_erase import person_erase
from consent.services.subject import subject_of
from consent.tests.admin.conftest import ANNA, Append
from consent.tests.trail import restore_copy

LIST = "/admin/consent/consentauditlog/"


def html(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def rows(client: Client, **query: str) -> list[int]:
    return [row.pk for row in client.get(LIST, query).context["cl"].result_list]


def test_the_newest_rows_come_first_with_what_was_done_and_for_whom(console: Client, append: Append) -> None:
    append(Action.OPT_IN, purpose=Purpose.MARKETING, conversation_id=17)
    append(Action.UNSUBSCRIBE, "piotr@example.com")
    page = html(console, LIST)
    assert rows(console) == [2, 1]
    for words in (ANNA, "Udzielenie zgody", "Wiadomości marketingowe", "Okno czatu (API)", "Rezygnacja z wiadomości"):
        assert words in page


@pytest.mark.parametrize("term", [ANNA, " Anna@EXAMPLE.com ", "1"])
def test_a_row_is_found_by_its_address_or_number(console: Client, append: Append, term: str) -> None:
    append()
    append(email="piotr@example.com")
    assert rows(console, q=term) == [1]


@pytest.mark.parametrize("term", ["anna", "@example.com", "%", "99", "9" * 40, "²", "anna@example.com'--"])
def test_a_part_of_an_address_finds_nothing(console: Client, append: Append, term: str) -> None:
    append()
    assert rows(console, q=term) == []


def test_erased_rows_are_found_by_the_address_and_show_none(console: Client, append: Append) -> None:
    append()
    person_erase(subject_of(ANNA), origin=Origin(Source.CONSOLE), now=timezone.now())
    found = console.get(LIST, {"q": ANNA})
    assert [row.pk for row in found.context["cl"].result_list] == [2, 1]
    assert "usunięty" in found.content.decode()


def test_filters_by_action_purpose_and_source(console: Client, append: Append) -> None:
    append(Action.OPT_IN, purpose=Purpose.RODO)
    append(Action.OPT_IN, purpose=Purpose.MARKETING)
    append(Action.UNSUBSCRIBE, purpose=Purpose.MARKETING, origin=Origin(Source.MAIL_LINK))
    assert rows(console, action__exact="opt-in") == [2, 1]
    assert rows(console, purpose__exact="marketing") == [3, 2]
    assert rows(console, source__exact="mail-link") == [3]
    assert rows(console, action__exact="opt-in", purpose__exact="rodo") == [1]


@pytest.mark.parametrize("value", ["\x00", "nonsense", "\ud800", ""])
def test_a_filter_passes_over_a_value_that_is_no_choice(console: Client, append: Append, value: str) -> None:
    append(Action.OPT_IN)
    append(Action.UNSUBSCRIBE)
    asked = quote(value, errors="surrogatepass")
    for name in ("action", "purpose", "source"):
        response = console.get(f"{LIST}?{name}__exact={asked}")
        assert [row.pk for row in response.context["cl"].result_list] == [2, 1]
    assert console.get(f"/admin/consent/datasubjectrequest/?state__exact={asked}").status_code == 200
    assert console.get(f"/admin/consent/consenttext/?language__exact={asked}").status_code == 200
    assert console.get(f"/admin/integrations/outboxmessage/?status__exact={asked}").status_code == 200


def test_the_period_filter_begins_with_the_first_row_of_the_period(console: Client, append: Append) -> None:
    now = timezone.now()
    for days in (400, 200, 20, 3, 0):
        append(now=now - timedelta(days=days))
    found = {period: rows(console, okres=period) for period in ("24h", "7d", "30d", "12m")}
    assert found == {"24h": [5], "7d": [5, 4], "30d": [5, 4, 3], "12m": [5, 4, 3, 2]}
    assert rows(console, okres="nonsense") == [5, 4, 3, 2, 1]


def test_a_period_without_rows_is_empty(console: Client, append: Append) -> None:
    append(now=timezone.now() - timedelta(days=3))
    assert rows(console, okres="24h") == []


def test_the_period_is_a_range_of_numbers(console: Client, append: Append) -> None:
    append()
    with CaptureQueriesContext(connection) as captured:
        rows(console, okres="12m")
    listed = [query["sql"] for query in captured if "LIMIT 51" in query["sql"]]
    assert len(listed) == 1
    assert '"id" >= 1' in listed[0]
    assert '"created_at" >=' not in listed[0]


@pytest.mark.parametrize(
    "query",
    [{}, {"action__exact": "opt-in"}, {"okres": "7d", "purpose__exact": "rodo"}, {"q": ANNA}, {"q": "3"}],
)
def test_the_list_never_counts_and_costs_the_same_however_long(console: Client, append: Append, query: dict[str, str]) -> None:
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            rows(console, **query)
        return [statement["sql"] for statement in captured]

    append(times=5, purpose=Purpose.RODO)
    before = statements()
    append(times=195, purpose=Purpose.RODO)
    after = statements()
    assert len(after) == len(before) <= 25
    assert not any("COUNT(" in statement.upper() for statement in after)


def test_a_detail_costs_the_same_however_long_the_trail(console: Client, append: Append) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            html(console, f"{LIST}3/change/")
        return len(captured)

    append(times=5)
    cost()  # Django looks its content types up once a process
    before = cost()
    append(times=195)
    assert cost() == before <= 25


def test_a_detail_shows_the_wording_in_full_and_the_proof(console: Client, append: Append) -> None:
    text = ConsentText.objects.filter(purpose=Purpose.RODO, language="pl").earliest("pk")
    append(purpose=Purpose.RODO, text=text, conversation_id=17, reason="<b>bo tak</b>")
    page = html(console, f"{LIST}1/change/")
    for words in (text.text, text.hash, ANNA, "198.51.100.7", "Mozilla/5.0", "&lt;b&gt;bo tak&lt;/b&gt;"):
        assert words in page
    for proven in ("Skrót wiersza policzony od nowa jest taki sam", "Od tego wiersza zaczyna się dziennik"):
        assert proven in page
    assert "<b>bo tak</b>" not in page
    assert "Wszystko o tej osobie" in page


def test_nobody_adds_changes_or_deletes_a_row(admin_client: Client, console: Client, append: Append) -> None:
    append()
    for client in (admin_client, console):
        assert client.get(f"{LIST}add/").status_code == 403
        assert client.post(f"{LIST}add/", {"action": "opt-in"}).status_code == 403
        assert client.post(f"{LIST}1/change/", {"email": "other@example.com"}).status_code == 403
        assert client.post(f"{LIST}1/delete/", {"post": "yes"}).status_code == 403
        client.post(LIST, {"action": "delete_selected", "_selected_action": "1", "post": "yes"})
        page = html(client, LIST)
        assert 'name="_selected_action"' not in page
        assert "delete_selected" not in page
        assert 'name="_save"' not in html(client, f"{LIST}1/change/")
    assert ConsentAuditLog.objects.get().email == ANNA


def test_the_top_of_the_list_tells_the_state_of_the_chain(console: Client, append: Append) -> None:
    append(times=3)
    page = html(console, LIST)
    assert "Koniec dziennika jest w porządku" in page
    assert "Całego dziennika jeszcze nie sprawdzano." in page
    assert "Dziennika jeszcze nie zakotwiczono poza bazą: ucięcia jego końca nie da się wykluczyć." in page


def test_looking_at_the_buttons_does_nothing(console: Client, append: Append) -> None:
    append()
    assert "Sprawdzić cały dziennik?" in html(console, f"{LIST}sprawdz/")
    assert "Zakotwiczyć dziennik?" in html(console, f"{LIST}zakotwicz/")
    assert not AuditVerification.objects.exists()
    assert not Path(settings.AUDIT_ANCHOR).exists()


def test_the_whole_trail_is_verified_and_anchored_by_a_button(console: Client, append: Append) -> None:
    append(times=3)
    anchored = console.post(f"{LIST}zakotwicz/", follow=True)
    assert "Zakotwiczono dziennik po wierszu 3" in anchored.content.decode()
    verified = console.post(f"{LIST}sprawdz/", follow=True)
    page = verified.content.decode()
    assert "Dziennik jest nienaruszony. Sprawdzone wiersze: 3, porównane kotwice: 1." in page
    assert "po wierszu 3" in page
    assert AuditVerification.objects.get().rows == 3


def test_a_restore_is_not_anchored_over_and_counted_once_it_is_over(console: Client, append: Append) -> None:
    append(times=3)
    console.post(f"{LIST}zakotwicz/")
    restore_copy(1)
    assert "bazę przywrócono ze starszej kopii" in console.post(f"{LIST}zakotwicz/", follow=True).content.decode()
    audit_anchor_anew(timezone.now())
    assert "Odtworzenia bazy z kopii: 1." in console.post(f"{LIST}sprawdz/", follow=True).content.decode()
    assert "Najbliższa kotwica" in html(console, f"{LIST}1/change/")


def test_a_forged_anchor_is_named_in_polish(console: Client, append: Append) -> None:
    append()
    Path(settings.AUDIT_ANCHOR).write_text(
        '{"at": "2026-01-01", "count": 1, "hash": "x", "signature": "y"}\n', encoding="utf-8"
    )
    assert "Dziennik jest naruszony." in html(console, LIST)
    assert "Plik kotwic został naruszony" in console.post(f"{LIST}sprawdz/", follow=True).content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_a_button_leads_back_to_the_console_alone(console: Client, append: Append, target: str) -> None:
    append()
    response = console.post(f"{LIST}sprawdz/?dalej={target}")
    assert response.headers["Location"] == LIST
