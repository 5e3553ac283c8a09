"""Writes many rows with one prepared statement: what a crawl does most often must cost least.

Django's own `bulk_create` and `bulk_update` build a statement as long as their rows, value by value: five times the work.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model


def rows_insert(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows; those that a unique constraint knows already stay as they are.

    Args:
        model: whose table.
        rows: values by attribute name (`crawl_id`, not `crawl`); what a row does not name gets the field's default.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    defaults = {field.attname: _value(field.get_default()) for field in fields}
    values = [[_value(row[name]) if name in row else default for name, default in defaults.items()] for row in rows]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    # Names of our own tables and columns; values go as parameters.
    _execute(f'INSERT INTO "{_table(model)}" ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING', values)  # noqa: S608


def rows_update(model: type[Model], changes: Mapping[int, Mapping[str, Any]], *, where: Mapping[str, str]) -> None:
    """Update rows one by one in a batch, each only while it is in the expected state.

    Args:
        model: whose table.
        changes: new values by row id; every row names the same columns.
        where: column values that a row must still have, else it is left alone.
    """
    columns = list(next(iter(changes.values()), {}))
    settings = ", ".join(f'"{column}" = %s' for column in columns)
    conditions = " AND ".join(f'"{column}" = %s' for column in ("id", *where))
    values = [[*(_value(row[column]) for column in columns), id_, *where.values()] for id_, row in changes.items()]
    _execute(f'UPDATE "{_table(model)}" SET {settings} WHERE {conditions}', values)  # noqa: S608


def _execute(sql: str, values: Sequence[Sequence[Any]]) -> None:
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def _table(model: type[Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001


def _value(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
