"""After a restore from an older copy no marketing goes, and nothing hides the finding until it is repeated."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import DjangoAssertNumQueries, Settings

from consent.admin.findings import in_polish
from consent.audit.anchors import AHEAD, FOREIGN_LINE, BadAnchor, head_anchor, kept_anchors
from consent.audit.quick import quick_finding
from consent.models import AuditHead
from consent.models.audit import Action
from consent.services.audit_anchor import audit_anchor, audit_anchor_anew
from consent.services.audit_verify import audit_verify
from consent.services.restore_guard import restored
from consent.services.suppression_journal import write_journal
from consent.tests.trail import NOW, append, restore_copy
from consent.tests.visitor import mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def ahead(settings: Settings) -> Path:
    """Anchors of two, four and six rows; the restored copy ends with the third."""
    for day in range(3):
        append(Action.OPT_IN, Action.UNSUBSCRIBE)
        audit_anchor(NOW + timedelta(days=day))
    before = AuditHead.objects.get()
    restore_copy(3)
    assert before.anchored_count == 6
    return Path(settings.AUDIT_ANCHOR)


def test_a_database_that_was_not_restored(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert not restored()
    append(Action.UNSUBSCRIBE)
    write_journal()
    audit_anchor(NOW)
    append(Action.OPT_IN)
    with django_assert_num_queries(2):
        assert not restored()


def test_a_journal_that_is_ahead_stops_marketing() -> None:
    append(*[Action.UNSUBSCRIBE] * 2)
    write_journal()
    restore_copy(1)
    assert restored()
    append(Action.UNSUBSCRIBE)
    write_journal()
    assert restored()


def test_an_anchor_that_is_ahead_stops_marketing_also_when_the_trail_has_grown_past_it(ahead: Path) -> None:
    assert restored()
    append(*[Action.EXPORT] * 9)
    assert restored()


def test_what_cannot_be_read_stops_marketing(settings: Settings) -> None:
    settings.SUPPRESSION_JOURNAL.mkdir()
    assert restored()
    settings.SUPPRESSION_JOURNAL.rmdir()
    assert not restored()
    Path(settings.AUDIT_ANCHOR).write_text("{}\n")
    assert restored()


def test_no_anchor_is_written_over_one_that_is_ahead(ahead: Path) -> None:
    before = ahead.read_bytes()
    with pytest.raises(BadAnchor, match="Run replay_suppressions first"):
        audit_anchor(NOW)
    with pytest.raises(CommandError, match="replay_suppressions"):
        call_command("anchor_audit_log")
    append(*[Action.EXPORT] * 9)
    with pytest.raises(BadAnchor):
        audit_anchor(NOW)
    assert ahead.read_bytes() == before
    assert "replay_suppressions" in in_polish(AHEAD)
    with ahead.open("ab") as file:
        file.write(b'{"at": "2026')  # a crash left it
    with pytest.raises(BadAnchor):
        audit_anchor(NOW)


def test_an_anchor_that_follows_the_restore_ends_the_finding_and_is_told_for_good(
    ahead: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(Action.EXPORT)
    assert quick_finding() == "Row 6 is not the one that was anchored."
    assert audit_verify().finding == "Row 4 is not the one that was anchored."
    anew = audit_anchor_anew(NOW + timedelta(days=3))
    assert anew
    assert (anew.count, anew.restored_to) == (4, 2)
    assert quick_finding() == audit_verify().finding == ""
    assert not restored()
    assert audit_anchor_anew(NOW + timedelta(days=3)) is None
    append(*[Action.EXPORT] * 5)
    audit_anchor(NOW + timedelta(days=4))
    outcome = audit_verify()
    assert (outcome.finding, outcome.anchors, len(outcome.restores)) == ("", 3, 1)
    call_command("verify_audit_log")
    assert "those up to row 2 stand" in capsys.readouterr().out


def test_a_second_restore_is_a_finding_again(ahead: Path) -> None:
    audit_anchor_anew(NOW + timedelta(days=3))
    append(*[Action.EXPORT] * 3)
    audit_anchor(NOW + timedelta(days=4))
    restore_copy(1)
    assert restored()
    assert audit_verify().finding == "An anchor knows 6 rows, but the trail ends with row 1."
    anew = audit_anchor_anew(NOW + timedelta(days=5))
    assert anew
    assert anew.restored_to == 0
    assert (audit_verify().finding, len(audit_verify().restores), restored()) == ("", 2, False)


def test_what_was_anchored_after_a_restore_is_held_to(ahead: Path) -> None:
    audit_anchor_anew(NOW + timedelta(days=3))
    append(*[Action.EXPORT] * 3)
    audit_anchor(NOW + timedelta(days=4))
    restore_copy(3)
    append(*[Action.EXPORT] * 3)
    assert audit_verify().finding == "Row 6 is not the one that was anchored."


@pytest.mark.parametrize("fields", [{"restored_to": 2}, {"restored_to": 2, "count": 3}, {"restored_to": "2"}])
def test_nobody_without_the_key_can_say_that_there_was_a_restore(ahead: Path, fields: dict[str, object]) -> None:
    last = kept_anchors()[-1]
    forged = {**json.loads(head_anchor(NOW, last.signature).line()), **fields}
    with ahead.open("a") as file:
        file.write(json.dumps(forged) + "\n")
    assert restored()
    assert quick_finding() == FOREIGN_LINE
    assert audit_verify().finding
    with pytest.raises(BadAnchor):
        audit_anchor(NOW)


def test_a_genuine_line_cannot_be_put_where_it_helps(ahead: Path) -> None:
    """Whoever cuts the tail off later repeats an old line; the file shows that it is out of place."""
    audit_anchor_anew(NOW + timedelta(days=3))
    old = ahead.read_text().splitlines(keepends=True)[-1]
    append(*[Action.EXPORT] * 3)
    audit_anchor(NOW + timedelta(days=4))
    restore_copy(3)
    with ahead.open("a") as file:
        file.write(old)
    assert audit_verify().finding == "The anchor file was tampered with: a line is missing in it."


def test_mailed_anchors_stand_and_fall_by_their_time(ahead: Path, settings: Settings, tmp_path: Path) -> None:
    mailed = tmp_path / "mailed"
    mailed.write_text(ahead.read_text())
    with pytest.raises(CommandError, match="An anchor knows 6 rows"):
        call_command("verify_audit_log", anchors=str(mailed))
    audit_anchor_anew(NOW + timedelta(days=3))
    call_command("verify_audit_log", anchors=str(mailed))
    settings.AUDIT_ANCHOR = "mailto:iod@example.com"
    with pytest.raises(CommandError, match="An anchor knows 6 rows"):
        call_command("verify_audit_log", anchors=str(mailed))
    assert mails("audit-anchor") == []
