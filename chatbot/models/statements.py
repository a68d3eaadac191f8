"""SQL for the two statements that store every message.

Composing them with the ORM takes longer than running them (docs/performance.md). The fields still prepare the values, so each
database gets its own form of an id, a time or a JSON document.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connections, models, router


@cache
def _columns(model: type[models.Model]) -> str:
    return ", ".join(str(field.column) for field in _fields(model))


@cache
def _fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Every stored field but the key, which the database gives."""
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model in one statement; their keys are not read back."""
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields = _fields(model)
    row = f"({', '.join(['%s'] * len(fields))})"
    values = [field.get_db_prep_save(getattr(one, field.attname), connection) for one in rows for field in fields]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({_columns(model)}) VALUES {', '.join([row] * len(rows))}", values)  # noqa: S608


def update(row: models.Model, names: Iterable[str], *, standing: Mapping[str, Any]) -> bool:
    """Store the named fields of a row if it still stands as given; False where it does not."""
    connection = connections[router.db_for_write(type(row))]
    meta = row._meta
    changed = [_as_field(meta.get_field(name)) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in changed]
    assignments = ", ".join(f"{field.column} = %s" for field in changed)
    condition = " AND ".join(f"{_as_field(meta.get_field(name)).column} = %s" for name in ("id", *standing))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {meta.db_table} SET {assignments} WHERE {condition}",  # noqa: S608
            [*values, row.pk, *standing.values()],
        )
        return bool(cursor.rowcount)


def _as_field(field: Any) -> models.Field:
    if not isinstance(field, models.Field):
        raise TypeError(f"{field} has no column")
    return field
