"""Check one listing: the same evaluation as a scan's, for a listing that is about to go live."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

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

BESIDE = (REVIEWS, BEFORE, REFUSED)  # what others know of a listing


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
    table = one_listing(listing)
    found = evaluate(table, context, facts)
    findings = found.findings.to_pylist()
    given = frozenset(name for name, value in listing.items() if value is not None)
    off = {d.name: missing for d in all_detectors() if (missing := missing_of(d, given, context))}
    off |= {d.name: ["facts"] for d in all_detectors() if d.needs_facts and facts is None}
    bands = [f["band"] for f in findings] or ["clear"]
    return Answer(max(bands, key=BANDS.index), findings, found.signals.to_pylist(), off)


def one_listing(listing: Mapping[str, Any]) -> pa.Table:
    """A table of one row from columns by name; a price is any number, not text."""
    schema = pa.schema([*LISTING, *(field for field in BESIDE if field.name in listing)])
    if unknown := set(listing) - set(schema.names):
        raise InputError(
            f"listing: column {min(unknown)!r} is not known. Columns: "
            f"{', '.join([*LISTING.names, *(field.name for field in BESIDE)])}."
        )
    if not listing.get("listing_id"):
        raise InputError("listing: listing_id is missing. Give the id that the marketplace knows it by.")
    for name, (pattern, wanted) in CODES.items():
        if (value := listing.get(name)) and not re.fullmatch(pattern, str(value)):
            raise InputError(f"listing: {name} {value!r} is not understood. Write {wanted}.")
    row = {"marketplace": DEFAULT_MARKETPLACE, **listing, "price": _money("price", listing.get("price"))}
    if variants := listing.get("variants"):
        row["variants"] = [{**one, "price": _money("variants.price", one.get("price"))} for one in variants]
    columns = []
    for field in schema:
        try:
            column = pa.array([row.get(field.name)], field.type)
            columns.append(as_shown(column) if field.name in SHOWN else column)
        except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError) as error:
            raise InputError(
                f"listing: {field.name} {row.get(field.name)!r} cannot be used. Give {_form(field.type)}. ({error})"
            ) from error
        except UnicodeEncodeError as error:
            half = error.object[error.start : error.end]
            raise InputError(f"listing: {field.name} holds {half!r}, half of a character. Leave it out.") from error
    return pa.Table.from_arrays(columns, schema=schema)


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
