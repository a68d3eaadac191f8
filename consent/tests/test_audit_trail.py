"""The trail as a database table: what its triggers refuse, and what verify finds when somebody got past them."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from consent.admin.findings import in_polish
from consent.audit.anchors import head_anchor
from consent.audit.chain import GENESIS, HASHED_COLUMNS, row_hash
from consent.audit.quick import quick_finding
from consent.audit.rows import hashed_values
from consent.audit.trigger_rules import HEAD, TABLE, TEXTS
from consent.audit.triggers import missing_triggers
from consent.audit.verify import Anchor, verify_chain
from consent.audit.wordings import known_wordings
from consent.models import AuditHead, AuditVerification, ConsentAuditLog, ConsentText
from consent.models.audit import Action, AppendOnly
from consent.models.text import ImmutableText
from consent.services.audit_verify import audit_verify
from consent.services.text_add import text_add
from consent.tests.trail import NOW, append, as_owner

pytestmark = pytest.mark.django_db


def execute(statement: str, *parameters: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def copied(number: int, previous: str) -> str:
    """A statement that inserts a copy of the first row under a number of its own."""
    columns = [str(field.column) for field in ConsentAuditLog._meta.concrete_fields]
    values = [{"id": str(number), "previous_hash": f"'{previous}'"}.get(column, column) for column in columns]
    return f"INSERT INTO {TABLE} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {TABLE} WHERE id = 1"


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
    "UPDATE consent_audithead SET last_hash = 'f'",
    "UPDATE consent_audithead SET last_id = 9, anchored_count = 9",
    "UPDATE consent_audithead SET anchored_count = -1",
    "UPDATE consent_audithead SET id = 2",
    "DELETE FROM consent_audithead",
    "INSERT INTO consent_audithead SELECT 2, last_id, last_hash, anchored_count, anchor_signature FROM consent_audithead",
    "UPDATE consent_consenttext SET text = 'Zgadzam się na wszystko.' WHERE version = '1'",
    "UPDATE consent_consenttext SET created_at = created_at",
    "DELETE FROM consent_consenttext",
    *(copied(number, previous) for number, previous in [(0, "f"), (-7, "f"), (4, "f"), (5, "f"), (9, "f")]),
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses(statement: str) -> None:
    append(Action.OPT_IN, Action.UNSUBSCRIBE, Action.OPT_IN)
    with pytest.raises(DatabaseError, match=r"append-only|only moves on|never changed"):
        execute(statement)


def test_rows_of_one_statement_may_follow_each_other_and_not_jump() -> None:
    append(Action.OPT_IN)
    before = ConsentAuditLog.objects.get().hash
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"{copied(2, before)} UNION ALL {copied(4, before).partition(') ')[2]}")
    execute(f"{copied(2, before)} UNION ALL {copied(3, before).partition(') ')[2]}")  # the copy has its original's hash
    assert verify_chain().finding


def test_a_gap_is_not_filled() -> None:
    rows = append(*[Action.OPT_IN] * 4)
    as_owner(f"DELETE FROM {TABLE} WHERE id = 3")
    with pytest.raises(DatabaseError, match="append-only"):
        execute(copied(3, rows[1].hash))


def test_the_numbers_begin_with_one() -> None:
    [row] = append(Action.OPT_IN)
    with pytest.raises(DatabaseError, match="audit_from_one_on"):
        as_owner(copied(0, row.hash))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own statement")
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_sqlite_refuses_to_replace(verb: str) -> None:
    append(Action.OPT_IN, Action.UNSUBSCRIBE)
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"{verb} INTO {TABLE} SELECT * FROM {TABLE} WHERE id = 2")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own statement")
@pytest.mark.parametrize("table", [HEAD, TEXTS])
def test_sqlite_refuses_to_replace_head_and_wordings(table: str) -> None:
    with pytest.raises(DatabaseError, match=r"only moves on|never changed"):
        execute(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own statement")
def test_sqlite_refuses_to_replace_a_wording_under_another_number() -> None:
    columns = "purpose, version, language, text, hash, created_at"
    with pytest.raises(DatabaseError, match="never changed"):
        execute(f"REPLACE INTO {TEXTS} ({columns}) SELECT {columns} FROM {TEXTS} LIMIT 1")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own statement")
@pytest.mark.parametrize("table", [TABLE, HEAD, TEXTS])
def test_postgresql_refuses_to_truncate(table: str) -> None:
    append(Action.OPT_IN)
    with pytest.raises(DatabaseError, match=r"append-only|only moves on|never changed"):
        execute(f"TRUNCATE {table}")


def test_a_wording_is_not_changed_by_way_of_its_query_set() -> None:
    for change in (ConsentText.objects.all().delete, lambda: ConsentText.objects.update(text="x")):
        with pytest.raises(ImmutableText):
            change()


def test_a_new_wording_may_be_added() -> None:
    text_add(purpose="rodo", texts={"pl": "Nowa treść."})
    assert ConsentText.objects.version("rodo", "2", "pl")


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


def test_many_rows_are_appended_at_once() -> None:
    """More than the database takes in one statement."""
    append(*[Action.OPT_IN] * 250)
    assert (AuditHead.objects.get().last_id, verify_chain().finding) == (250, "")


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
    as_owner(copied(4, "f"))
    assert verify_chain().finding == "Row 4 was added beside the chain."
    assert quick_finding()


def test_a_row_below_the_first_is_found() -> None:
    append(*[Action.OPT_IN] * 3)
    anchor = head_anchor(NOW)
    without_checks(TABLE, "audit_from_one_on", copied(-7, "f"))
    for finding in (verify_chain().finding, verify_chain(start=anchor).finding, quick_finding()):
        assert finding == "Row -7 was added beside the chain."
    assert in_polish(quick_finding()) == "Wiersz -7 dopisano poza łańcuchem."


def test_a_row_that_is_gone_from_before_the_anchor_is_found_by_the_count() -> None:
    append(*[Action.OPT_IN] * 3)
    anchor = head_anchor(NOW)
    as_owner(f"DELETE FROM {TABLE} WHERE id = 2")
    assert verify_chain(start=anchor).finding == "Up to row 3 the trail has 2 rows."


def test_a_salt_that_is_none_is_a_finding() -> None:
    append(Action.OPT_IN)
    as_owner(f"UPDATE {TABLE} SET salt = 'no salt'")
    assert verify_chain().finding == "Personal data in row 1 was changed."


def without_checks(table: str, constraint: str, *statements: str) -> None:
    """As an owner who takes the constraint away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            as_owner(statement)
        if connection.vendor != "postgresql":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def head_doubled() -> None:
    columns = "last_id, last_hash, anchored_count, anchor_signature"
    without_checks(HEAD, "audit_one_head", f"INSERT INTO {HEAD} (id, {columns}) SELECT 2, {columns} FROM {HEAD}")


@pytest.mark.parametrize("tamper", [lambda: as_owner(f"DELETE FROM {HEAD}"), head_doubled], ids=["deleted", "doubled"])
def test_a_head_that_is_not_one_is_a_finding(tamper: Callable[[], None]) -> None:
    append(Action.OPT_IN)
    tamper()
    assert quick_finding() == "The head of the trail is missing, or there is more than one."
    assert audit_verify().finding == AuditVerification.objects.get().finding == quick_finding()
    assert in_polish(quick_finding()).startswith("Brakuje zapisu o końcu dziennika")


# Wordings


def test_a_changed_wording_is_found() -> None:
    text = ConsentText.objects.earliest("pk")
    as_owner(f"UPDATE {TEXTS} SET text = 'Zgadzam się na wszystko.' WHERE id = {text.pk}")
    assert verify_chain().finding == quick_finding() == f"Wording {text.pk} was changed."
    assert in_polish(quick_finding()).startswith(f"Treść zgody numer {text.pk} została zmieniona")


def test_a_row_whose_wording_is_gone_is_found() -> None:
    text = ConsentText.objects.earliest("pk")
    append(Action.OPT_IN)
    append(Action.OPT_IN, text=text)
    assert verify_chain().finding == ""
    as_owner(f"DELETE FROM {TEXTS} WHERE id = {text.pk}")
    finding = verify_chain().finding
    assert finding == "Row 2 names a wording that is not kept."
    assert in_polish(finding) == "Wiersz 2 wskazuje treść zgody, której już nie ma."


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


def test_a_wording_that_is_added_during_the_walk_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    append(Action.OPT_IN, text=ConsentText.objects.earliest("pk"))
    read = iter([set[str](), known_wordings()])
    monkeypatch.setattr("consent.audit.verify.known_wordings", lambda: next(read))
    assert verify_chain().finding == ""


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


def test_missing_triggers_are_said() -> None:
    assert missing_triggers(connection) == set()
    with connection.cursor() as cursor:
        suffix = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
        name = "consent_audit_no_delete"
        cursor.execute(f"DROP TRIGGER {name}{suffix}")
    assert missing_triggers(connection) == {name}
    assert "lacks its triggers" in verify_chain().finding
    from django.core.checks import run_checks

    assert "consent.E001" in {message.id for message in run_checks(databases=["default"])}


def test_the_columns_of_the_hash_are_those_that_stay() -> None:
    kept = {field.column for field in ConsentAuditLog._meta.concrete_fields}
    personal = {"email", "ip_address", "user_agent", "reason", "salt", "email_hmac", "address_salt"}
    assert kept - personal == {*HASHED_COLUMNS, "previous_hash", "hash"}
