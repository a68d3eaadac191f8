"""A whole run of the schedule: batches, the ledger, and what happens when something fails."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chatbot.models import ChatConversation, Lead
from consent.models import ConsentAuditLog, RetentionLedger
from consent.models.audit import Action
from consent.retention import apply, redacting
from consent.retention.apply import retention_apply
from consent.retention.audit_clear_data import AuditClearData
from consent.retention.schedule import SCHEDULE
from consent.tests.data_of_a_person import NOW, assert_chain_is_intact, audit_row, conversation, everything_of
from integrations import copies

pytestmark = pytest.mark.django_db


class Stuck:
    name = "stuck"
    title = "Reguła, która nie działa"

    def overdue(self, now: datetime) -> int:
        return 3

    def apply_batch(self, now: datetime) -> int:
        raise ZeroDivisionError


class Blind(Stuck):
    name = "blind"

    def overdue(self, now: datetime) -> int:
        raise ZeroDivisionError


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "PAUSE", 0)


def test_each_rule_has_a_line_in_the_ledger_of_each_run() -> None:
    retention_apply(NOW)
    retention_apply(NOW)
    lines = RetentionLedger.objects.order_by("pk")
    assert [line.rule for line in lines] == [rule.name for rule in SCHEDULE] * 2
    assert {(line.run_at, line.removed, line.overdue) for line in lines} == {(NOW, 0, 0)}


def test_a_person_goes_through_all_stages_and_the_chain_stays_intact() -> None:
    talk = everything_of()
    retention_apply(NOW + timedelta(days=4))  # frozen: nothing happens
    talk.refresh_from_db()
    assert talk.email
    retention_apply(NOW + timedelta(days=15))
    assert not ChatConversation.objects.exists()
    retention_apply(NOW + timedelta(days=500))
    retention_apply(NOW + timedelta(days=365 * 4))
    assert_chain_is_intact()
    ran = retention_apply(NOW + timedelta(days=365 * 7))
    assert all(one.well for one in ran)
    assert_chain_is_intact()
    assert not ConsentAuditLog.objects.filter(email_hmac__isnull=False).exists()


def test_a_rule_goes_on_until_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redacting, "MOST", 3)
    for _ in range(8):
        audit_row(Action.UNSUBSCRIBE)
    (ran,) = retention_apply(NOW + timedelta(days=400), [AuditClearData()])
    assert ran.entry
    assert (ran.entry.removed, ran.entry.overdue) == (8, 0)
    notes = ConsentAuditLog.objects.filter(action=Action.ANONYMISE).order_by("pk")
    assert [note.facts["redacted"] for note in notes] == ["1-3", "4-6", "7-8"]
    assert_chain_is_intact()


def test_a_rule_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        audit_row(Action.UNSUBSCRIBE)
    stuck, blind, well = retention_apply(NOW + timedelta(days=400), [Stuck(), Blind(), AuditClearData()])
    assert (stuck.well, blind.well, well.well) == (False, False, True)
    assert [(line.rule, line.removed, line.overdue) for line in RetentionLedger.objects.order_by("pk")] == [
        ("stuck", 0, 3),
        ("audit-clear-data", 2, 0),
    ]
    assert "Retention rule stuck failed" in caplog.text


def test_names_and_titles_fit_the_ledger_and_are_its_own() -> None:
    assert len({rule.name for rule in SCHEDULE}) == len(SCHEDULE)
    longest = RetentionLedger._meta.get_field("rule").max_length or 0
    assert all(len(rule.name) <= longest and rule.title for rule in SCHEDULE)


def test_the_command_prints_the_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    conversation(None, at=timezone.now() - timedelta(days=800))
    call_command("apply_retention")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(SCHEDULE) + 2
    assert "conversations                  1         0" in lines
    assert lines[-1] == "overdue now = 0"


@pytest.fixture
def broken_integration(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot queue the removal of a copy."""

    def fail(*, lead_id: int, reference: str, item_id: str, due_at: datetime | None = None) -> bool:
        raise ValueError("a defect")

    monkeypatch.setitem(copies._removals, "monday", fail)


@pytest.mark.usefixtures("broken_integration")
def test_the_command_fails_when_something_stays_overdue(capsys: pytest.CaptureFixture[str]) -> None:
    conversation(at=timezone.now() - timedelta(days=800), lead="new")
    Lead.objects.update(monday_item_id="77")
    with pytest.raises(CommandError, match="overdue now = "):
        call_command("apply_retention")
    assert "conversations                  0         1  FAILED" in capsys.readouterr().out.splitlines()
    assert Lead.objects.get().email  # the batch was rolled back whole
