"""How long the audit trail knows whom its rows are about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from consent.models import ConsentAuditLog
from consent.models.audit import Action, Source
from consent.retention.audit_clear_data import AuditClearData
from consent.retention.audit_proof import AuditProof
from consent.retention.unconfirmed_opt_in import UnconfirmedOptIns
from consent.services.origin import Origin
from consent.services.person_erase import person_erase
from consent.services.subject import subject_of
from consent.tests.data_of_a_person import ANNA, JAN, NOW, assert_chain_is_intact, audit_row, conversation
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
A_YEAR_BEFORE = datetime(2026, 3, 31, 12, tzinfo=UTC)
PERIOD_OVER = A_YEAR_BEFORE - SECOND
PROOF_OVER = datetime(2021, 3, 31, 12, tzinfo=UTC) - SECOND
WEEK_OVER = NOW - timedelta(days=7) - SECOND


def applied(rule: Any, expected: int) -> None:
    assert rule.overdue(NOW) == expected
    assert rule.apply_batch(NOW) == expected
    assert rule.overdue(NOW) == 0
    assert rule.apply_batch(NOW) == 0
    assert_chain_is_intact()


def redacted() -> list[int]:
    return list(ConsentAuditLog.objects.filter(salt__isnull=True).order_by("pk").values_list("pk", flat=True))


def asked(at: datetime = WEEK_OVER, **fields: Any) -> ConsentAuditLog:
    return audit_row(Action.OPT_IN_REQUESTED, at=at, **{"conversation_id": 5, "purpose": "marketing", **fields})


# Opt-ins that nobody confirmed


def test_an_unconfirmed_opt_in_is_forgotten_after_seven_days() -> None:
    over = asked()
    asked(at=NOW - timedelta(days=7))
    applied(UnconfirmedOptIns(), 1)
    assert redacted() == [over.pk]
    note = ConsentAuditLog.objects.latest("pk")
    assert (note.action, note.facts) == ("anonymise", {"rule": "unconfirmed-opt-ins", "redacted": str(over.pk)})
    assert (note.email, note.ip_address, note.email_hmac) == (None, None, None)


def test_a_confirmed_one_stays() -> None:
    asked()
    audit_row(Action.OPT_IN, conversation_id=5, purpose="marketing", at=WEEK_OVER)
    applied(UnconfirmedOptIns(), 0)


@pytest.mark.parametrize("other", [{"conversation_id": 6}, {"purpose": "rodo"}, {"email": JAN}])
def test_what_was_confirmed_has_to_be_the_same(other: dict[str, Any]) -> None:
    row = asked()
    audit_row(Action.OPT_IN, at=WEEK_OVER, **{"conversation_id": 5, "purpose": "marketing", **other})
    applied(UnconfirmedOptIns(), 1)
    assert redacted() == [row.pk]


def test_an_earlier_consent_does_not_confirm_a_later_request() -> None:
    audit_row(Action.OPT_IN, conversation_id=5, purpose="marketing", at=WEEK_OVER)
    row = asked()
    applied(UnconfirmedOptIns(), 1)
    assert redacted() == [row.pk]


# Clear data


def test_a_row_without_a_conversation_is_redacted_after_a_year() -> None:
    over = audit_row(Action.UNSUBSCRIBE, at=PERIOD_OVER)
    audit_row(Action.UNSUBSCRIBE, at=A_YEAR_BEFORE)
    applied(AuditClearData(), 1)
    assert redacted() == [over.pk]
    over.refresh_from_db()
    assert (over.email, over.ip_address, over.user_agent, over.email_hmac) == (None, None, None, email_hash(ANNA))


def test_a_row_lives_as_long_as_its_conversation() -> None:
    talk, ended = conversation(), conversation(at=PERIOD_OVER, lead="won")
    audit_row(conversation_id=talk.pk, at=PERIOD_OVER)
    of_shell = audit_row(conversation_id=ended.pk, at=PERIOD_OVER)
    of_nothing = audit_row(conversation_id=999, at=PERIOD_OVER)
    applied(AuditClearData(), 2)
    assert redacted() == [of_shell.pk, of_nothing.pk]


def test_rows_that_name_redactions_hold_nothing_to_redact() -> None:
    audit_row(Action.UNSUBSCRIBE, at=PERIOD_OVER)
    AuditClearData().apply_batch(PERIOD_OVER + timedelta(days=400))
    person_erase(subject_of(JAN), origin=Origin(Source.PAGE), now=PERIOD_OVER + timedelta(days=400))
    assert AuditClearData().overdue(NOW + timedelta(days=4000)) == 0


# Proof


def test_the_hash_of_the_address_goes_when_nothing_has_to_be_proven_any_more() -> None:
    redacted_before = audit_row(at=PROOF_OVER)
    AuditClearData().apply_batch(NOW)
    still_clear = audit_row(at=PROOF_OVER)
    needed = audit_row(at=PROOF_OVER + SECOND)
    applied(AuditProof(), 2)
    for row in (redacted_before, still_clear):
        row.refresh_from_db()
        assert (row.email, row.email_hmac, row.salt, row.address_salt) == (None, None, None, None)
    note = ConsentAuditLog.objects.latest("pk")
    assert note.facts == {"rule": "audit-proof", "redacted": str(still_clear.pk), "proof_expired": "1,3"}
    needed.refresh_from_db()
    assert needed.email == ANNA


def test_the_period_of_proof_is_a_setting(settings: Any) -> None:
    settings.AUDIT_PROOF_MONTHS = 1
    audit_row(at=NOW - timedelta(days=40))
    applied(AuditProof(), 1)
    assert not ConsentAuditLog.objects.for_email(ANNA).exists()


def test_a_row_without_an_address_has_no_proof_to_lose() -> None:
    audit_row(email=None, at=PROOF_OVER)
    assert AuditProof().overdue(NOW) == 0
