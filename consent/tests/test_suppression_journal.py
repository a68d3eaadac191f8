"""The journal outside the database: it outlives a restore, and its knowing more than the trail is noticed."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from consent.admin.findings import in_polish
from consent.audit.quick import quick_finding
from consent.models import ConsentAuditLog
from consent.models.audit import Action
from consent.services.audit_anchor import audit_anchor
from consent.services.audit_verify import audit_verify
from consent.services.suppression_journal import write_journal
from consent.tests.trail import NOW, append, restore_copy

pytestmark = pytest.mark.django_db
AHEAD = "The suppression journal knows row {}, which the trail does not have: the database was restored from an older copy."


def lines(settings: Settings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in settings.SUPPRESSION_JOURNAL.read_text().splitlines()]


def short(settings: Settings) -> list[tuple[str, int]]:
    return [(line.get("event", "row"), line["id"]) for line in lines(settings)]


def test_the_journal_goes_on_after_a_restore_from_where_it_and_the_trail_agree(settings: Settings) -> None:
    append(*[Action.UNSUBSCRIBE] * 4)
    write_journal()
    restore_copy(2)
    append(*[Action.REVOKE] * 3)
    write_journal()
    append(Action.OPT_IN)
    write_journal()
    assert short(settings) == [
        *[("row", number) for number in (1, 2, 3, 4)],
        ("restored", 2),
        *[("row", number) for number in (3, 4, 5, 6)],
    ]
    assert [line["hash"] for line in lines(settings)[-4:]] == [
        row.hash for row in ConsentAuditLog.objects.filter(pk__gt=2).order_by("pk")
    ]


def test_the_journal_goes_on_where_nothing_is_left_of_what_it_knew(settings: Settings) -> None:
    append(*[Action.UNSUBSCRIBE] * 2)
    write_journal()
    restore_copy(0)
    write_journal()
    append(Action.UNSUBSCRIBE)
    write_journal()
    assert short(settings) == [("row", 1), ("row", 2), ("restored", 0), ("row", 1)]


def test_a_restored_database_is_noticed_before_and_after_the_journal_goes_on(client: Client, settings: Settings) -> None:
    append(*[Action.UNSUBSCRIBE] * 4)
    write_journal()
    assert quick_finding() == ""
    assert audit_verify().finding == ""
    restore_copy(2)
    assert quick_finding() == AHEAD.format(4)
    assert audit_verify().finding == AHEAD.format(4)
    append(*[Action.UNSUBSCRIBE] * 5)
    write_journal()
    assert quick_finding() == AHEAD.format(4)
    assert "zna wiersz 4" in in_polish(quick_finding())
    assert client.get("/api/health/deep").json()["checks"]["audit_trail"]["status"] == "degraded"


def test_a_line_without_the_loss_ends_the_finding(settings: Settings) -> None:
    append(*[Action.UNSUBSCRIBE] * 3)
    write_journal()
    restore_copy(1)
    write_journal()
    last = lines(settings)[-1]
    with settings.SUPPRESSION_JOURNAL.open("a") as journal:
        journal.write(json.dumps({"event": "repeated", "id": last["id"], "hash": last["hash"]}) + "\n")
    assert quick_finding() == ""
    append(Action.UNSUBSCRIBE)
    write_journal()
    assert quick_finding() == ""


def test_a_second_restore_forgets_nothing_of_the_first(settings: Settings) -> None:
    append(*[Action.UNSUBSCRIBE] * 6)
    write_journal()
    restore_copy(1)
    append(*[Action.REVOKE] * 2)
    write_journal()
    restore_copy(2)
    write_journal()
    assert (lines(settings)[-1]["event"], lines(settings)[-1]["id"]) == ("restored", 2)
    assert quick_finding() == AHEAD.format(6)


def test_a_journal_behind_the_trail_is_no_finding(settings: Settings) -> None:
    append(Action.UNSUBSCRIBE)
    write_journal()
    append(Action.UNSUBSCRIBE)
    assert quick_finding() == ""


def test_a_half_written_line_is_ended_and_no_finding(settings: Settings) -> None:
    append(Action.UNSUBSCRIBE)
    write_journal()
    with settings.SUPPRESSION_JOURNAL.open("ab") as journal:
        journal.write(b'{"id": 2, "\xff')
    assert quick_finding() == ""
    append(Action.UNSUBSCRIBE)
    write_journal()
    assert json.loads(settings.SUPPRESSION_JOURNAL.read_bytes().splitlines()[-1])["id"] == 2


def test_a_journal_that_cannot_be_read_is_said(settings: Settings) -> None:
    settings.SUPPRESSION_JOURNAL.mkdir()
    assert quick_finding() == "The suppression journal cannot be read."
    assert audit_verify().finding == quick_finding()


def test_the_journal_says_once_how_far_it_has_caught_up_with_what_was_anchored(settings: Settings) -> None:
    append(Action.UNSUBSCRIBE, Action.EXPORT, Action.EXPORT)
    audit_anchor(NOW)
    append(Action.EXPORT, Action.REVOKE, Action.EXPORT)
    for _ in range(2):
        audit_anchor(NOW)
        append(Action.EXPORT)
        write_journal()
        write_journal()
    assert short(settings) == [("row", 1), ("row", 5), ("caught-up", 6), ("caught-up", 7)]
    assert lines(settings)[-1]["hash"] == ConsentAuditLog.objects.get(pk=7).hash


def test_an_anchored_row_that_is_journalled_says_it_by_itself(settings: Settings) -> None:
    append(Action.EXPORT, Action.UNSUBSCRIBE)
    audit_anchor(NOW)
    append(Action.UNSUBSCRIBE)
    write_journal()
    assert short(settings) == [("row", 2), ("row", 3)]


def test_having_caught_up_does_not_end_the_finding(settings: Settings) -> None:
    append(*[Action.UNSUBSCRIBE] * 3)
    write_journal()
    restore_copy(1)
    append(Action.EXPORT)
    audit_anchor(NOW)
    write_journal()
    assert [(line.get("event", "row"), line["id"], line.get("lost")) for line in lines(settings)[3:]] == [
        ("restored", 1, 3),
        ("caught-up", 2, 3),
    ]
    assert quick_finding() == AHEAD.format(3)


def test_anchoring_writes_the_journal_after_its_commit(
    settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    append(Action.UNSUBSCRIBE, Action.EXPORT)
    with django_capture_on_commit_callbacks(execute=True):
        audit_anchor(NOW)
    assert short(settings) == [("row", 1), ("caught-up", 2)]
