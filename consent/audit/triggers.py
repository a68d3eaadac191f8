"""Database triggers that keep the audit trail append-only, whoever writes to the table.

SQLite rebuilds a table for most changes of its columns and drops its triggers with it: a migration that alters the table must
end with `InstallTriggers()` again. consent.E001 says when they are missing.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "consent_consentauditlog"
HEAD = "consent_audithead"
NAMES = frozenset({"consent_audit_no_update", "consent_audit_no_delete", "consent_audit_no_replace", "consent_audit_head"})
POSTGRES_NAMES = frozenset({"consent_audit_guard", "consent_audit_no_truncate", "consent_audit_head"})

_FIXED = (
    "id created_at action purpose source conversation_id lead_id text_version text_language text_hash details commitment "
    "address_commitment previous_hash hash"
).split()
_CLEAR = "email ip_address user_agent reason salt".split()
_ADDRESS = "email_hmac address_salt".split()


def _is_redaction(same: str) -> str:
    """True for the one change allowed: clear columns nulled together with their salt, later the address's hash as well."""

    def unchanged(columns: list[str]) -> str:
        return " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in columns)

    def gone(columns: list[str]) -> str:
        return " AND ".join(f"NEW.{column} IS NULL" for column in columns)

    return (
        f"{unchanged(_FIXED)} AND (({unchanged(_CLEAR)}) OR ({gone(_CLEAR)})) "
        f"AND (({unchanged(_ADDRESS)}) OR ({gone(_ADDRESS + _CLEAR)}))"
    )


SQLITE = f"""
CREATE TRIGGER consent_audit_no_update BEFORE UPDATE ON {TABLE} WHEN NOT ({_is_redaction("IS")})
BEGIN SELECT RAISE(ABORT, 'the consent audit log is append-only'); END;
CREATE TRIGGER consent_audit_no_delete BEFORE DELETE ON {TABLE}
BEGIN SELECT RAISE(ABORT, 'the consent audit log is append-only'); END;
CREATE TRIGGER consent_audit_no_replace BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the consent audit log is append-only'); END;
CREATE TRIGGER consent_audit_head BEFORE UPDATE ON {HEAD} WHEN NEW.last_id <= OLD.last_id
BEGIN SELECT RAISE(ABORT, 'the head of the consent audit log only moves on'); END;
"""  # noqa: S608  (names of our own)

POSTGRES = f"""
CREATE OR REPLACE FUNCTION consent_audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND {_is_redaction("IS NOT DISTINCT FROM")} THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the consent audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION consent_audit_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the consent audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION consent_audit_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_id > OLD.last_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the head of the consent audit log only moves on' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_audit_guard BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION consent_audit_guard();
CREATE TRIGGER consent_audit_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT
    EXECUTE FUNCTION consent_audit_no_truncate();
CREATE TRIGGER consent_audit_head BEFORE UPDATE ON {HEAD} FOR EACH ROW EXECUTE FUNCTION consent_audit_head();
"""


def missing_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of triggers that should be there and are not; empty also where the table is not there yet."""
    if TABLE not in connection.introspection.table_names():
        return set()
    if connection.vendor == "postgresql":
        expected, query = (
            POSTGRES_NAMES,
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE relname IN (%s, %s) AND tgenabled = 'O'",
        )
    else:
        expected, query = NAMES, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [TABLE, HEAD])
        return set(expected) - {name for (name,) in cursor.fetchall()}


class InstallTriggers(migrations.RunPython):
    """The migration operation that creates the triggers."""

    def __init__(self) -> None:
        super().__init__(_install, _remove)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [], {})


def install(cursor: Any, vendor: str) -> None:
    """Create the triggers, in place of any that are there."""
    remove(cursor, vendor)
    statements = [POSTGRES] if vendor == "postgresql" else [one + "END;" for one in SQLITE.split("END;") if one.strip()]
    for statement in statements:
        cursor.execute(statement)


def remove(cursor: Any, vendor: str) -> None:
    for name in sorted(POSTGRES_NAMES if vendor == "postgresql" else NAMES):
        table = HEAD if name == "consent_audit_head" else TABLE
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))


def _install(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        install(cursor, schema_editor.connection.vendor)


def _remove(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        remove(cursor, schema_editor.connection.vendor)
