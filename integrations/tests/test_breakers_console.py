"""The breakers in the console as staff use them."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from integrations.breakers import slack_breaker
from integrations.models import BreakerChange, BreakerState

pytestmark = pytest.mark.django_db

LIST = "/admin/integrations/breakerstate/"
PAGE = f"{LIST}slack/change/"
OPEN, CLOSE = f"{LIST}slack/open/", f"{LIST}slack/close/"


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def staff(client: Client, *permissions: str) -> Client:
    user = User.objects.create_user("ania", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def test_the_list_shows_every_breaker_before_any_call(admin_client: Client) -> None:
    page = html(admin_client, LIST)
    for text in ("Slack", "Monday.com", "Mail", "Zamknięty", "wiadomości czekają wśród wychodzących i wyjdą same"):
        assert text in page
    assert slack_breaker.read().state == "closed"


def test_an_open_breaker_shows_since_when_and_until_when(admin_client: Client) -> None:
    slack_breaker.open()
    BreakerState.objects.update(failures=5)
    opened_at = timezone.localtime(BreakerState.objects.get(name="slack").opened_at)
    page = html(admin_client, LIST)
    for text in ("Otwarty", f"{opened_at:%d.%m.%Y, %H:%M:%S}", f"po {opened_at + timedelta(seconds=60):%H:%M:%S}"):
        assert text in page
    BreakerState.objects.update(opened_at=timezone.now() - timedelta(hours=1))
    assert "z najbliższą wiadomością" in html(admin_client, LIST)


def test_a_running_probe_shows_until_when(admin_client: Client) -> None:
    slack_breaker.half_open()
    page = slack_breaker.call(lambda: html(admin_client, PAGE))
    assert "Próba" in page
    assert "właśnie trwa, najdłużej do" in page


def test_a_closed_breaker_does_not_show_when_it_was_open(admin_client: Client) -> None:
    slack_breaker.open()
    slack_breaker.close()
    BreakerChange.objects.all().delete()
    page = html(admin_client, PAGE)
    assert f"{timezone.localtime():%d.%m.%Y}" not in page
    assert "Ten bezpiecznik jeszcze się nie zmieniał." in page


def test_its_page_lists_the_newest_changes(admin_client: Client) -> None:
    now = timezone.now()
    BreakerChange.objects.bulk_create(
        BreakerChange(
            breaker="slack",
            changed_at=now - timedelta(minutes=number),
            previous="closed",
            state="open",
            reason=f"Zmiana nr {number}.",
        )
        for number in range(51)
    )
    page = html(admin_client, PAGE)
    assert "Zamknięty → Otwarty" in page
    assert page.index("Zmiana nr 0.") < page.index("Zmiana nr 49.")
    assert "Zmiana nr 50." not in page


def test_get_asks_and_post_acts(admin_client: Client) -> None:
    assert "<p><strong>Otworzyć bezpiecznik usługi Slack?</strong></p>" in html(admin_client, OPEN)
    assert slack_breaker.current_state == "closed"
    assert "jest teraz otwarty" in admin_client.post(OPEN, follow=True).content.decode()
    assert slack_breaker.current_state == "open"
    assert "<p><strong>Zamknąć bezpiecznik usługi Slack?</strong></p>" in html(admin_client, CLOSE)
    assert slack_breaker.current_state == "open"
    assert "jest teraz zamknięty" in admin_client.post(CLOSE, follow=True).content.decode()
    assert slack_breaker.current_state == "closed"
    assert {change.reason for change in BreakerChange.objects.all()} == {"Ręcznie, w konsoli."}
    assert LogEntry.objects.filter(object_id="slack").count() == 2


def test_who_may_only_look_gets_no_buttons(client: Client) -> None:
    looking = staff(client, "view_breakerstate")
    assert OPEN not in html(looking, PAGE)
    assert CLOSE not in html(looking, PAGE)
    assert (looking.get(OPEN).status_code, looking.post(OPEN).status_code) == (403, 403)
    assert slack_breaker.current_state == "closed"


def test_who_may_change_gets_the_buttons_and_nothing_else(client: Client) -> None:
    changing = staff(client, "view_breakerstate", "change_breakerstate")
    page = html(changing, PAGE)
    assert OPEN in page
    assert CLOSE in page
    assert ">Zamknij<" not in page.replace(" ", "").replace("\n", "")
    assert changing.post(PAGE, {"state": "open"}).status_code == 403
    assert changing.post(CLOSE).status_code == 302


def test_pages_are_for_staff_alone(client: Client) -> None:
    assert [client.post(path).status_code for path in (LIST, PAGE, OPEN, CLOSE)] == [302, 302, 302, 302]
    assert slack_breaker.current_state == "closed"
    assert staff(client).get(LIST).status_code == 403


@pytest.mark.parametrize("name", ["llm", "%00", "_00"])
def test_a_name_that_no_breaker_has_is_not_found(admin_client: Client, name: str) -> None:
    assert admin_client.get(f"{LIST}{name}/change/").status_code == 302  # to the start page, as for any lost object
    assert admin_client.post(f"{LIST}{name}/open/").status_code == 404
    assert not BreakerState.objects.filter(name=name).exists()


def test_the_pages_say_when_breakers_are_off(admin_client: Client, settings: Settings) -> None:
    assert "BREAKERS_ENABLED" not in html(admin_client, PAGE)
    settings.BREAKERS_ENABLED = False
    assert "BREAKERS_ENABLED=false" in html(admin_client, LIST)
    assert "BREAKERS_ENABLED=false" in html(admin_client, PAGE)
