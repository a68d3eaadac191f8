import json
from datetime import datetime
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatbot.models import ChatConversation, ChatMessage, Lead
from consent.audit.chain import from_ranges
from consent.models import ConsentAuditLog, DataSubjectRequest, Revocation, Suppression
from consent.models.audit import Action, Source
from consent.services.origin import Origin
from consent.services.person_erase import person_erase
from consent.services.person_export import person_export
from consent.services.subject import subject_of, subject_of_conversation
from consent.tests.data_of_a_person import (
    ANNA,
    BROWSER,
    JAN,
    NOW,
    assert_chain_is_intact,
    audit_row,
    conversation,
    everything_of,
    outbox_message,
    request,
)
from integrations import copies
from integrations.models import OutboxMessage
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db


def erase(email: str = ANNA, origin: Origin = BROWSER) -> dict[str, Any]:
    return person_erase(subject_of(email), origin=origin, now=NOW)


def database() -> str:
    models = (ChatConversation, ChatMessage, Lead, OutboxMessage, ConsentAuditLog, Revocation, Suppression, DataSubjectRequest)
    rows = [row for model in models for row in model._default_manager.all()]
    return json.dumps(json.loads(serialize("json", rows)), ensure_ascii=False)


def the_erasure() -> ConsentAuditLog:
    return ConsentAuditLog.objects.filter(action=Action.ERASURE).latest("pk")


def test_nothing_that_tells_who_it_was_is_left_anywhere() -> None:
    everything_of()
    traces = (ANNA, "Anna", BROWSER.ip_address or "", "Fairphone", "Zadzwońcie", "listem")
    before = database()
    assert all(trace in before for trace in traces)
    erase()
    after = database()
    assert not [trace for trace in traces if trace in after]
    assert_chain_is_intact()


def test_another_person_keeps_everything() -> None:
    everything_of(JAN)
    jan = person_export(subject_of(JAN), now=NOW)
    everything_of(ANNA)
    erase(ANNA)
    assert person_export(subject_of(JAN), now=NOW) == jan


def test_the_report_says_in_polish_what_went_and_what_stays_and_why() -> None:
    everything_of()
    report = json.loads(json.dumps(erase()))
    assert report["removed"] == {
        "Wiadomości wychodzące": 1,
        "Rozmowy": 1,
        "Wiadomości w rozmowach": 2,
        "Kontakty dla zespołu sprzedaży": 1,
        "Dziennik zgód": 1,
        "Wycofanie wszystkich zgód": 1,
        "Wnioski RODO": 1,
    }
    assert len(report["kept"]) == 3
    assert all("RODO" in kept["why"] for kept in report["kept"])
    assert report["outside"] == []


def test_one_erasure_row_at_the_end_names_the_redacted_rows() -> None:
    talk = conversation()
    mine = audit_row()
    audit_row(email=JAN)
    of_conversation = audit_row(email=None, conversation_id=talk.pk)
    erase()
    erasure = ConsentAuditLog.objects.latest("pk")
    assert erasure.action == Action.ERASURE
    assert list(from_ranges(erasure.facts["redacted"])) == [mine.pk, of_conversation.pk]
    assert erasure.facts["removed"]["Rozmowy"] == 1
    assert ConsentAuditLog.objects.filter(salt__isnull=True).count() == 2
    assert_chain_is_intact()


def test_the_erasure_row_holds_the_hash_and_no_clear_data() -> None:
    everything_of()
    erase()
    row = the_erasure()
    assert row.email_hmac == email_hash(ANNA)
    assert (row.email, row.ip_address, row.user_agent, row.reason, row.conversation_id) == (None, None, None, None, None)
    assert row.source == Source.API
    assert ANNA not in row.details


def test_what_was_agreed_to_can_still_be_proven_to_the_owner_of_the_address() -> None:
    everything_of()
    erase()
    (consent, erasure) = ConsentAuditLog.objects.for_email(ANNA).order_by("pk")
    assert (consent.action, consent.purpose, consent.redacted) == ("opt-in", "rodo", True)
    assert erasure.action == "erasure"


def test_rows_that_were_redacted_before_are_not_named_again() -> None:
    audit_row()
    erase()
    later = audit_row()
    erase()
    assert the_erasure().facts["redacted"] == str(later.pk)
    erase()
    assert "redacted" not in the_erasure().facts
    assert_chain_is_intact()


def test_a_won_lead_stays_with_its_reason() -> None:
    talk = conversation(lead="won")
    conversation(lead="qualified")
    report = erase()
    lead = Lead.objects.get()
    assert (lead.conversation_id, lead.email) == (talk.pk, ANNA)
    assert ChatConversation.objects.get().email is None
    assert not ChatMessage.objects.exists()
    kept = next(kept for kept in report["kept"] if f"lead nr {lead.pk}" in kept["what"])
    assert "lit. b i c RODO" in kept["why"]
    assert subject_of(ANNA).conversation_ids == (talk.pk,)


def test_the_suppression_outlives_the_person() -> None:
    everything_of()
    report = erase()
    assert Suppression.objects.covering(email_hash(ANNA)).exists()
    assert any("nie piszemy" in kept["what"] for kept in report["kept"])
    assert not Revocation.objects.exists()


def test_what_was_to_be_sent_is_cancelled_and_emptied() -> None:
    for status in ("pending", "held", "dead"):
        outbox_message(status=status)
    outbox_message(status="sent", payload={})
    other = outbox_message(JAN)
    report = erase()
    assert report["removed"]["Wiadomości wychodzące"] == 3
    assert list(OutboxMessage.objects.exclude(pk=other.pk).values_list("payload", flat=True)) == [{}] * 4
    assert OutboxMessage.objects.filter(status="cancelled").count() == 3
    other.refresh_from_db()
    assert (other.status, other.payload) == ("pending", {"to": JAN})
    assert any("30 dniach" in kept["why"] for kept in report["kept"])


def test_a_closed_request_loses_its_address_and_an_open_one_keeps_it() -> None:
    closed, still_open = request(closed_at=NOW), request()
    erase()
    closed.refresh_from_db()
    still_open.refresh_from_db()
    assert (closed.email, closed.email_hmac) == (None, email_hash(ANNA))
    assert still_open.email == ANNA


@pytest.fixture
def removals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An integration that removes copies."""
    queued: list[str] = []

    def queue(*, lead_id: int, reference: str, item_id: str, due_at: datetime | None = None) -> bool:
        queued.append(item_id)
        return True

    monkeypatch.setitem(copies._removals, "monday", queue)
    return queued


def test_copies_outside_are_queued_for_removal(removals: list[str]) -> None:
    conversation(lead="new")
    Lead.objects.update(monday_item_id="77")
    assert erase()["outside"] == [{"service": "monday", "id": "77", "queued": True}]
    assert removals == ["77"]


def test_a_copy_that_nobody_removes_is_left_to_people() -> None:
    conversation(lead="new")
    Lead.objects.update(monday_item_id="77")
    assert erase()["outside"] == [{"service": "monday", "id": "77", "queued": False}]


def test_the_holder_of_a_session_without_an_address_is_erased_by_it() -> None:
    everything_of(ANNA)
    talk = conversation(None)
    row = audit_row(email=None, conversation_id=talk.pk)
    Revocation.objects.create(conversation_id=talk.pk, revoked_at=NOW)
    person_erase(subject_of_conversation(talk), origin=BROWSER, now=NOW)
    assert not ChatConversation.objects.filter(pk=talk.pk).exists()
    assert subject_of(ANNA).conversation_ids
    erasure = the_erasure()
    assert (erasure.conversation_id, erasure.email_hmac, erasure.facts["redacted"]) == (talk.pk, None, str(row.pk))
    assert Revocation.objects.get().email == ANNA
    assert_chain_is_intact()


def test_erasing_somebody_of_whom_nothing_is_held_writes_the_row_and_does_no_harm() -> None:
    assert erase() == {"removed": {}, "kept": [], "outside": []}
    assert the_erasure().email_hmac == email_hash(ANNA)
    assert_chain_is_intact()


def test_locks_are_taken_in_the_order_that_all_keep() -> None:
    everything_of()
    with CaptureQueriesContext(connection) as queries:
        erase()
    statements = [one["sql"] for one in queries]
    tables = ("chatbot_chatconversation", "chatbot_lead", "consent_consentauditlog", "consent_audithead")
    first = [next(at for at, sql in enumerate(statements) if f'"{table}"' in sql.partition(" WHERE ")[0]) for table in tables]
    assert first == sorted(first)
    head = first[-1]
    assert not [sql for sql in statements[head:] if not any(table in sql for table in tables[2:])]
