"""People who withdrew everything, their requests, and what was sent to them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chatbot.models import ChatConversation, Lead
from consent.models import ConsentAuditLog, DataSubjectRequest, Revocation
from consent.models.audit import Action, Source
from consent.retention.closed_requests import ClosedRequests
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
from integrations.models import OutboxMessage
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
UNDO_OVER = NOW - timedelta(days=14) - SECOND
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


@pytest.mark.parametrize(("status", "erased"), [("pending", 0), ("sending", 0), ("sent", 1), ("dead", 1)])
def test_nobody_is_erased_before_the_mail_that_tells_them_has_gone_out(status: str, erased: int) -> None:
    conversation()
    revocation(at=UNDO_OVER, notice_key="revoke-notice:1")
    outbox_message(idempotency_key="revoke-notice:1", status=status)
    applied(RevokedPersons(), erased)
    assert ChatConversation.objects.count() == 1 - erased


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
def broken_integration() -> Iterator[None]:
    """One that cannot queue the removal of a copy."""

    def fail(external_id: str) -> None:
        raise ValueError("a defect")

    copies.register("monday", fail)
    yield
    copies._removals.clear()


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


def test_what_was_never_delivered_is_emptied_after_thirty_days() -> None:
    over = outbox_message(status="dead", at=THIRTY_DAYS_OVER)
    not_yet = outbox_message(status="dead", at=THIRTY_DAYS_OVER + SECOND)
    waiting = outbox_message(at=THIRTY_DAYS_OVER)
    applied(OutboxGivenUp(), 1)
    assert OutboxMessage.objects.get(pk=over.pk).payload == {}
    assert OutboxMessage.objects.get(pk=not_yet.pk).payload
    assert OutboxMessage.objects.get(pk=waiting.pk).payload
