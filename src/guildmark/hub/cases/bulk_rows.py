"""Writing many rows of a table at once, by one prepared statement: what an intake would else spend most of its time on.

Django's own `bulk_create` and `bulk_update` look every value of every row over again and write a statement as long as
the batch; measured in bench/hub_intake.py, they took twice as long as all else together.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models

# Kinds of columns whose values look otherwise in the database than in Python; others are written as they are.
ADAPTED = (models.UUIDField, models.DateTimeField, models.JSONField, models.DecimalField, models.BinaryField)
SEQUENCE = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Insert rows of these columns (by the names that instances have, such as `case_id`), in the transaction that is
    open; their numbers. Every column without a default of the database's own must be given."""
    numbers = _numbers(model, len(rows))
    if rows:
        fields = [_field(model, name) for name in columns]
        quoted = [connection.ops.quote_name(field.column) for field in (model._meta.pk, *fields)]
        table = connection.ops.quote_name(model._meta.db_table)
        marks = ", ".join(["%s"] * len(quoted))
        written = _written(fields, rows)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({marks})",
                [(number, *row) for number, row in zip(numbers, written, strict=True)],
            )
    return numbers


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[int, Sequence[Any]]]) -> None:
    """Write these columns of rows that are there, each by its number, in the transaction that is open."""
    if not rows:
        return
    fields = [_field(model, name) for name in columns]
    assigned = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(_key(model).column)
    written = _written(fields, [values for _, values in rows])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {assigned} WHERE {key} = %s",
            [(*row, number) for (number, _), row in zip(rows, written, strict=True)],
        )


def _written(fields: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The rows with their values as the database takes them."""
    adapters = [(place, _adapter(field)) for place, field in enumerate(fields) if isinstance(field, ADAPTED)]
    written = [list(row) for row in rows]
    for row in written:
        for place, adapt in adapters:
            row[place] = adapt(row[place])
    return written


def _adapter(field: Any) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_save(value, connection)


def _field(model: type[models.Model], name: str) -> Any:
    """The field of this name, or the one whose column of instances has it; a key that leads elsewhere has its kind."""
    field: Any = next(one for one in model._meta.concrete_fields if one.attname == name)
    if isinstance(field, models.ForeignKey) and isinstance(field.target_field, ADAPTED):
        return _Named(field)
    return field


class _Named(models.UUIDField):  # type: ignore[type-arg]
    """A column that leads to another table by a UUID."""

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.column = field.column


def _key(model: type[models.Model]) -> Any:
    return model._meta.pk


def _numbers(model: type[models.Model], count: int) -> list[int]:
    """Numbers for new rows: nobody else takes them, since SQLite has one writer, and PostgreSQL counts them out."""
    key = _key(model)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(SEQUENCE, [model._meta.db_table, key.column, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return list(range(first, first + count))
