"""How a column is written as a whole: its decimal separator, its order of day and month."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from guildmark.reading import sample
from guildmark.reading.derived_columns import with_derived
from guildmark.reading.input_file import InputFile, Rule
from guildmark.reading.instants import day_order
from guildmark.records import Reject

POINT_FORMATS = frozenset({"google-xml", "shopify-json", "shopify-csv", "schema-org", "schema-org-html"})
INSTANTS = frozenset({"created_at", "updated_at", "observed_at"})
LEAST_DECIMALS = 10  # values that must agree before a column's separator is taken as known

_POINT = re.compile(r"(?:^|[^\d.,])\d{1,3}(?:,\d{3})*\.\d{1,2}(?![\d.,])|(?:^|[^\d.,])\d{4,}\.\d{1,2}(?![\d.,])")
_COMMA = re.compile(r"(?:^|[^\d.,])\d{1,3}(?:\.\d{3})*,\d{1,2}(?![\d.,])|(?:^|[^\d.,])\d{4,},\d{1,2}(?![\d.,])")


def with_habits(rule: Rule, file: InputFile, notes: list[Reject]) -> Rule:
    """The rule with what its column's first rows show beyond doubt; what was taken from them is told."""
    if not rule.columns:
        return rule
    if rule.field == "price" and not rule.decimal:
        if file.format in POINT_FORMATS:
            return replace(rule, decimal=".")
        decimal = decimal_of(file, rule)
        if decimal:
            _tell(notes, file, rule, decimal, f"the first rows write decimals with {decimal!r}")
        return replace(rule, decimal=decimal)
    if rule.field in INSTANTS and rule.day_first is None:
        day_first = day_order(_texts(file, rule))
        if day_first is not None:
            first = "day" if day_first else "month"
            _tell(notes, file, rule, first, f"the first rows write dates with the {first} first")
        return replace(rule, day_first=day_first)
    return rule


def decimal_of(file: InputFile, rule: Rule) -> str | None:
    """The decimal separator that the first rows of a price column show beyond doubt, if they do."""
    points = commas = 0
    for text in _texts(file, rule):
        points += _POINT.search(text) is not None
        commas += _COMMA.search(text) is not None
    if points >= LEAST_DECIMALS and commas == 0:
        return "."
    return "," if commas >= LEAST_DECIMALS and points == 0 else None


def _texts(file: InputFile, rule: Rule) -> Iterator[str]:
    """What the first rows of the rule's columns hold, where they hold text."""
    table = with_derived(sample.first_rows(file).table, file)
    for name in rule.columns:
        if name in table.column_names and _is_text(table.column(name).type):
            values = table.column(name).to_pylist()
            yield from (
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "") for value in values
            )


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    return any(test(kind) for test in (types.is_string, types.is_binary, types.is_large_string, types.is_dictionary))


def _tell(notes: list[Reject], file: InputFile, rule: Rule, value: str, why: str) -> None:
    reason = f"{why}, so all of this column is read so"
    notes.append(Reject(file.path, None, ", ".join(rule.columns), value, reason, rejects_row=False))
