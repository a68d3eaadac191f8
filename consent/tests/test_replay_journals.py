"""A journal that is not this database's changes nothing, and one that ends too early does not end the guard."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import ChatConversation
from consent.audit.lost_lines import BadJournal
from consent.models import ConsentAuditLog, Suppression
from consent.models.audit import Action
from consent.services.audit_anchor import audit_anchor
from consent.services.audit_append import Entry, audit_append
from consent.services.audit_verify import audit_verify
from consent.services.replay_person import Done
from consent.services.restore_guard import restored
from consent.services.suppression_journal import write_journal
from consent.services.suppressions_replay import Replayed, suppressions_replay
from consent.tests.trail import ORIGIN
from consent.tests.visitor import talk

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
ANNA, EWA, JAN, OLA = (f"{name}@example.com" for name in ("anna", "ewa", "jan", "ola"))


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


@transaction.atomic
def note(at: int, action: Action, email: str | None = None, conversation_id: int | None = None) -> None:
    audit_append([Entry(action, ORIGIN, email=email, conversation_id=conversation_id)], now=hour(at))


@contextmanager
def undone(settings: Settings, journal: Path | None = None) -> Iterator[None]:
    """What happens inside stands in the journal alone, or in that of another database which began as a copy of this one."""
    own = settings.SUPPRESSION_JOURNAL
    settings.SUPPRESSION_JOURNAL = journal or own
    copy = transaction.savepoint()
    yield
    write_journal()
    transaction.savepoint_rollback(copy)
    settings.SUPPRESSION_JOURNAL = own


def replay(journal: Path, *, no_restore_known: bool = False, accept_loss: bool = False) -> Replayed:
    return suppressions_replay(journal, hour(20), no_restore_known=no_restore_known, accept_loss=accept_loss)


@pytest.fixture
def victim() -> ChatConversation:
    conversation = talk(None, phone="+48501234567", rodo_consent=True)
    ChatConversation.objects.update(started_at=hour(-1))
    return conversation


@pytest.fixture
def staging(settings: Settings, tmp_path: Path, victim: ChatConversation) -> Path:
    """Another database erased its own conversation of the same number."""
    journal = tmp_path / "staging.jsonl"
    with undone(settings, journal):
        note(0, Action.OPT_IN, EWA)
        note(1, Action.EXPORT, EWA)
        note(7, Action.ERASURE, conversation_id=victim.pk)
    return journal


def set_aside(settings: Settings, tmp_path: Path) -> Path:
    """This node's own journal is lost, and another node has this one."""
    return Path(settings.SUPPRESSION_JOURNAL.rename(tmp_path / "another-node.jsonl"))


# Whose journal it is


def test_where_nothing_was_restored_nothing_is_repeated(staging: Path, victim: ChatConversation) -> None:
    with pytest.raises(CommandError, match=r"Nothing was changed\. Neither .* nor its anchors know of a restore"):
        call_command("replay_suppressions", str(staging))
    assert ChatConversation.objects.filter(pk=victim.pk).exists()
    assert ConsentAuditLog.objects.count() == 0


def test_the_journal_of_another_database_changes_nothing(
    settings: Settings, staging: Path, victim: ChatConversation, tmp_path: Path
) -> None:
    note(0, Action.OPT_IN, JAN)
    with pytest.raises(BadJournal, match="of another database"):
        replay(staging, no_restore_known=True)
    with undone(settings):
        note(1, Action.UNSUBSCRIBE, JAN)
    with pytest.raises(CommandError, match=r"Nothing was changed\. .*staging.jsonl is the journal of another database"):
        call_command("replay_suppressions", str(staging))
    settings.SUPPRESSION_JOURNAL.rename(tmp_path / "mine.jsonl")
    staging.rename(settings.SUPPRESSION_JOURNAL)  # it lies where this node's own should be
    with pytest.raises(BadJournal, match="of another database"):
        replay(tmp_path / "mine.jsonl")
    assert ChatConversation.objects.filter(pk=victim.pk).exists()
    assert (ConsentAuditLog.objects.count(), Suppression.objects.count(), restored()) == (1, 0, True)


def test_the_journal_of_a_database_that_began_as_a_copy_of_this_one_changes_nothing(
    settings: Settings, tmp_path: Path, victim: ChatConversation
) -> None:
    note(0, Action.OPT_IN, JAN)
    clone = tmp_path / "clone.jsonl"
    with undone(settings, clone):
        note(3, Action.ERASURE, conversation_id=victim.pk)
    note(2, Action.OPT_IN, ANNA)
    with undone(settings):
        note(4, Action.UNSUBSCRIBE, JAN)
    with pytest.raises(BadJournal, match="of another database"):
        replay(clone)
    assert replay(settings.SUPPRESSION_JOURNAL).done == {Done.UNSUBSCRIBED: 1}
    assert ChatConversation.objects.filter(pk=victim.pk).exists()


def test_where_all_that_both_knew_is_gone_the_journals_are_compared_with_each_other(
    settings: Settings, tmp_path: Path, staging: Path, victim: ChatConversation
) -> None:
    with undone(settings):
        note(2, Action.UNSUBSCRIBE, JAN)
    with pytest.raises(BadJournal, match=r"staging\.jsonl is the journal of another"):
        replay(staging)
    another = tmp_path / "another-node.jsonl"
    another.write_bytes(settings.SUPPRESSION_JOURNAL.read_bytes())
    note(9, Action.OPT_IN, OLA)
    assert replay(another).ended
    assert ChatConversation.objects.filter(pk=victim.pk).exists()


@pytest.mark.parametrize("kept", ["journal", "anchors", "nothing"])
def test_a_copy_that_is_older_than_the_whole_journal(settings: Settings, tmp_path: Path, kept: str) -> None:
    """The restored database was empty and has written rows of its own under the same numbers since."""
    with undone(settings):
        note(1, Action.OPT_IN, JAN)
        note(2, Action.UNSUBSCRIBE, JAN)
        note(3, Action.EXPORT, JAN)
        if kept == "anchors":
            audit_anchor(hour(4))
    journal = settings.SUPPRESSION_JOURNAL if kept == "journal" else set_aside(settings, tmp_path)
    note(9, Action.OPT_IN, OLA)
    note(10, Action.OPT_IN, EWA)
    write_journal()
    replayed = replay(journal, no_restore_known=kept == "nothing")
    assert (replayed.done, replayed.ended) == ({Done.UNSUBSCRIBED: 1}, kept != "nothing")
    assert (restored(), audit_verify().finding) == (False, "")


def test_a_journal_that_went_on_after_the_restore_is_this_databases(settings: Settings, tmp_path: Path) -> None:
    note(0, Action.OPT_IN, JAN)
    with undone(settings):
        note(1, Action.UNSUBSCRIBE, JAN)
    note(2, Action.OPT_IN, OLA)
    write_journal()
    another = tmp_path / "another-node.jsonl"
    another.write_bytes(settings.SUPPRESSION_JOURNAL.read_bytes())
    note(3, Action.OPT_IN, EWA)
    assert replay(another).ended


def test_two_nodes_may_know_of_two_restores(settings: Settings, tmp_path: Path) -> None:
    """The other node stopped before the second; this node's journal was begun anew after the first."""
    note(0, Action.OPT_IN, EWA)
    with undone(settings):
        note(1, Action.UNSUBSCRIBE, JAN)
    another = set_aside(settings, tmp_path)
    note(2, Action.OPT_IN, EWA)
    with undone(settings):
        note(3, Action.UNSUBSCRIBE, ANNA)
    replayed = replay(another)
    assert (replayed.done, replayed.ended) == ({Done.UNSUBSCRIBED: 2}, True)


# How far it reaches


def test_a_journal_of_quiet_days_reaches_as_far_as_the_anchors(settings: Settings, tmp_path: Path) -> None:
    note(0, Action.OPT_IN, JAN)
    with undone(settings):
        note(1, Action.UNSUBSCRIBE, JAN)
        for at in range(2, 5):
            note(at, Action.EXPORT, JAN)
            audit_anchor(hour(at))
            write_journal()
    another = set_aside(settings, tmp_path)
    replayed = replay(another)
    assert (replayed.done, replayed.gap, replayed.ended) == ({Done.UNSUBSCRIBED: 1}, "", True)


def test_another_node_notes_what_was_anchored_with_its_own_next_line(settings: Settings, tmp_path: Path) -> None:
    with undone(settings):
        note(1, Action.UNSUBSCRIBE, JAN)
        note(2, Action.EXPORT, JAN)
        audit_anchor(hour(2))
        note(3, Action.UNSUBSCRIBE, ANNA)
    replayed = replay(set_aside(settings, tmp_path))
    assert (replayed.done, replayed.ended) == ({Done.UNSUBSCRIBED: 2}, True)


@pytest.fixture
def stale(settings: Settings, tmp_path: Path) -> Path:
    """Another node's journal that lacks the last withdrawal before the restore; this node's own is lost."""
    note(0, Action.OPT_IN, JAN)
    journal = tmp_path / "another-node.jsonl"
    with undone(settings):
        note(1, Action.UNSUBSCRIBE, JAN)
        write_journal()
        journal.write_bytes(settings.SUPPRESSION_JOURNAL.read_bytes())
        note(2, Action.UNSUBSCRIBE, ANNA)
        audit_anchor(hour(3))
    (tmp_path / "whole.jsonl").write_bytes(settings.SUPPRESSION_JOURNAL.read_bytes())
    settings.SUPPRESSION_JOURNAL.unlink()
    return journal


def test_a_journal_that_ends_too_early_is_repeated_and_the_guard_stays(
    stale: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reaches = f"The journal reaches row 2 of {hour(1):%Y-%m-%d %H:%M} UTC, the newest anchor knows row 3 of {hour(3):%Y-%m-%d}"
    for _ in range(2):
        with pytest.raises(CommandError, match=reaches):
            call_command("replay_suppressions", str(stale))
        assert (Suppression.objects.count(), restored()) == (1, True)
    said = capsys.readouterr().out
    assert "unsubscribed: 1" in said
    assert "The restore is over" not in said
    assert "knew of no restore" not in said
    call_command("replay_suppressions", str(tmp_path / "whole.jsonl"))
    assert "The restore is over" in capsys.readouterr().out
    assert (Suppression.objects.count(), restored()) == (2, False)


def test_a_loss_that_is_accepted_ends_the_guard_and_stands_in_the_trail(
    stale: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    call_command("replay_suppressions", str(stale), accept_loss=True)
    assert "The restore is over" in capsys.readouterr().out
    assert (Suppression.objects.count(), restored(), audit_verify().finding) == (1, False, "")
    noted = ConsentAuditLog.objects.get(action=Action.ADMIN_NOTE)
    assert "the newest anchor knows row 3" in str(noted.reason)
    assert (noted.source, noted.email_hmac) == ("replay", None)
    assert "a loss was accepted" in caplog.text


def test_a_journal_that_knows_nothing_new_does_not_end_the_guard(settings: Settings, tmp_path: Path) -> None:
    note(0, Action.OPT_IN, JAN)
    write_journal()
    old = tmp_path / "old.jsonl"
    old.write_bytes(settings.SUPPRESSION_JOURNAL.read_bytes())
    with undone(settings):
        note(1, Action.UNSUBSCRIBE, JAN)
        audit_anchor(hour(2))
    settings.SUPPRESSION_JOURNAL.unlink()
    with pytest.raises(CommandError, match="The journal knows no row that the database lacks, the newest anchor knows row 2"):
        call_command("replay_suppressions", str(old))
    assert restored()


def test_an_empty_journal_ends_the_guard_only_where_somebody_says_so(stale: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    with pytest.raises(CommandError, match=r"Nothing was changed\. .*empty is empty"):
        call_command("replay_suppressions", str(empty))
    assert restored()
    call_command("replay_suppressions", str(empty), accept_loss=True)
    assert not restored()


def test_this_nodes_own_journal_fills_the_gap_of_the_given_one(settings: Settings, stale: Path, tmp_path: Path) -> None:
    (tmp_path / "whole.jsonl").rename(settings.SUPPRESSION_JOURNAL)
    replayed = replay(stale)
    assert (replayed.done, replayed.gap, replayed.ended) == ({Done.UNSUBSCRIBED: 2}, "", True)
