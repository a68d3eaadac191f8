"""The anchor file: what is missing from it or foreign to it is found, and what a crash left in it is not mistaken for that."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from consent.admin.findings import in_polish
from consent.audit.anchors import FOREIGN_LINE, LACKS_NEWEST, LINE_GONE, UNREADABLE, head_anchor, keep_anchor, read_anchor
from consent.audit.quick import quick_finding
from consent.audit.trigger_rules import TABLE
from consent.models import AuditHead, AuditVerification
from consent.models.audit import Action
from consent.services.audit_anchor import audit_anchor
from consent.services.audit_verify import audit_verify
from consent.tests.trail import NOW, append, as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings: Settings) -> Path:
    """Three anchors, of one, two and three rows."""
    for day in range(3):
        append(Action.OPT_IN)
        audit_anchor(NOW + timedelta(days=day))
    return Path(settings.AUDIT_ANCHOR)


def written(file: Path) -> list[str]:
    return file.read_text().splitlines(keepends=True)


def test_an_untouched_file_is_in_order(file: Path) -> None:
    outcome = audit_verify()
    assert (outcome.finding, outcome.anchors) == ("", 3)
    assert quick_finding() == ""


def test_a_removed_file_is_found(file: Path) -> None:
    file.unlink()
    assert audit_verify().finding == LACKS_NEWEST
    assert quick_finding() == ""  # another node may have the file
    assert in_polish(LACKS_NEWEST) == "W pliku kotwic brakuje najnowszej kotwicy."


def test_a_file_that_lost_its_end_is_found(file: Path) -> None:
    file.write_text("".join(written(file)[:-1]))
    assert quick_finding() == audit_verify().finding == LACKS_NEWEST


@pytest.mark.parametrize("left", [0, 2], ids=["all of it", "its end"])
def test_the_gap_stays_when_the_file_goes_on(file: Path, left: int) -> None:
    file.write_text("".join(written(file)[:left]))
    append(Action.OPT_IN)
    audit_anchor(NOW + timedelta(days=3))
    assert audit_verify().finding == LINE_GONE
    assert in_polish(LINE_GONE) == "Plik kotwic został naruszony: brakuje w nim wiersza."


@pytest.mark.parametrize("number", [0, 1])
def test_a_removed_line_is_found(file: Path, number: int) -> None:
    lines = written(file)
    del lines[number]
    file.write_text("".join(lines))
    assert audit_verify().finding == LINE_GONE


def test_without_new_rows_a_lost_line_is_found_as_well(file: Path) -> None:
    audit_anchor(NOW + timedelta(days=3))
    assert audit_verify().finding == ""
    file.write_text("".join(written(file)[:-1]))
    assert audit_verify().finding == LACKS_NEWEST


def test_what_a_crash_left_is_no_tampering_once_the_file_goes_on(file: Path) -> None:
    append(Action.OPT_IN)
    half = head_anchor(NOW).line()[:70]
    with file.open("a") as end:
        end.write(half)
    assert quick_finding() == audit_verify().finding == FOREIGN_LINE
    audit_anchor(NOW + timedelta(days=3))
    assert half + "\n" in written(file)
    assert quick_finding() == ""
    assert audit_verify().anchors == 4
    assert AuditVerification.objects.order_by("pk").last().finding == ""  # type: ignore[union-attr]


def test_a_line_cut_in_half_later_is_tampering(file: Path) -> None:
    lines = written(file)
    file.write_text(lines[0] + lines[1][:70] + "\n" + lines[2])
    assert audit_verify().finding == LINE_GONE


def test_a_line_that_the_head_does_not_know_yet_is_gone_on_from(file: Path) -> None:
    """The process died after it wrote the file and before it committed."""
    before = AuditHead.objects.get()
    audit_anchor(NOW + timedelta(days=3))
    as_owner("UPDATE consent_audithead SET anchor_signature = %s", before.anchor_signature)
    assert quick_finding() == audit_verify().finding == ""
    audit_anchor(NOW + timedelta(days=4))
    assert (audit_verify().finding, len(written(file))) == ("", 5)


def test_blank_lines_are_passed_over(file: Path) -> None:
    file.write_text("\n".join(written(file)) + "\n \n\n")
    assert quick_finding() == audit_verify().finding == ""


@pytest.mark.parametrize(
    "line",
    [b"\xff\xfe}", b"[" * 100_000 + b"}", b'{"count": 1e999, "hash": "", "at": "", "previous": "", "signature": ""}', b"{}"],
)
def test_a_foreign_line_is_a_finding(file: Path, line: bytes) -> None:
    for content in (line + b"\n" + file.read_bytes(), file.read_bytes() + line + b"\n"):
        file.write_bytes(content)
        assert audit_verify().finding == FOREIGN_LINE
        assert AuditVerification.objects.order_by("pk").last().finding == FOREIGN_LINE  # type: ignore[union-attr]
    assert quick_finding() == FOREIGN_LINE
    assert in_polish(FOREIGN_LINE).startswith("Plik kotwic został naruszony")


def test_a_file_that_cannot_be_read_is_a_finding(settings: Settings) -> None:
    Path(settings.AUDIT_ANCHOR).mkdir()
    assert quick_finding() == audit_verify().finding == UNREADABLE
    assert in_polish(UNREADABLE) == "Pliku kotwic nie można odczytać."
    with pytest.raises(CommandError, match="could not be anchored"):
        call_command("anchor_audit_log")


def test_a_forged_anchor_is_refused(settings: Settings) -> None:
    append(Action.OPT_IN)
    anchor = head_anchor(NOW)
    assert read_anchor(anchor.line()) == anchor
    keep_anchor(Path(settings.AUDIT_ANCHOR), anchor)
    with Path(settings.AUDIT_ANCHOR).open("a", encoding="utf-8") as file:
        file.write(anchor.line().replace('"count": 1', '"count": 2') + "\n")
    with pytest.raises(CommandError, match="no anchor of ours"):
        call_command("verify_audit_log")


def test_what_is_wrong_with_the_trail_is_told_before_what_is_wrong_with_the_file(file: Path) -> None:
    file.unlink()
    as_owner(f"UPDATE {TABLE} SET reason = 'x' WHERE id = 2")
    assert audit_verify().finding == "Personal data in row 2 was changed."


def test_mailed_anchors_are_not_missed(file: Path, settings: Settings) -> None:
    settings.AUDIT_ANCHOR = "mailto:iod@example.com"
    file.unlink()
    audit_anchor(NOW)
    assert quick_finding() == audit_verify().finding == ""


def test_anchors_that_came_by_mail_are_compared(tmp_path: Path) -> None:
    append(Action.OPT_IN)
    mailed = tmp_path / "mailed"
    mailed.write_text(head_anchor(NOW).line() + "\n\n")
    call_command("verify_audit_log", anchors=str(mailed))
    mailed.write_bytes(b"\xff\n")
    with pytest.raises(CommandError, match="no anchor of ours"):
        call_command("verify_audit_log", anchors=str(mailed))
