"""Writes many rows in one statement that is prepared once: what a crawl does most often must cost least."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model


def rows_update(model: type[Model], changes: Mapping[int, Mapping[str, Any]], *, where: Mapping[str, str]) -> None:
    """Update rows one by one in a batch, each only while it is in the expected state.

    Args:
        model: whose table.
        changes: new values by row id; every row names the same columns.
        where: column values that a row must still have, else it is left alone.
    """
    if not changes:
        return
    columns = list(next(iter(changes.values())))
    # Names of our own tables and columns; values go as parameters.
    sql = 'UPDATE "{}" SET {} WHERE "id" = %s AND {}'.format(  # noqa: S608
        model._meta.db_table,  # noqa: SLF001
        ", ".join(f'"{column}" = %s' for column in columns),
        " AND ".join(f'"{column}" = %s' for column in where),
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, _rows(columns, changes, list(where.values())))


def _rows(columns: list[str], changes: Mapping[int, Mapping[str, Any]], conditions: list[str]) -> list[list[Any]]:
    return [[*(_value(row[column]) for column in columns), id_, *conditions] for id_, row in changes.items()]


def _value(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
