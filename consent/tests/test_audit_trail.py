"""The trail as a database table: what its triggers refuse, and what verify finds when somebody got past them."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from consent.audit.anchors import head_anchor, keep_anchor, read_anchor
from consent.audit.chain import GENESIS, HASHED_COLUMNS, row_hash
from consent.audit.quick import quick_finding
from consent.audit.rows import hashed_values
from consent.audit.triggers import TABLE, missing_triggers
from consent.audit.verify import Anchor, verify_chain
from consent.models import AuditHead, AuditVerification, ConsentAuditLog
from consent.models.audit import Action, AppendOnly
from consent.tests.trail import NOW, append, as_owner

pytestmark = pytest.mark.django_db


def execute(statement: str, *parameters: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


REFUSED = [
    f"UPDATE {TABLE} SET reason = 'x' WHERE id = 2",
    f"UPDATE {TABLE} SET action = 'opt-in' WHERE id = 2",
    f"UPDATE {TABLE} SET email = NULL WHERE id = 2",
    f"UPDATE {TABLE} SET email = NULL, ip_address = NULL, user_agent = NULL, reason = NULL WHERE id = 2",
    f"UPDATE {TABLE} SET email_hmac = NULL, address_salt = NULL WHERE id = 2",
    f"UPDATE {TABLE} SET id = 9 WHERE id = 2",
    f"DELETE FROM {TABLE} WHERE id = 3",
    f"DELETE FROM {TABLE}",
    "UPDATE consent_audithead SET last_id = 1",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses(statement: str) -> None:
    append(Action.OPT_IN, Action.UNSUBSCRIBE, Action.OPT_IN)
    with pytest.raises(DatabaseError, match=r"append-only|only moves on"):
        execute(statement)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own statement")
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_sqlite_refuses_to_replace(verb: str) -> None:
    append(Action.OPT_IN, Action.UNSUBSCRIBE)
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"{verb} INTO {TABLE} SELECT * FROM {TABLE} WHERE id = 2")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own statement")
def test_postgresql_refuses_to_truncate() -> None:
    append(Action.OPT_IN)
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"TRUNCATE {TABLE}")


def test_the_models_refuse_as_well() -> None:
    [row] = append(Action.OPT_IN)
    for change in (row.save, row.delete, ConsentAuditLog.objects.all().delete):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises(AppendOnly):
        ConsentAuditLog.objects.update(reason="x")


def test_the_redaction_is_allowed() -> None:
    append(Action.OPT_IN)
    execute(f"UPDATE {TABLE} SET email = NULL, ip_address = NULL, user_agent = NULL, reason = NULL, salt = NULL WHERE id = 1")
    execute(f"UPDATE {TABLE} SET email_hmac = NULL, address_salt = NULL WHERE id = 1")


def test_numbers_and_hashes_follow_each_other() -> None:
    rows = append(Action.OPT_IN, Action.UNSUBSCRIBE)
    assert [row.pk for row in rows] == [1, 2]
    assert rows[0].previous_hash == GENESIS
    assert rows[1].previous_hash == rows[0].hash
    assert AuditHead.objects.get().last_hash == rows[1].hash


# Tampering by the owner of the table


def test_an_untouched_trail_is_intact() -> None:
    append(*[Action.OPT_IN] * 5)
    outcome = verify_chain()
    assert (outcome.rows, outcome.finding) == (5, "")


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ("reason = 'nothing happened'", 3),
        ("email = 'other@example.com'", 3),
        ("ip_address = NULL", 3),
        ("action = 'unsubscribe'", 3),
        ("created_at = '2020-01-01 00:00:00'", 3),
        ("text_hash = 'f'", 3),
        ("email_hmac = 'f'", 3),
        ("conversation_id = 1", 3),
        ("previous_hash = 'f'", 3),
        ("commitment = 'f'", 3),
        ("salt = NULL, email = NULL, ip_address = NULL, user_agent = NULL, reason = NULL", 3),
    ],
)
def test_a_changed_row_is_named(change: str, row: int) -> None:
    append(*[Action.OPT_IN] * 5)
    as_owner(f"UPDATE {TABLE} SET {change} WHERE id = {row}")
    assert verify_chain().bad_row == row


def test_a_removed_row_is_named() -> None:
    append(*[Action.OPT_IN] * 5)
    as_owner(f"DELETE FROM {TABLE} WHERE id = 3")
    assert verify_chain().finding == "Row 3 is missing."


def test_a_dropped_tail_is_found() -> None:
    append(*[Action.OPT_IN] * 5)
    as_owner(f"DELETE FROM {TABLE} WHERE id > 3")
    assert verify_chain().bad_row == 4
    assert quick_finding()


def test_a_dropped_tail_with_a_head_to_fit_is_found_by_an_anchor() -> None:
    rows = append(*[Action.OPT_IN] * 5)
    anchor = head_anchor(NOW)
    as_owner(f"DELETE FROM {TABLE} WHERE id > 3")
    as_owner("UPDATE consent_audithead SET last_id = 3, last_hash = %s", rows[2].hash)
    assert verify_chain().finding == ""
    assert verify_chain([anchor]).finding == "An anchor knows 5 rows, but the trail ends with row 3."


def test_an_emptied_table_is_found() -> None:
    append(*[Action.OPT_IN] * 5)
    as_owner(f"DELETE FROM {TABLE}")
    assert verify_chain().bad_row == 1


def test_an_inserted_row_is_found() -> None:
    append(*[Action.OPT_IN] * 3)
    columns = ", ".join(str(field.column) for field in ConsentAuditLog._meta.concrete_fields if field.column != "id")
    as_owner(f"INSERT INTO {TABLE} (id, {columns}) SELECT 4, {columns} FROM {TABLE} WHERE id = 3")
    assert verify_chain().finding == "Row 4 was added beside the chain."
    assert quick_finding()


def test_hashes_recomputed_without_the_key_are_found() -> None:
    append(*[Action.OPT_IN] * 4)
    row = ConsentAuditLog.objects.get(pk=2)
    row.action = Action.UNSUBSCRIBE
    forged = row_hash(b"a guess at the key", row.previous_hash, hashed_values(row))
    as_owner(f"UPDATE {TABLE} SET action = 'unsubscribe', hash = %s WHERE id = 2", forged)
    as_owner(f"UPDATE {TABLE} SET previous_hash = %s WHERE id = 3", forged)
    assert verify_chain().bad_row == 2


def test_a_redaction_that_no_row_explains_is_found_and_an_explained_one_is_not() -> None:
    append(*[Action.OPT_IN] * 4)
    nulled = "email = NULL, ip_address = NULL, user_agent = NULL, reason = NULL, salt = NULL"
    execute(f"UPDATE {TABLE} SET {nulled} WHERE id IN (2, 3)")
    assert verify_chain().bad_row == 2
    append(Action.ERASURE, details={"redacted": "2"})
    assert verify_chain().bad_row == 3
    append(Action.ANONYMISE, details={"redacted": "3"})
    assert verify_chain().finding == ""


def test_only_a_later_row_explains_a_redaction() -> None:
    append(Action.ERASURE, details={"redacted": "2"})
    append(Action.OPT_IN)
    execute(f"UPDATE {TABLE} SET email = NULL, ip_address = NULL, user_agent = NULL, reason = NULL, salt = NULL WHERE id = 2")
    assert verify_chain().bad_row == 2


def test_a_row_filled_anew_after_its_redaction_is_found() -> None:
    append(Action.OPT_IN)
    execute(f"UPDATE {TABLE} SET email = NULL, ip_address = NULL, user_agent = NULL, reason = NULL, salt = NULL WHERE id = 1")
    append(Action.ERASURE, details={"redacted": "1"})
    as_owner(f"UPDATE {TABLE} SET email = 'other@example.com' WHERE id = 1")
    assert verify_chain().finding == "Row 1 was redacted and filled anew."


def test_from_an_anchor_on_only_later_rows_are_read() -> None:
    append(*[Action.OPT_IN] * 3)
    anchor = head_anchor(NOW)
    append(*[Action.OPT_IN] * 2)
    outcome = verify_chain(start=anchor)
    assert (outcome.rows, outcome.finding) == (2, "")
    assert verify_chain(start=Anchor(3, "f" * 64)).bad_row == 4


# Commands


def test_the_commands(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    append(*[Action.OPT_IN] * 3)
    call_command("anchor_audit_log")
    call_command("verify_audit_log")
    assert "3 rows checked, 1 anchors compared" in capsys.readouterr().out
    as_owner(f"DELETE FROM {TABLE} WHERE id = 3")
    with pytest.raises(CommandError, match="NOT intact"):
        call_command("verify_audit_log")
    assert [kept.finding == "" for kept in AuditVerification.objects.order_by("pk")] == [True, False]


def test_a_forged_anchor_is_refused(settings: Settings) -> None:
    append(Action.OPT_IN)
    anchor = head_anchor(NOW)
    assert read_anchor(anchor.line()) == anchor
    keep_anchor(Path(settings.AUDIT_ANCHOR), anchor)
    with Path(settings.AUDIT_ANCHOR).open("a", encoding="utf-8") as file:
        file.write(anchor.line().replace('"count": 1', '"count": 2') + "\n")
    with pytest.raises(CommandError, match="no anchor of ours"):
        call_command("verify_audit_log")


def test_missing_triggers_are_said() -> None:
    assert missing_triggers(connection) == set()
    with connection.cursor() as cursor:
        suffix = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
        name = "consent_audit_guard" if connection.vendor == "postgresql" else "consent_audit_no_delete"
        cursor.execute(f"DROP TRIGGER {name}{suffix}")
    assert missing_triggers(connection) == {name}
    assert "lacks its triggers" in verify_chain().finding
    from django.core.checks import run_checks

    assert "consent.E001" in {message.id for message in run_checks(databases=["default"])}


def test_the_columns_of_the_hash_are_those_that_stay() -> None:
    kept = {field.column for field in ConsentAuditLog._meta.concrete_fields}
    personal = {"email", "ip_address", "user_agent", "reason", "salt", "email_hmac", "address_salt"}
    assert kept - personal == {*HASHED_COLUMNS, "previous_hash", "hash"}
