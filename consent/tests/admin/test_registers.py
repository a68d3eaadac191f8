"""The officer's registers, and new versions of the wordings."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consent.models import AuditVerification, ConsentText, RetentionLedger, Revocation, Suppression
from consent.models.audit import Purpose
from consent.models.revocation import TIME_TO_UNDO
from consent.retention.schedule import SCHEDULE
from consent.tests.admin.conftest import ANNA
from integrations.models import Destination, OutboxMessage, Status
from novahouse.privacy.email_address import email_hash

CONSENT = "/admin/consent/"
TEXTS = f"{CONSENT}consenttext/"
NEW = f"{TEXTS}nowa-wersja/"
WORDS = {"pl": "Zgadzam się.", "en": "I agree.", "uk": "Погоджуюся."}


def html(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_new_version_comes_in_all_languages_and_the_old_ones_stay(console: Client) -> None:
    before = list(ConsentText.objects.order_by("pk").values())
    page = html(console, NEW, cel="marketing")
    assert "Poprzednie wersje zostają bez zmian" in page
    response = console.post(f"{NEW}?cel=marketing", {"purpose": "marketing", **WORDS}, follow=True)
    assert "Wersja 2 obowiązuje od teraz." in response.content.decode()
    assert list(ConsentText.objects.order_by("pk").values())[: len(before)] == before
    added = ConsentText.objects.filter(version="2")
    assert {(text.purpose, text.language, text.text) for text in added} == {("marketing", *words) for words in WORDS.items()}
    assert {text.purpose: text.version for text in ConsentText.objects.current("pl")} == {"rodo": "1", "marketing": "2"}


def test_a_new_version_begins_with_the_wording_that_holds(console: Client) -> None:
    current = ConsentText.objects.get(purpose=Purpose.RODO, version="1", language="pl")
    assert console.get(NEW).context["form"].initial["pl"] == current.text


@pytest.mark.parametrize("missing", ["pl", "en", "uk"])
def test_a_version_is_whole_or_not_at_all(console: Client, missing: str) -> None:
    before = ConsentText.objects.count()
    assert console.post(NEW, {"purpose": "rodo", **WORDS, missing: " "}).status_code == 200
    assert ConsentText.objects.count() == before


def test_a_wording_is_changed_and_deleted_by_nobody(admin_client: Client, console: Client) -> None:
    text = ConsentText.objects.earliest("pk")
    for client in (admin_client, console):
        assert text.text in html(client, f"{TEXTS}{text.pk}/change/")
        assert client.post(f"{TEXTS}{text.pk}/change/", {"text": "other"}).status_code == 403
        assert client.post(f"{TEXTS}{text.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{TEXTS}add/").status_code == 403
        assert "Nowa wersja" in html(client, TEXTS)


def test_withdrawals_show_whom_and_when_they_will_be_erased(console: Client) -> None:
    now = timezone.now()
    Revocation.objects.create(email=ANNA, email_hmac=email_hash(ANNA), revoked_at=now)
    Revocation.objects.create(conversation_id=77, revoked_at=now)
    page = html(console, f"{CONSENT}revocation/")
    for words in (ANNA, "rozmowa 77", f"{timezone.localtime(now + TIME_TO_UNDO):%d.%m.%Y, %H:%M}"):
        assert words in page
    found = console.get(f"{CONSENT}revocation/", {"q": "ANNA@example.com"}).context["cl"].result_list
    assert [row.email for row in found] == [ANNA]


def test_a_suppressed_address_is_looked_up_and_never_shown(console: Client) -> None:
    suppression = Suppression.objects.create(email_hmac=email_hash(ANNA), created_at=timezone.now())
    path = f"{CONSENT}suppression/"
    assert ANNA not in html(console, path) + html(console, f"{path}{suppression.pk}/change/")
    assert len(console.get(path, {"q": ANNA}).context["cl"].result_list) == 1
    assert len(console.get(path, {"q": "piotr@example.com"}).context["cl"].result_list) == 0


def test_the_retention_register_names_rules_in_polish_and_what_is_overdue(console: Client) -> None:
    rule = SCHEDULE[0]
    RetentionLedger.objects.create(run_at=timezone.now(), rule=rule.name, removed=4, overdue=3)
    page = html(console, f"{CONSENT}retentionledger/")
    assert rule.title in page
    assert "bg-red-100" in page


def test_checks_of_the_trail_read_in_polish(console: Client) -> None:
    AuditVerification.objects.create(verified_at=timezone.now(), rows=5, finding="Row 6 is missing.")
    page = html(console, f"{CONSENT}auditverification/")
    assert "Brakuje wiersza 6." in page
    assert "naruszony" in page


def test_the_outbox_shows_no_payload(console: Client) -> None:
    now = timezone.now()
    message = OutboxMessage.objects.create(
        destination=Destination.MAIL,
        kind="revoke-notice",
        idempotency_key="k",
        payload={"to": ANNA},
        status=Status.DEAD,
        attempts=10,
        last_error="550",
        created_at=now - timedelta(hours=3),
        next_attempt_at=now,
    )
    path = "/admin/integrations/outboxmessage/"
    page = html(console, path)
    for words in ("Niedostarczona", "Zawiadomienie o wycofaniu zgód", "3 h", "550"):
        assert words in page
    assert ANNA not in page + html(console, f"{path}{message.pk}/change/")


@pytest.mark.parametrize("model", ["revocation", "suppression", "retentionledger", "auditverification"])
def test_registers_are_written_by_nobody(admin_client: Client, model: str) -> None:
    assert admin_client.get(f"{CONSENT}{model}/").status_code == 200
    assert admin_client.get(f"{CONSENT}{model}/add/").status_code == 403
