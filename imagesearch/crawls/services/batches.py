"""Writes many rows at once: what a crawl does most often must cost least.

SQLite takes one prepared statement row by row. PostgreSQL takes all rows in one statement, a column an array: a statement a row
is parsed and planned each time, while the crawl's row is locked. Django's own `bulk_create` and `bulk_update` build a statement
as long as their rows, value by value: five times the work.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Field, Model

ROWS_AT_ONCE: Final = 2_000
"""In one statement; a list may bring a hundred thousand."""
if TYPE_CHECKING:
    AnyField = Field[Any, Any]


def rows_insert(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows in their order; those that a unique constraint knows already stay as they are.

    Args:
        model: whose table.
        rows: values by attribute name (`crawl_id`, not `crawl`); what a row does not name gets the field's default.
    """
    fields = _fields(model)
    _execute(_insertion(model, fields), _rows(fields, rows))


def rows_insert_new(model: type[Model], rows: Iterable[Mapping[str, Any]], *, key: str) -> dict[bytes, int]:
    """Insert rows as `rows_insert` does, within a transaction.

    Args:
        model: whose table; its ids rise.
        rows: as for `rows_insert`.
        key: a binary column.

    Returns:
        The ids of the rows that were not there before, by their value of that column.
    """
    fields = _fields(model)
    sql, values = _insertion(model, fields), _rows(fields, rows)
    if not values:
        return {}
    if _has_arrays():
        return _ids(_execute(f'{sql} RETURNING "{key}", "id"', values))
    # Who writes to SQLite has it alone: whatever is above the last id by then is new, and nobody else's.
    with connection.cursor() as cursor:
        last = cursor.execute(f'SELECT coalesce(max("id"), 0) FROM "{_table(model)}"').fetchone()  # noqa: S608
        _execute(sql, values)
        return _ids(cursor.execute(f'SELECT "{key}", "id" FROM "{_table(model)}" WHERE "id" > %s', last))  # noqa: S608


def rows_update(model: type[Model], changes: Mapping[int, Mapping[str, Any]], *, where: Mapping[str, str]) -> None:
    """Update rows in a batch, each only while it is in the expected state.

    Args:
        model: whose table.
        changes: new values by row id; every row names the same columns.
        where: column values that a row must still have, else it is left alone.
    """
    columns = list(next(iter(changes.values()), {}))
    values = [[*(_value(row[column]) for column in columns), id_] for id_, row in changes.items()]
    state = [_value(value) for value in where.values()]
    conditions = "".join(f' AND "{_table(model)}"."{column}" = %s' for column in where)
    if _has_arrays():
        names = [*columns, "id"]
        settings = ", ".join(f'"{column}" = new."{column}"' for column in columns)
        fields = [model._meta.get_field(name) for name in names]  # noqa: SLF001
        alias = ", ".join(f'"{name}"' for name in names)
        source = f' FROM {_unnest(fields)} AS new({alias}) WHERE "{_table(model)}"."id" = new."id"'  # type: ignore[arg-type]
    else:
        settings = ", ".join(f'"{column}" = %s' for column in columns)
        source = ' WHERE "id" = %s'
    _execute(f'UPDATE "{_table(model)}" SET {settings}{source}{conditions}', values, state)  # noqa: S608


def _fields(model: type[Model]) -> "list[AnyField]":
    return [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001


def _rows(fields: "Iterable[AnyField]", rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    defaults = {field.attname: _value(field.get_default()) for field in fields}
    return [[_value(row[name]) if name in row else default for name, default in defaults.items()] for row in rows]


def _insertion(model: type[Model], fields: "Sequence[AnyField]") -> str:
    """Names of our own tables and columns; values go as parameters."""
    columns = ", ".join(f'"{field.column}"' for field in fields)
    source = f"SELECT * FROM {_unnest(fields)}" if _has_arrays() else f"VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    return f'INSERT INTO "{_table(model)}" ({columns}) {source} ON CONFLICT DO NOTHING'


def _ids(rows: Iterable[tuple[Any, int]]) -> dict[bytes, int]:
    return {bytes(key): id_ for key, id_ in rows}


def _has_arrays() -> bool:
    return connection.vendor == "postgresql"


def _unnest(fields: "Iterable[AnyField]") -> str:
    """Rows from an array for each column."""
    return f"unnest({', '.join(f'%s::{_array_type(field)}[]' for field in fields)})"


def _array_type(field: "AnyField") -> str:
    """Text of any length: a cast to a shorter type would cut what the column refuses."""
    named = field.db_type(connection) or "text"
    return "text" if named.startswith("varchar") else named


def _execute(sql: str, values: Sequence[Sequence[Any]], same: Sequence[Any] = ()) -> list[Any]:
    """Run for all rows, and give what it returns; `same` are parameters that follow those of every row."""
    returned: list[Any] = []
    if not values:
        return returned
    with connection.cursor() as cursor:
        if not _has_arrays():
            cursor.executemany(sql, [[*row, *same] for row in values])
            return returned
        for start in range(0, len(values), ROWS_AT_ONCE):
            columns = zip(*values[start : start + ROWS_AT_ONCE], strict=True)
            cursor.execute(sql, [*map(_array, columns), *same])
            returned += cursor.fetchall() if cursor.description else ()
    return returned


def _array(column: Iterable[Any]) -> str:
    """A column as PostgreSQL writes arrays; psycopg's lists take five times as long, while the crawl's row is locked."""
    return f"{{{','.join(map(_element, column))}}}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    return "NULL" if value is None else f'"{value}"'


def _table(model: type[Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
