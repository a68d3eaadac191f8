"""Installs the database triggers that keep the audit trail append-only, whoever writes to its tables.

SQLite rebuilds a table for most changes of its columns and drops its triggers with it: a migration that alters one of the
tables must end with `InstallTriggers()` again. consent.E001 says when they are missing.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

from consent.audit.trigger_rules import TABLE, TABLES, rules


def missing_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of triggers that should be there and are not; empty also where the table is not there yet."""
    if TABLE not in connection.introspection.table_names():
        return set()
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE relname IN (%s, %s, %s) AND tgenabled = 'O'"
        )
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, TABLES)
        return {rule.name for rule in rules(connection.vendor)} - {name for (name,) in cursor.fetchall()}


class InstallTriggers(migrations.RunPython):
    """The migration operation that creates the triggers."""

    def __init__(self) -> None:
        super().__init__(_install, _remove)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [], {})


def install(cursor: Any, vendor: str) -> None:
    """Create the triggers, in place of any that are there."""
    remove(cursor, vendor)
    for rule in rules(vendor):
        for statement in rule.postgres() if vendor == "postgresql" else [rule.sqlite()]:
            cursor.execute(statement)


def remove(cursor: Any, vendor: str) -> None:
    for rule in rules(vendor):
        if vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name} ON {rule.table}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {rule.name}()")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}")


def _install(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        install(cursor, schema_editor.connection.vendor)


def _remove(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        remove(cursor, schema_editor.connection.vendor)
