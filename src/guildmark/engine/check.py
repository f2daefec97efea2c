"""Check listings that are about to go live: the same evaluation as a scan's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors import all_detectors
from guildmark.engine.context import Context
from guildmark.engine.evaluate import evaluate
from guildmark.engine.evaluator import missing_of
from guildmark.facts import FactTable
from guildmark.reading import SHOWN, as_shown
from guildmark.reading.price_text import DIGITS_KEPT, LARGEST
from guildmark.records import (
    BANDS,
    BEFORE,
    CONDITIONS,
    DEFAULT_MARKETPLACE,
    LISTING,
    PRICE_BASES,
    PRICE_TAXES,
    REFUSED,
    REVIEWS,
    InputError,
)

# A scan reads "Used" and "eur" as what they mean; as they stand here, they would quietly be no condition or currency.
CODES = {
    "condition": ("|".join(CONDITIONS), f"one of {', '.join(CONDITIONS)}"),
    "price_basis": ("|".join(PRICE_BASES), f"one of {', '.join(PRICE_BASES)}"),
    "price_tax": ("|".join(PRICE_TAXES), f"one of {', '.join(PRICE_TAXES)}"),
    "currency": ("[A-Z]{3}", "its ISO 4217 code, such as EUR"),
    "ships_from": ("[A-Z]{2}", "its ISO 3166-1 code, such as CN"),
}

BESIDE = {field.name: field for field in (REVIEWS, BEFORE, REFUSED)}  # what others know of a listing
UNUSABLE = (pa.ArrowException, TypeError, ValueError, AttributeError, OverflowError)  # what a wrong value may raise
KNOWN = {*LISTING.names, *BESIDE}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check found: the highest band, the findings with their signals, and which detectors were off and why."""

    band: str
    findings: list[dict[str, Any]]
    signals: list[dict[str, Any]]
    off: dict[str, list[str]]


def check(listing: Mapping[str, Any], context: Context, facts: FactTable | None = None) -> Answer:
    """Judge one listing, given as its columns by name.

    Errors: InputError for a column that listings do not have, a missing id, or a value of the wrong kind.
    """
    (answer,) = check_many([listing], context, facts)
    if isinstance(answer, InputError):
        raise answer
    return answer


def check_many(
    listings: Sequence[Mapping[str, Any]], context: Context, facts: FactTable | None = None
) -> list[Answer | InputError]:
    """Judge listings together, each as if it were alone; what is wrong with one stands in its place, and is no matter
    for the others. Shape (n,)."""
    faults: list[InputError | None] = [None] * len(listings)
    try:
        table = listings_table(listings)
    except InputError:
        faults = [_fault(listing) for listing in listings]
        table = listings_table([one for one, fault in zip(listings, faults, strict=True) if fault is None])
    found = evaluate(table, context, facts)
    findings, signals = _by_row(found.findings, found.finding_row), _by_row(found.signals, found.signal_row)
    rows = iter(range(len(table)))
    answers: list[Answer | InputError] = []
    for listing, fault in zip(listings, faults, strict=True):
        if fault is not None:
            answers.append(fault)
            continue
        row = next(rows)
        own = findings.get(row, [])
        band = max([finding["band"] for finding in own] or ["clear"], key=BANDS.index)
        answers.append(Answer(band, own, signals.get(row, []), _off(listing, context, facts)))
    return answers


def _by_row(table: pa.Table, rows: NDArray[np.int64]) -> dict[int, list[dict[str, Any]]]:
    by_row: dict[int, list[dict[str, Any]]] = {}
    for row, one in zip(rows.tolist(), table.to_pylist() if len(table) else (), strict=True):
        by_row.setdefault(row, []).append(one)
    return by_row


def _off(listing: Mapping[str, Any], context: Context, facts: FactTable | None) -> dict[str, list[str]]:
    given = frozenset(name for name, value in listing.items() if value is not None)
    off = {d.name: missing for d in all_detectors() if (missing := missing_of(d, given, context))}
    return off | {d.name: ["facts"] for d in all_detectors() if d.needs_facts and facts is None}


def _fault(listing: Mapping[str, Any]) -> InputError | None:
    try:
        one_listing(listing)
    except InputError as error:
        return error
    return None


def one_listing(listing: Mapping[str, Any]) -> pa.Table:
    """A table of one row (see `listings_table`)."""
    return listings_table([listing])


def listings_table(listings: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A table from listings as columns by name; a price is any number, not text.

    Errors: InputError, as of `check`, for the first listing that cannot be used.
    """
    rows = [_row(listing) for listing in listings]
    schema = _schema(frozenset(name for row in rows for name in row if name in BESIDE))
    columns = {field.name: _column(field, [row.get(field.name) for row in rows]) for field in schema}
    shown = [name for name in columns if name in SHOWN and columns[name].null_count < len(rows)]
    if shown:
        texts = as_shown(pa.concat_arrays([columns[name] for name in shown]))  # all at once, since few are long
        columns |= {name: texts.slice(place * len(rows), len(rows)) for place, name in enumerate(shown)}
    return pa.Table.from_arrays(list(columns.values()), schema=schema)


def _row(listing: Mapping[str, Any]) -> dict[str, Any]:
    """A listing with its values as a table takes them."""
    if unknown := listing.keys() - KNOWN:
        raise InputError(
            f"listing: column {min(unknown)!r} is not known. Columns: {', '.join([*LISTING.names, *BESIDE])}."
        )
    if not listing.get("listing_id"):
        raise InputError("listing: listing_id is missing. Give the id that the marketplace knows it by.")
    for name, (pattern, wanted) in CODES.items():
        if (value := listing.get(name)) and not re.fullmatch(pattern, str(value)):
            raise InputError(f"listing: {name} {value!r} is not understood. Write {wanted}.")
    row = {"marketplace": DEFAULT_MARKETPLACE, **listing, "price": _money("price", listing.get("price"))}
    for name, read in (("variants", _variants), ("attributes", _attributes)):
        try:
            row[name] = read(listing.get(name))
        except UNUSABLE as error:
            raise _unusable(LISTING.field(name), listing.get(name), error) from error
    return row


def _variants(variants: Any) -> Any:
    return variants and [{**one, "price": _money("variants.price", one.get("price"))} for one in variants]


def _attributes(attributes: Any) -> Any:
    """Pairs of texts; Arrow ends the whole process where a pair is null."""
    if attributes is None or isinstance(attributes, Mapping):
        return attributes
    return [_pair(one) for one in attributes]


def _pair(one: Any) -> tuple[str, Any]:
    match one:
        case [str(name), value]:
            return name, value
    raise TypeError(f"{one!r} is no pair of texts")


@cache
def _schema(beside: frozenset[str]) -> pa.Schema:
    return pa.schema([*LISTING, *(field for name, field in BESIDE.items() if name in beside)])


def _column(field: "pa.Field[Any]", values: list[Any]) -> Any:
    if all(value is None for value in values):
        return pa.nulls(len(values), field.type)
    try:
        return pa.array(values, field.type)
    except UnicodeEncodeError as error:
        half = error.object[error.start : error.end]
        raise InputError(f"listing: {field.name} holds {half!r}, half of a character. Leave it out.") from error
    except UNUSABLE as error:
        for value in values if len(values) > 1 else ():
            _column(field, [value])  # tells which one it is
        raise _unusable(field, values[0], error) from error


def _unusable(field: "pa.Field[Any]", value: object, error: Exception) -> InputError:
    return InputError(f"listing: {field.name} {value!r} cannot be used. Give {_form(field.type)}. ({error})")


def _money(name: str, value: object) -> Decimal | None:
    """Exactly the number that was given, in ten-thousandths as listings hold it."""
    if value is None:
        return None
    none = isinstance(value, bool) or (isinstance(value, Decimal) and value.is_nan())
    if isinstance(value, int | float | Decimal) and not none and 0 <= value < LARGEST:
        return Decimal(str(value)).quantize(DIGITS_KEPT)
    raise InputError(
        f"listing: {name} {value!r} is no price. Give a number of 0 or more, such as 39.90, and its currency."
    )


def _form(kind: pa.DataType) -> str:
    """How a value of this type is given from Python."""
    if isinstance(kind, pa.MapType):
        return "a list of pairs of texts"
    if isinstance(kind, pa.ListType):
        return f"a list, of which each is {_form(kind.value_type)}"
    if isinstance(kind, pa.StructType):
        return f"a mapping of {', '.join(field.name for field in kind)}"
    if pa.types.is_timestamp(kind):
        return "a datetime"
    return "a whole number" if pa.types.is_integer(kind) else "a number" if pa.types.is_floating(kind) else "a text"
