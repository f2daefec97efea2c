"""Columns that a file does not name itself: fields inside its objects (`seller.name`), and `name=value` folders."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from guildmark.reading.input_file import InputFile
from guildmark.reading.raw_rows import table_from_rows
from guildmark.reading.texts import one_array

MOST_INNER = 200  # names that are offered; a map may name others
DEEPEST = 3
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"  # source: Apache Hive, dynamic partitions


def folder_values(path: str) -> tuple[tuple[str, str], ...]:
    """Names and values of the folders `name=value` on a path; the innermost wins."""
    pairs = (part.partition("=") for part in Path(path).parts[:-1])
    found = {name: unquote(value) for name, sign, value in pairs if sign and name.isidentifier()}
    return tuple((name, value) for name, value in found.items() if value not in ("", NO_VALUE))


def names_in_schema(schema: pa.Schema) -> tuple[str, ...]:
    """Dotted names of the fields inside structures."""

    def within(prefix: str, kind: Any, depth: int) -> Iterator[str]:
        for field in kind if pa.types.is_struct(kind) and depth <= DEEPEST else ():
            name = f"{prefix}.{field.name}"
            yield from within(name, field.type, depth + 1) if pa.types.is_struct(field.type) else [name]

    return tuple(name for field in schema for name in within(field.name, field.type, 1))[:MOST_INNER]


def names_in_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Dotted names of the fields inside objects."""

    def within(prefix: str, value: Any, depth: int) -> Iterator[str]:
        for key, inner in value.items() if isinstance(value, Mapping) and depth <= DEEPEST else ():
            name = f"{prefix}.{key}"
            yield from within(name, inner, depth + 1) if isinstance(inner, Mapping) else [name]

    found = dict.fromkeys(
        name
        for row in rows
        for key, value in row.items()
        if isinstance(value, Mapping)
        for name in within(key, value, 1)
    )
    return tuple(name for name in found if name.isprintable())[:MOST_INNER]


def with_derived(table: pa.Table, file: InputFile, names: Iterable[str] = ()) -> pa.Table:
    """The table with its folders' values and those inner fields that the file's rules, or `names`, ask for."""
    wanted = dict.fromkeys([*(name for rule in file.rules for name in rule.columns), *names])
    for name in wanted:
        if name not in table.column_names and "." in name and (column := _inner(table, name)) is not None:
            table = table.append_column(name, column)
    for name, value in file.folders:
        if name not in table.column_names:
            table = table.append_column(name, pa.repeat(pa.scalar(value), table.num_rows))
    return table


def _inner(table: pa.Table, name: str) -> Any:
    """The column of a dotted name; nothing where no column holds such objects."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        outer = ".".join(parts[:length])
        if outer in table.column_names:
            return _field(one_array(table.column(outer)), parts[length:], name)
    return None


def _field(array: Any, path: list[str], name: str) -> Any:
    while path and pa.types.is_struct(array.type):
        if array.type.get_field_index(path[0]) < 0:
            return None
        array, path = pc.struct_field(array, path[0]), path[1:]
    if not path:
        return array
    if not (pa.types.is_binary(array.type) or pa.types.is_string(array.type)):
        return None
    return table_from_rows([{name: _within(text, path)} for text in array.to_pylist()], [name]).column(name)


def _within(text: str | bytes | None, path: list[str]) -> Any:
    """The value that JSON text holds at a path."""
    try:
        value = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
