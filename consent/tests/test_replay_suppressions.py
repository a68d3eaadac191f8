"""After a restore: what people said since the copy is repeated, once, and harms nobody who came back meanwhile."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import ChatConversation
from consent.audit.anchors import kept_anchors
from consent.audit.journal import lost_row
from consent.audit.quick import quick_finding
from consent.models import ConsentAuditLog, ConsentText, Revocation, Suppression
from consent.models.audit import Action, Purpose, Source
from consent.services.audit_anchor import audit_anchor
from consent.services.audit_append import Entry, audit_append
from consent.services.audit_verify import audit_verify
from consent.services.consent_confirm import Requested, consent_confirm
from consent.services.consent_restore import consent_restore
from consent.services.consent_revoke import consent_revoke
from consent.services.marketing_unsubscribe import marketing_unsubscribe
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.person_erase import person_erase
from consent.services.replay_person import REASON, Done
from consent.services.restore_guard import restored
from consent.services.subject import subject_of
from consent.services.suppression import is_suppressed
from consent.services.suppression_journal import write_journal
from consent.services.suppressions_replay import Replayed, suppressions_replay
from consent.signals import marketing_ended
from consent.tests.trail import ORIGIN
from consent.tests.visitor import consents, link, mails, talk
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db

JAN, ANNA = "jan@example.com", "anna@example.com"
START = timezone.now()
LINK = Origin(Source.MAIL_LINK)


def hour(number: int) -> Any:
    return START + timedelta(hours=number)


@contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside stands in the journal, and the database is restored to what it was before."""
    copy = transaction.savepoint()
    yield
    write_journal()
    transaction.savepoint_rollback(copy)


def replay(settings: Settings, at: int = 20) -> Replayed:
    return suppressions_replay(settings.SUPPRESSION_JOURNAL, hour(at), no_restore_known=not restored())


def unsubscribe(at: int, **person: Any) -> None:
    marketing_unsubscribe(person=Person(**(person or {"email": JAN})), origin=ORIGIN, reason=None, now=hour(at))


def revoke(at: int, **person: Any) -> None:
    consent_revoke(person=Person(**(person or {"email": JAN})), origin=ORIGIN, reason=None, now=hour(at))


def agree(at: int, conversation: ChatConversation, *purposes: str, origin: Origin = LINK) -> None:
    """The owner has used the mailed link."""
    agreed = {purpose: ConsentText.objects.get(purpose=purpose, version="1", language="pl") for purpose in purposes}
    newest = ConsentAuditLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    assert consent_confirm(
        requested=Requested(conversation.email or "", conversation.pk, agreed, newest), origin=origin, now=hour(at)
    )


@transaction.atomic
def erase(at: int, email: str = JAN) -> None:
    person_erase(subject_of(email), origin=ORIGIN, now=hour(at))


def assert_all_is_well_and_a_second_run_does_nothing(settings: Settings) -> None:
    assert (quick_finding(), audit_verify().finding, restored()) == ("", "", False)
    rows = ConsentAuditLog.objects.count()
    again = replay(settings, 30)
    assert (again.done, again.failed, again.ended) == ({}, [], False)
    assert again.moot == again.persons
    assert ConsentAuditLog.objects.count() == rows
    write_journal()
    assert (quick_finding(), restored()) == ("", False)


# One thing each


def test_an_unsubscribe_is_repeated(settings: Settings) -> None:
    conversations = [talk(rodo_consent=True, marketing_consent=True) for _ in range(2)]
    other = talk(ANNA, marketing_consent=True)
    told: list[list[int]] = []

    def hear(conversation_ids: list[int], **kwargs: Any) -> None:
        told.append(conversation_ids)

    with forgotten():
        unsubscribe(1)
    assert (restored(), is_suppressed(email_hash(JAN))) == (True, False)
    marketing_ended.connect(hear)
    replayed = replay(settings)
    marketing_ended.disconnect(hear)
    assert (replayed.lines, replayed.persons, replayed.done, replayed.ended) == (1, 1, {Done.UNSUBSCRIBED: 1}, True)
    assert [consents(one) for one in [*conversations, other]] == [(True, False), (True, False), (False, True)]
    assert is_suppressed(email_hash(JAN))
    assert told == [[one.pk for one in conversations]]
    row = ConsentAuditLog.objects.get()
    assert (row.action, row.source, row.reason, row.email, row.ip_address) == ("unsubscribe", "replay", REASON, JAN, None)
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_a_revocation_is_repeated_and_its_owner_can_undo_it(settings: Settings) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    with forgotten():
        revoke(1)
    assert replay(settings).done == {Done.REVOKED: 1}
    assert consents(conversation) == (False, False)
    assert conversation.restricted_at == hour(20)
    revocation = Revocation.objects.get()
    assert (revocation.revoked_at, revocation.email) == (hour(20), JAN)
    assert_all_is_well_and_a_second_run_does_nothing(settings)
    assert "/restore-consent/" in link(mails("revoke-notice")[0])
    assert consent_restore(email=JAN, origin=LINK, now=hour(31))
    assert consents(conversation) == (True, True)
    assert not is_suppressed(email_hash(JAN))
    assert replay(settings, 40).done == {}
    assert consents(conversation) == (True, True)


def test_an_erasure_is_repeated_and_the_list_outlives_it(settings: Settings) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    agree(0, conversation, "marketing")
    assert ConsentAuditLog.objects.filter(email=JAN).exists()
    with forgotten():
        unsubscribe(1)
        erase(2)
    assert replay(settings).done == {Done.ERASED: 1, Done.UNSUBSCRIBED: 1}
    assert not ChatConversation.objects.exists()
    assert not ConsentAuditLog.objects.filter(email__isnull=False).exists()
    assert is_suppressed(email_hash(JAN))
    assert set(ConsentAuditLog.objects.filter(source=Source.REPLAY).values_list("email_hmac", flat=True)) == {email_hash(JAN)}
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_an_address_that_the_copy_does_not_know_is_kept_by_its_hash(settings: Settings) -> None:
    with forgotten():
        talk(marketing_consent=True)
        unsubscribe(1)
        talk(ANNA, marketing_consent=True)
        revoke(1, email=ANNA)
        erase(1, "ewa@example.com")
    replayed = replay(settings)
    assert (replayed.done, replayed.unknown) == ({Done.UNSUBSCRIBED: 1, Done.REVOKED: 1, Done.ERASED: 1}, 3)
    assert {one.email_hmac for one in Suppression.objects.all()} == {email_hash(JAN), email_hash(ANNA)}
    assert not Revocation.objects.exists()
    assert mails("revoke-notice") == []
    rows = ConsentAuditLog.objects.values_list("action", "email", "email_hmac", "source")
    assert set(rows) == {
        ("unsubscribe", None, email_hash(JAN), "replay"),
        ("revoke-consent", None, email_hash(ANNA), "replay"),
        ("erasure", None, email_hash("ewa@example.com"), "replay"),
    }
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_an_address_that_only_a_lead_has_is_known(settings: Settings) -> None:
    from chatbot.models import Lead

    conversation = talk(None, phone="+48501234567", rodo_consent=True)
    Lead.objects.create(conversation=conversation, email=JAN)
    with forgotten():
        erase(1)
    assert (replay(settings).unknown, ChatConversation.objects.count()) == (0, 0)


# One after the other


def test_a_withdrawal_that_was_undone_is_not_repeated(settings: Settings) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    with forgotten():
        revoke(1)
        consent_restore(email=JAN, origin=LINK, now=hour(2))
    assert replay(settings).done == {}
    assert consents(conversation) == (True, True)
    assert mails("revoke-notice") == []
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_an_undo_is_repeated_where_the_copy_has_the_withdrawal(settings: Settings) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    revoke(1)
    with forgotten():
        consent_restore(email=JAN, origin=LINK, now=hour(2))
        unsubscribe(3)
    assert replay(settings).done == {Done.UNSUBSCRIBED: 1, Done.UNDONE: 1}
    assert consents(conversation) == (True, False)
    assert not Revocation.objects.exists()
    assert is_suppressed(email_hash(JAN))
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_a_new_consent_lifts_the_suppression_and_is_not_invented(settings: Settings) -> None:
    conversation = talk(marketing_consent=True)
    unsubscribe(1)
    with forgotten():
        agree(2, conversation, Purpose.MARKETING)
        assert consents(conversation) == (False, True)
    assert replay(settings).done == {Done.LIFTED: 1}
    assert consents(conversation) == (False, False)
    assert not is_suppressed(email_hash(JAN))
    assert ConsentAuditLog.objects.filter(action=Action.OPT_IN).count() == 0
    assert ConsentAuditLog.objects.order_by("-pk")[0].reason.startswith(REASON)  # type: ignore[union-attr]
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_consent_given_anew_after_both_withdrawals_ends_the_older_one_alone(settings: Settings) -> None:
    withdrawn = {JAN: unsubscribe, ANNA: revoke}
    conversations = {email: talk(email, rodo_consent=True, marketing_consent=True) for email in withdrawn}
    with forgotten():
        for email, withdraw in withdrawn.items():
            withdraw(1, email=email)
            agree(2, conversations[email], Purpose.MARKETING)
    replay(settings)
    assert [consents(one) for one in conversations.values()] == [(True, False), (False, False)]
    assert [is_suppressed(email_hash(email)) for email in conversations] == [False, False]
    assert not Revocation.objects.exists()
    assert_all_is_well_and_a_second_run_does_nothing(settings)


# What has happened since the restore


def test_whoever_came_back_after_the_restore_stays(settings: Settings) -> None:
    with_consent, older = talk(), talk(rodo_consent=True, marketing_consent=True)
    with forgotten():
        revoke(1)
    agree(2, with_consent, Purpose.MARKETING, Purpose.RODO)
    replay(settings)
    assert [consents(one) for one in (with_consent, older)] == [(True, True), (False, False)]
    assert not is_suppressed(email_hash(JAN))
    assert not Revocation.objects.exists()
    assert_all_is_well_and_a_second_run_does_nothing(settings)
    assert consents(with_consent) == (True, True)


def test_a_tick_that_nobody_proved_brings_nobody_back(settings: Settings) -> None:
    """The restored database had forgotten that this address needs the mailed link."""
    conversation = talk()
    with forgotten():
        revoke(1)
    agree(2, conversation, Purpose.RODO, origin=ORIGIN)
    assert replay(settings).done == {Done.REVOKED: 1}
    assert consents(conversation) == (False, False)


def test_an_erasure_leaves_what_began_after_it(settings: Settings) -> None:
    older = talk(rodo_consent=True)
    with forgotten():
        erase(1)
    newer = talk()
    ChatConversation.objects.filter(pk=newer.pk).update(started_at=hour(2))
    assert replay(settings).done == {Done.ERASED: 1}
    assert list(ChatConversation.objects.values_list("pk", flat=True)) == [newer.pk]
    assert older.pk != newer.pk
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_unsubscribing_again_after_the_restore_is_enough(settings: Settings) -> None:
    talk(marketing_consent=True)
    with forgotten():
        unsubscribe(1)
    unsubscribe(2)
    assert replay(settings).done == {}
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_a_withdrawal_since_the_restore_does_not_bring_marketing_back_when_undone(settings: Settings) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=True)
    with forgotten():
        unsubscribe(1)
    revoke(2)
    replay(settings)
    assert_all_is_well_and_a_second_run_does_nothing(settings)
    consent_restore(email=JAN, origin=LINK, now=hour(31))
    assert consents(conversation) == (True, False)
    assert is_suppressed(email_hash(JAN))


def test_losses_that_were_repeated_long_ago_harm_nobody(settings: Settings) -> None:
    conversation = talk(marketing_consent=True)
    with forgotten():
        unsubscribe(1)
        erase(2, ANNA)
    replay(settings, 3)
    agree(4, conversation, Purpose.MARKETING)
    talk(ANNA, rodo_consent=True)
    with forgotten():
        unsubscribe(5, email="ewa@example.com")
    assert restored()
    replayed = replay(settings)
    assert (replayed.persons, replayed.moot, replayed.done) == (3, 2, {Done.UNSUBSCRIBED: 1})
    assert consents(conversation) == (False, True)
    assert ChatConversation.objects.count() == 2
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_losses_older_than_the_proof_of_them_are_passed_over(settings: Settings) -> None:
    with forgotten():
        unsubscribe(1)
    settings.AUDIT_PROOF_MONTHS = 1
    assert suppressions_replay(settings.SUPPRESSION_JOURNAL, hour(1) + timedelta(days=40)).lines == 0


# Talks without an address


@pytest.mark.parametrize("withdraw", [unsubscribe, revoke])
def test_a_talk_without_an_address_is_known_by_its_number(settings: Settings, withdraw: Any) -> None:
    conversation = talk(None, phone="+48501234567", rodo_consent=True, marketing_consent=True)
    with forgotten():
        withdraw(1, conversation_id=conversation.pk)
    assert replay(settings).persons == 1
    assert consents(conversation) == (withdraw is unsubscribe, False)
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_another_talk_with_the_same_number_is_left_alone(settings: Settings) -> None:
    conversation = talk(None, rodo_consent=True, marketing_consent=True)
    with forgotten():
        revoke(1, conversation_id=conversation.pk)
        with transaction.atomic():
            entry = Entry(Action.ERASURE, ORIGIN, conversation_id=conversation.pk)
            audit_append([entry], now=hour(2))
    ChatConversation.objects.filter(pk=conversation.pk).update(started_at=hour(3))
    replayed = replay(settings)
    assert (replayed.persons, replayed.ended) == (0, True)
    assert consents(conversation) == (True, True)
    assert not restored()


# The end of it


def test_one_that_fails_stops_no_other_and_the_guard_stays(
    settings: Settings, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(marketing_consent=True)
    other = talk(ANNA, marketing_consent=True)
    with forgotten():
        unsubscribe(-2)
        unsubscribe(-1, email=ANNA)

    def refuse(conversation_ids: list[int], **kwargs: Any) -> None:
        if other.pk not in conversation_ids:
            raise RuntimeError("the disk is full")

    marketing_ended.connect(refuse)
    try:
        with pytest.raises(CommandError, match=f"Not repeated: {email_hash(JAN)[:12]}"):
            call_command("replay_suppressions", str(settings.SUPPRESSION_JOURNAL))
    finally:
        marketing_ended.disconnect(refuse)
    assert "the disk is full" in caplog.text
    assert consents(other) == (False, False)
    assert not is_suppressed(email_hash(JAN))
    assert restored()
    assert "The restore is over" not in capsys.readouterr().out
    call_command("replay_suppressions", str(settings.SUPPRESSION_JOURNAL))
    assert "unsubscribed: 1" in capsys.readouterr().out
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_what_this_node_alone_knows_is_repeated_with_a_copy_from_another(settings: Settings, tmp_path: Path) -> None:
    talk(marketing_consent=True)
    with forgotten():
        unsubscribe(1)
        unsubscribe(2, email=ANNA)
    journal: Path = settings.SUPPRESSION_JOURNAL
    first, second = journal.read_bytes().splitlines(keepends=True)
    given = tmp_path / "copy"
    given.write_bytes(first)
    journal.write_bytes(first + second)
    assert suppressions_replay(given, hour(20)).lines == 2
    assert Suppression.objects.count() == 2
    assert not restored()


def test_where_nothing_was_lost_that_can_be_repeated_the_anchors_go_on_anew(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    audit_anchor(START)
    with forgotten():
        with transaction.atomic():
            audit_append([Entry(Action.EXPORT, ORIGIN, email=JAN)], now=hour(1))
        audit_anchor(hour(1))
    assert (lost_row(), restored()) == (1, True)
    call_command("replay_suppressions", str(settings.SUPPRESSION_JOURNAL))
    said = capsys.readouterr().out
    assert "Anchored anew: of earlier anchors, rows up to 0 stand." in said
    assert "The restore is over" in said
    assert kept_anchors()[-1].restored_to == 0
    assert_all_is_well_and_a_second_run_does_nothing(settings)


def test_mailed_anchors_are_told_of_the_restore(settings: Settings) -> None:
    settings.AUDIT_ANCHOR = "mailto:iod@example.com"
    unsubscribe(0, email=ANNA)
    with forgotten():
        unsubscribe(1)
    unsubscribe(2, email="ewa@example.com")
    anchor = replay(settings).anchor
    assert anchor
    assert anchor.restored_to == 1
    [mail] = mails("audit-anchor")
    assert anchor.line() in mail
    assert "kotwice wierszy powyżej 1 już nie obowiązują" in mail


def test_it_works_while_unsubscribing_is_switched_off(settings: Settings) -> None:
    talk(marketing_consent=True)
    with forgotten():
        unsubscribe(1)
    settings.UNSUBSCRIBE_ENABLED = False
    assert replay(settings).done == {Done.UNSUBSCRIBED: 1}


# Files that are none


GOOD = {
    "id": 1,
    "hash": "f" * 64,
    "at": "2026-11-24T10:00:00+00:00",
    "action": "unsubscribe",
    "purpose": "marketing",
    "email_hmac": "a" * 64,
    "conversation": None,
}
BAD = [
    b"\x89PNG\r\n",
    b"hello\n",
    b"[]\n",
    b"{}\n",
    b"{" + b"[" * 100_000 + b"}\n",
    b"{" + b" " * 5000,
    *(
        json.dumps({**GOOD, **wrong}).encode() + b"\n"
        for wrong in (
            {"id": "x"},
            {"id": 0},
            {"id": 2**70},
            {"at": "yesterday"},
            {"at": "2026-11-24T10:00:00"},
            {"action": "sing"},
            {"email_hmac": JAN},
            {"email_hmac": "ab"},
            {"email_hmac": 7},
            {"conversation": "x"},
            {"conversation": -1},
        )
    ),
    json.dumps({key: value for key, value in GOOD.items() if key != "purpose"}).encode() + b"\n",
    b'{"event": "caught-up"}\n',
    json.dumps({**GOOD, "event": "caught-up", "id": -1}).encode() + b"\n",
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_file_that_is_no_journal_changes_nothing(settings: Settings, tmp_path: Path, bad: bytes) -> None:
    talk(marketing_consent=True)
    with forgotten():
        unsubscribe(1)
    given = tmp_path / "given"
    given.write_bytes(settings.SUPPRESSION_JOURNAL.read_bytes() + bad)
    with pytest.raises(CommandError, match=r"Nothing was changed\. .*no line of a suppression journal"):
        call_command("replay_suppressions", str(given))
    assert not Suppression.objects.exists()
    assert restored()


def test_a_file_that_is_not_there_or_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    for given in (tmp_path / "missing", tmp_path):
        with pytest.raises(CommandError, match=r"Nothing was changed\. .*cannot be read"):
            call_command("replay_suppressions", str(given))


def test_what_a_crash_left_of_a_line_is_passed_over(settings: Settings) -> None:
    talk(marketing_consent=True)
    with forgotten():
        unsubscribe(1)
    with settings.SUPPRESSION_JOURNAL.open("ab") as journal:
        journal.write(b'{"id": 9, "\xff\n\n')
    assert replay(settings).done == {Done.UNSUBSCRIBED: 1}
    assert not restored()
