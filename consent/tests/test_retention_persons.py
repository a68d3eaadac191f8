"""People who withdrew everything, their requests, and what was sent to them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from chatbot.models import ChatConversation, Lead
from consent.models import ConsentAuditLog, DataSubjectRequest, Revocation
from consent.models.audit import Action, Source
from consent.retention.closed_requests import ClosedRequests
from consent.retention.mail_files import MailFiles
from consent.retention.outbox_finished import OutboxFinished
from consent.retention.outbox_given_up import OutboxGivenUp
from consent.retention.revoked_persons import RevokedPersons
from consent.tests.data_of_a_person import (
    ANNA,
    JAN,
    NOW,
    assert_chain_is_intact,
    audit_row,
    conversation,
    everything_of,
    outbox_message,
    request,
    revocation,
)
from integrations import copies
from integrations.mail.files import file_send
from integrations.models import OutboxMessage
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
UNDO_OVER = NOW - timedelta(days=14) - SECOND
GIVEN_UP_OVER = NOW - timedelta(days=30 + 14) - SECOND
THIRTY_DAYS_OVER = NOW - timedelta(days=30) - SECOND


def applied(rule: Any, expected: int) -> None:
    assert rule.overdue(NOW) == expected
    assert rule.apply_batch(NOW) == expected
    assert rule.overdue(NOW) == 0


def test_who_did_not_undo_a_withdrawal_in_fourteen_days_is_erased() -> None:
    everything_of(ANNA)
    everything_of(JAN)
    Revocation.objects.filter(email=ANNA).update(revoked_at=UNDO_OVER)
    Revocation.objects.filter(email=JAN).update(revoked_at=NOW - timedelta(days=14))
    applied(RevokedPersons(), 1)
    assert ChatConversation.objects.get().email == JAN
    assert Revocation.objects.get().email == JAN
    erasure = ConsentAuditLog.objects.latest("pk")
    assert (erasure.action, erasure.source, erasure.email_hmac) == ("erasure", "schedule", email_hash(ANNA))
    assert_chain_is_intact()


def test_a_won_lead_outlives_the_withdrawal() -> None:
    conversation(lead="won")
    conversation(lead="qualified")
    revocation(at=UNDO_OVER)
    applied(RevokedPersons(), 1)
    assert (Lead.objects.get().status, Lead.objects.get().email) == ("won", ANNA)


def told(revoked_at: datetime, **columns: Any) -> None:
    """A person who withdrew, and the mail about it."""
    conversation()
    revocation(at=revoked_at, notice_key="revoke-notice:1")
    outbox_message(idempotency_key="revoke-notice:1", **columns)


@pytest.mark.parametrize("status", ["pending", "sending"])
def test_nobody_is_erased_before_the_mail_that_tells_them_has_gone_out(status: str) -> None:
    told(GIVEN_UP_OVER, status=status)
    applied(RevokedPersons(), 0)


@pytest.mark.parametrize(("sent_at", "erased"), [(UNDO_OVER, 1), (UNDO_OVER + SECOND, 0)])
def test_the_fourteen_days_count_from_when_the_owner_was_told(sent_at: datetime, erased: int) -> None:
    told(UNDO_OVER - timedelta(days=5), status="sent", sent_at=sent_at)
    applied(RevokedPersons(), erased)
    assert ChatConversation.objects.count() == 1 - erased


def test_whose_mail_was_given_up_is_erased_when_it_can_no_longer_be_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    told(GIVEN_UP_OVER + SECOND, status="dead")
    applied(RevokedPersons(), 0)
    Revocation.objects.update(revoked_at=GIVEN_UP_OVER)
    applied(RevokedPersons(), 1)
    assert not ChatConversation.objects.exists()
    [line] = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert line.endswith("the person is erased though no mail could tell them")


def test_a_withdrawal_in_a_session_without_an_address_erases_that_conversation() -> None:
    talk, other = conversation(None), conversation(ANNA)
    Revocation.objects.create(conversation_id=talk.pk, revoked_at=UNDO_OVER)
    applied(RevokedPersons(), 1)
    assert ChatConversation.objects.get() == other
    assert ConsentAuditLog.objects.get(action=Action.ERASURE).source == Source.SCHEDULE


def test_an_address_of_which_nothing_is_held_is_let_go() -> None:
    revocation(at=UNDO_OVER)
    row = audit_row(Action.REVOKE)
    applied(RevokedPersons(), 1)
    row.refresh_from_db()
    assert row.redacted
    assert not Revocation.objects.exists()


@pytest.fixture
def broken_integration(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot queue the removal of a copy."""

    def fail(*, lead_id: int, reference: str, item_id: str, due_at: datetime | None = None) -> bool:
        raise ValueError("a defect")

    monkeypatch.setitem(copies._removals, "monday", fail)


@pytest.mark.usefixtures("broken_integration")
def test_one_that_cannot_be_erased_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    for email in (ANNA, JAN):
        conversation(email, lead="new")
        revocation(email, at=UNDO_OVER)
    Lead.objects.filter(email=ANNA).update(monday_item_id="77")
    rule = RevokedPersons()
    assert rule.apply_batch(NOW) == 1
    assert rule.apply_batch(NOW) == 0
    assert rule.overdue(NOW) == 1
    assert ChatConversation.objects.get().email == ANNA
    assert ANNA not in caplog.text
    assert "the person was not erased" in caplog.text


def test_closed_requests_go_after_36_months() -> None:
    over = datetime(2024, 3, 31, 12, tzinfo=UTC) - SECOND
    request(closed_at=over)
    stays = {request(closed_at=over + SECOND).pk, request().pk}
    DataSubjectRequest.objects.filter(closed_at=None).update(received_at=over)
    applied(ClosedRequests(), 1)
    assert set(DataSubjectRequest.objects.values_list("pk", flat=True)) == stays


def test_traces_of_what_was_sent_go_after_thirty_days() -> None:
    for status in ("sent", "cancelled"):
        outbox_message(status=status, payload={}, at=THIRTY_DAYS_OVER)
        outbox_message(status=status, payload={}, at=THIRTY_DAYS_OVER + SECOND)
    for status in ("pending", "held", "dead"):
        outbox_message(status=status, at=THIRTY_DAYS_OVER)
    applied(OutboxFinished(), 2)
    assert OutboxMessage.objects.count() == 5


def test_a_removal_that_was_given_up_can_be_tried_again_however_late() -> None:
    outbox_message(at=NOW - timedelta(days=90), status="dead", kind="lead_item_removal", payload={"item_id": "77"})
    applied(OutboxGivenUp(), 0)
    assert OutboxMessage.objects.get().payload == {"item_id": "77"}


def test_what_was_never_delivered_is_emptied_after_thirty_days() -> None:
    over = outbox_message(status="dead", at=THIRTY_DAYS_OVER)
    not_yet = outbox_message(status="dead", at=THIRTY_DAYS_OVER + SECOND)
    waiting = outbox_message(at=THIRTY_DAYS_OVER)
    applied(OutboxGivenUp(), 1)
    assert OutboxMessage.objects.get(pk=over.pk).payload == {}
    assert OutboxMessage.objects.get(pk=not_yet.pk).payload
    assert OutboxMessage.objects.get(pk=waiting.pk).payload


@pytest.fixture
def old_mail_file(settings: Settings, tmp_path: Path) -> Path:
    """One just over thirty days, beside one that is not."""
    settings.MAIL_DIR = tmp_path / "mail"
    for number, at in enumerate((THIRTY_DAYS_OVER, THIRTY_DAYS_OVER + SECOND)):
        file_send(f"{number:016x}@example.com", at, b"Subject: x")
    first: Path = min(settings.MAIL_DIR.iterdir())
    return first


def test_mail_kept_as_files_goes_after_thirty_days(settings: Settings, old_mail_file: Path) -> None:
    applied(MailFiles(), 1)
    assert not old_mail_file.exists()
    assert len(list(settings.MAIL_DIR.iterdir())) == 1


def test_with_a_mail_server_no_file_is_touched(settings: Settings, old_mail_file: Path) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    applied(MailFiles(), 0)
    assert old_mail_file.exists()


def test_where_no_mail_was_ever_kept_there_is_none_to_delete(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_DIR = tmp_path / "mail"
    applied(MailFiles(), 0)
