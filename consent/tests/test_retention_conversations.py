"""When contact data is masked, when a conversation becomes anonymous, and when it goes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from chatbot.models import ChatConversation, ChatMessage, Lead
from consent.models import ConsentAuditLog
from consent.models.audit import Action
from consent.retention.anonymisation import Anonymisation
from consent.retention.conversations import Conversations
from consent.retention.unconsented_contact import UnconsentedContact
from consent.tests.data_of_a_person import (
    ANNA,
    NOW,
    assert_chain_is_intact,
    audit_row,
    conversation,
    outbox_message,
)
from integrations.models import OutboxMessage

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
HOURS_72 = timedelta(hours=72)
SIX_MONTHS_BEFORE = datetime(2026, 9, 30, 12, tzinfo=UTC)  # of March 31st
A_YEAR_BEFORE = datetime(2026, 3, 31, 12, tzinfo=UTC)
PERIOD_OVER = A_YEAR_BEFORE - SECOND


def applied(rule: Any, expected: int) -> None:
    """The rule finds so many, deals with them, and nothing stays overdue."""
    assert rule.overdue(NOW) == expected
    assert rule.apply_batch(NOW) == expected
    assert rule.overdue(NOW) == 0


def contact_of(talk: ChatConversation) -> tuple[str | None, str | None]:
    talk.refresh_from_db()
    return talk.email, talk.name


# Without consent


def test_contact_data_without_consent_is_masked_after_72_hours() -> None:
    over, not_yet = conversation(at=NOW - HOURS_72 - SECOND), conversation(at=NOW - HOURS_72)
    applied(UnconsentedContact(), 1)
    assert contact_of(over) == (None, None)
    assert contact_of(not_yet) == (ANNA, "Anna")
    assert not ChatMessage.objects.filter(conversation=over, text__icontains="anna").exists()
    assert over.anonymised_at is None


def test_a_name_or_a_number_alone_is_contact_data() -> None:
    conversation(None, name="Anna", at=NOW - timedelta(days=4))
    conversation(None, phone="+48501234567", at=NOW - timedelta(days=4))
    conversation(None, at=NOW - timedelta(days=4))
    applied(UnconsentedContact(), 2)


def test_with_consent_it_stays() -> None:
    conversation(at=NOW - timedelta(days=30), rodo_consent=True)
    applied(UnconsentedContact(), 0)


def test_with_a_marketing_consent_that_counts_it_stays() -> None:
    talk = conversation(at=NOW - timedelta(days=30), marketing_consent=True)
    applied(UnconsentedContact(), 0)
    talk.refresh_from_db()
    assert (talk.email, talk.marketing_consent) == (ANNA, True)


def test_what_is_frozen_stays_for_the_undo() -> None:
    conversation(at=NOW - timedelta(days=4), restricted_at=NOW - timedelta(days=3))
    applied(UnconsentedContact(), 0)


def test_it_stays_while_the_mailed_link_may_be_used() -> None:
    waiting, too_late = conversation(at=NOW - timedelta(days=30)), conversation(at=NOW - timedelta(days=30))
    audit_row(Action.OPT_IN_REQUESTED, conversation_id=waiting.pk, at=NOW - timedelta(days=7))
    audit_row(Action.OPT_IN_REQUESTED, conversation_id=too_late.pk, at=NOW - timedelta(days=7) - SECOND)
    applied(UnconsentedContact(), 1)
    assert contact_of(waiting) == (ANNA, "Anna")
    assert contact_of(too_late) == (None, None)


def test_a_lead_left_without_consent_is_masked_with_its_conversation() -> None:
    conversation(at=NOW - timedelta(days=4), lead="new")
    conversation(at=NOW - timedelta(days=4), lead="qualified")
    applied(UnconsentedContact(), 2)
    assert [lead.email for lead in Lead.objects.order_by("pk")] == [None, ANNA]


# Anonymous after six months


def test_after_six_months_a_conversation_becomes_anonymous_with_consent_or_without() -> None:
    over = conversation(at=SIX_MONTHS_BEFORE - SECOND, rodo_consent=True, lead="contacted", memory={"asked": "email"})
    not_yet = conversation(at=SIX_MONTHS_BEFORE, rodo_consent=True)
    applied(Anonymisation(), 1)
    assert contact_of(over) == (None, None)
    assert (over.anonymised_at, over.memory, over.rodo_consent) == (NOW, {}, False)
    assert not ChatMessage.objects.filter(conversation=over, text__icontains="anna").exists()
    assert ChatMessage.objects.filter(conversation=over).count() == 2
    assert (over.lead.email, over.lead.name) == (None, None)
    assert contact_of(not_yet) == (ANNA, "Anna")


def test_the_period_is_a_setting(settings: Settings) -> None:
    settings.ANONYMIZATION_THRESHOLD_MONTHS = 1
    conversation(at=datetime(2027, 2, 28, 11, tzinfo=UTC))
    applied(Anonymisation(), 1)


def test_the_audit_trail_says_in_which_conversations_consents_ended() -> None:
    over = SIX_MONTHS_BEFORE - SECOND
    first, second = conversation(at=over, rodo_consent=True), conversation(at=over, marketing_consent=True)
    conversation(at=over)
    third = conversation(at=over, rodo_consent=True)
    applied(Anonymisation(), 4)
    note = ConsentAuditLog.objects.get()
    ended = f"{first.pk}-{second.pk},{third.pk}"
    assert (note.action, note.source, note.facts) == (
        "anonymise",
        "schedule",
        {"rule": "anonymisation", "consents_ended": ended},
    )
    assert_chain_is_intact()


def test_where_no_consent_ended_no_audit_row_is_written() -> None:
    conversation(at=SIX_MONTHS_BEFORE - SECOND)
    conversation(at=NOW - timedelta(days=4))
    applied(Anonymisation(), 1)
    applied(UnconsentedContact(), 1)
    assert not ConsentAuditLog.objects.exists()


def test_a_restriction_does_not_stop_the_clock() -> None:
    conversation(at=SIX_MONTHS_BEFORE - SECOND, restricted_at=NOW)
    applied(Anonymisation(), 1)


# Gone after a year


def test_after_a_year_a_conversation_goes_with_messages_and_lead() -> None:
    for status in (None, "new", "contacted", "lost"):
        conversation(at=PERIOD_OVER, lead=status)
    not_yet = conversation(at=A_YEAR_BEFORE, lead="new")
    applied(Conversations(), 4)
    assert ChatConversation.objects.get() == not_yet
    assert Lead.objects.get().conversation == not_yet
    assert ChatMessage.objects.count() == 2


def test_the_length_of_the_year_is_a_setting(settings: Settings) -> None:
    settings.DATA_RETENTION_MONTHS = 13
    conversation(at=PERIOD_OVER)
    applied(Conversations(), 0)


def test_a_restricted_conversation_goes_as_well() -> None:
    conversation(at=PERIOD_OVER, restricted_at=PERIOD_OVER)
    applied(Conversations(), 1)


@pytest.mark.parametrize("status", ["qualified", "won"])
def test_a_lead_with_a_basis_stays_and_its_conversation_is_an_empty_shell(status: str) -> None:
    shell = conversation(at=PERIOD_OVER, lead=status)
    Lead.objects.update(basis="")
    applied(Conversations(), 1)
    assert contact_of(shell) == (None, None)
    assert shell.anonymised_at == NOW
    assert not ChatMessage.objects.exists()
    lead = Lead.objects.get()
    assert (lead.email, lead.status) == (ANNA, status)
    assert lead.basis.startswith("art. 6 ust. 1 lit. b")
    assert Conversations().apply_batch(NOW) == 0


def test_a_lead_that_loses_its_basis_later_goes_with_the_shell() -> None:
    conversation(at=PERIOD_OVER, lead="qualified")
    applied(Conversations(), 1)
    lead = Lead.objects.get()
    lead.status = "lost"
    lead.save()
    applied(Conversations(), 1)
    assert not ChatConversation.objects.exists()
    assert not Lead.objects.exists()


def test_its_audit_rows_are_redacted_and_named_by_one_row() -> None:
    gone, shell, stays = conversation(at=PERIOD_OVER), conversation(at=PERIOD_OVER, lead="won"), conversation()
    for talk in (gone, shell, stays):
        audit_row(conversation_id=talk.pk)
    applied(Conversations(), 2)
    first, second, third, note = ConsentAuditLog.objects.order_by("pk")
    assert (first.redacted, second.redacted, third.redacted) == (True, True, False)
    assert first.email_hmac  # what was agreed to can still be proven
    assert (note.action, note.source, note.facts) == ("anonymise", "schedule", {"rule": "conversations", "redacted": "1-2"})
    assert_chain_is_intact()


def test_where_nothing_was_agreed_to_no_audit_row_is_written() -> None:
    conversation(at=PERIOD_OVER)
    applied(Conversations(), 1)
    assert not ConsentAuditLog.objects.exists()


def test_messages_about_it_do_not_go_out_any_more() -> None:
    talk = conversation(at=PERIOD_OVER)
    outbox_message(status="held", conversation_id=talk.pk)
    applied(Conversations(), 1)
    assert OutboxMessage.objects.get().payload == {}


def test_a_copy_outside_that_nobody_removes_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    conversation(at=PERIOD_OVER, lead="lost")
    Lead.objects.update(monday_item_id="77")
    applied(Conversations(), 1)
    assert [record.getMessage() for record in caplog.records] == ["Remove by hand at monday: item 77"]
