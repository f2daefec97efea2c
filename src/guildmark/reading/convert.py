"""From a file's own columns to listings: every field by its rule, every doubtful value told and set aside."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from guildmark.reading import codes, nested_columns
from guildmark.reading.derived_columns import with_derived
from guildmark.reading.input_file import InputFile, Rule
from guildmark.reading.instants import instant_column
from guildmark.reading.price_columns import money_column, number_prices, read_prices
from guildmark.reading.raw_rows import RawRows
from guildmark.reading.shown import SHOWN, as_shown
from guildmark.reading.texts import Doubt, joined_columns, one_array, text_column
from guildmark.records import LISTING, Reject
from guildmark.records.listing import MONEY

LONGEST_ID = 1024  # code points
SHORT_ID = 200
NO_ID = r"^(?i)\s*(#?n/a|null|none|nan|undefined|-+)?\s*$"  # also what programs write where there is none
ZERO = pa.scalar(0, MONEY)

_TEXTS = frozenset(
    [
        "marketplace",
        "seller_id",
        "seller_name",
        "title",
        "description",
        "brand",
        "category",
        "standard_category",
        "sku",
        "url",
        "status",
    ]
)
_CODES = frozenset(codes.READERS)
_NUMBERS = frozenset({"pack_size", "stock"})
_INSTANTS = frozenset({"created_at", "updated_at", "observed_at"})


def to_listings(
    raw: RawRows, file: InputFile, *, marketplace: str, run_row: int
) -> tuple[pa.Table, list[Reject], NDArray[np.bool_]]:
    """Listings of the contract, what was doubtful, and which raw rows became a listing.

    `run_row` is the number within the whole run of row 0 of the file, for ids that are row numbers.
    """
    raw = replace(raw, table=with_derived(raw.table, file))
    reading = _Reading(raw, file, marketplace, run_row)
    columns = {field.name: reading.field(field.name) for field in LISTING}
    table = pa.table([columns[field.name] for field in LISTING], schema=pa.schema(_nullable(LISTING)))
    kept = np.asarray(columns["listing_id"].is_valid())
    if not kept.all():
        table = table.filter(pa.array(kept))
    rejects = [
        Reject(file.path, int(raw.rows[doubt.place]), doubt.column, doubt.value, doubt.reason, doubt.rejects_row)
        for doubt in reading.doubts
        if kept[doubt.place] or doubt.rejects_row
    ]
    return table.cast(LISTING), rejects, kept


def _nullable(schema: pa.Schema) -> Iterator[Any]:
    return (field.with_nullable(True) for field in schema)


class _Reading:
    """One slice while its fields are read; collects what is doubtful."""

    def __init__(self, raw: RawRows, file: InputFile, marketplace: str, run_row: int) -> None:
        self.doubts: list[Doubt] = []
        self._raw, self._file, self._marketplace, self._run_row = raw, file, marketplace, run_row
        self._rules = {rule.field: rule for rule in file.rules}
        self._length = raw.table.num_rows
        self._price: dict[str, Any] | None = None

    def field(self, name: str) -> Any:
        """The column of one field, in the type of the contract."""
        if name in ("price", "currency", "price_basis"):
            return self._prices()[name]
        if name == "attributes":
            return nested_columns.attributes_column(self._attribute_columns(), self._length, self.doubts)
        rule = self._rules.get(name)
        if name == "listing_id":
            return self._ids(rule)
        if name == "marketplace":
            texts = self._texts(rule) if rule else self._nulls(name)
            return pc.fill_null(texts, self._marketplace)
        if rule is None or not (rule.value is not None or self._columns(rule)):
            return self._nulls(name)
        return self._read(name, rule)

    def _read(self, name: str, rule: Rule) -> Any:  # noqa: PLR0911 (one return a kind of field)
        if name == "pictures" and rule.value is None:
            return nested_columns.pictures_column(self._columns(rule), self.doubts)
        if name == "variants":
            column = self._columns(rule)[0]
            return nested_columns.variants_column(column[0], column[1], self.doubts)
        if name in _INSTANTS:
            return self._told(rule, *instant_column(self._plain(rule), rule.day_first))
        if name == "offered_in":
            return self._told(rule, *codes.countries_column(self._plain(rule)))
        texts = self._texts(rule)
        if name in _CODES:
            return self._told(rule, *codes.code_column(name, texts))
        if name in _NUMBERS:
            return self._told(rule, *codes.whole_numbers(texts, LISTING.field(name).type))
        if name in SHOWN:
            return as_shown(texts)
        return texts if name in _TEXTS else nested_columns.pictures_column([(name, texts)], self.doubts)

    def _ids(self, rule: Rule | None) -> Any:
        if rule is not None and rule.row:
            return pa.array(self._raw.rows + self._run_row).cast(pa.string())
        texts = self._texts(rule) if rule is not None else self._nulls("listing_id")
        blank = np.asarray(pc.fill_null(pc.match_substring_regex(texts, NO_ID), True))
        column = rule.columns[0] if rule is not None and rule.columns else "listing_id"
        for place in np.flatnonzero(blank):
            seen = texts[int(place)].as_py() or ""
            self.doubts.append(Doubt(int(place), column, seen, "the listing has no id; give each row one", True))
        texts = pc.if_else(pa.array(blank), None, texts) if blank.any() else texts
        bounds: Any = pc.max(pc.utf8_length(texts))
        return self._shortened(column, texts) if (bounds.as_py() or 0) > LONGEST_ID else texts

    def _shortened(self, column: str, texts: Any) -> Any:
        """Ids that nobody could handle: their beginning and a digest of the whole, so that they stay distinct."""
        values = texts.to_pylist()
        for place, value in enumerate(values):
            if value is not None and len(value) > LONGEST_ID:
                values[place] = value[:SHORT_ID] + "…" + hashlib.sha256(value.encode()).hexdigest()
                reason = f"the id has {len(value)} characters; it was shortened to its first {SHORT_ID} and a digest"
                self.doubts.append(Doubt(place, column, value[:SHORT_ID], reason))
        return pa.array(values, pa.string())

    def _prices(self) -> dict[str, Any]:
        """Price, currency and basis, which are read together."""
        if self._price is not None:
            return self._price
        currencies, basis = (self._code(name) for name in ("currency", "price_basis"))
        rule = self._rules.get("price")
        price = self._nulls("price")
        for column_rule in self._price_rules(rule):
            own, own_currencies, own_basis = self._one_price(column_rule, currencies)
            taken = pc.fill_null(pc.greater(price, ZERO), False)  # 0 often stands for "none"; a later column may know
            price = pc.if_else(taken, price, pc.coalesce(own, price))
            currencies = pc.if_else(taken, currencies, own_currencies)
            basis = pc.if_else(taken, basis, pc.coalesce(basis, own_basis))
        self._price = {"price": price, "currency": currencies, "price_basis": basis}
        return self._price

    def _price_rules(self, rule: Rule | None) -> list[Rule]:
        """A rule for each column of the price that this slice has, in their order."""
        if rule is None or rule.value is not None:
            return [] if rule is None else [rule]
        return [replace(rule, columns=(name,)) for name, _ in self._columns(rule)]

    def _one_price(self, rule: Rule, currencies: Any) -> tuple[Any, Any, Any]:
        """The price of one column with the currency and the basis that stand in it."""
        column, basis = self._plain(rule), self._nulls("price_basis")
        if pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
            parts, known, doubts = number_prices(column)
            currencies = pc.fill_null(currencies, rule.currency) if rule.currency else currencies
        else:
            column = self._texts(rule)
            parts, known, currencies, basis, doubts = read_prices(column, currencies, rule.decimal, rule.currency)
        name = ", ".join(rule.columns) or "price"
        self.doubts += [Doubt(place, name, str(column[place].as_py()), reason) for place, reason in doubts]
        whole = np.rint(parts / rule.divide_by).astype(np.int64) if rule.divide_by > 1 else parts
        return money_column(whole, known), currencies, basis

    def _code(self, name: str) -> Any:
        rule = self._rules.get(name)
        if rule is None:
            return self._nulls(name)
        return self._told(rule, *codes.code_column(name, self._texts(rule)))

    def _told(self, rule: Rule, column: Any, refused: codes.Refused) -> Any:
        name = ", ".join(rule.columns) or rule.field
        self.doubts += [Doubt(place, name, value, reason) for place, value, reason in refused]
        return column

    def _columns(self, rule: Rule) -> list[tuple[str, Any]]:
        """The rule's columns, as far as this slice has them."""
        found = set(self._raw.table.column_names)
        return [(name, self._raw.table.column(name)) for name in rule.columns if name in found]

    def _plain(self, rule: Rule) -> Any:
        """The rule's column in its own type where that may be a number or a date, otherwise as text."""
        columns = self._columns(rule)
        if rule.value is None and not rule.values and len(columns) == 1:
            array = one_array(columns[0][1])
            if _is_measured(array.type):
                return array
        return self._texts(rule)

    def _texts(self, rule: Rule) -> Any:
        if rule.value is not None:
            return pa.repeat(pa.scalar(rule.value, pa.string()), self._length)
        parts = [text_column(name, column, self.doubts) for name, column in self._columns(rule)]
        if not parts:
            return pa.nulls(self._length, pa.string())
        texts = parts[0] if len(parts) == 1 else joined_columns(parts)
        return _translated(texts, rule.values) if rule.values else texts

    def _attribute_columns(self) -> list[tuple[str, Any]]:
        table = self._raw.table
        if self._file.attributes is not None:
            return [(name, table.column(name)) for name in self._file.attributes if name in table.column_names]
        used = {name for rule in self._file.rules for name in rule.columns if rule.field != "attributes"}
        return [(name, table.column(name)) for name in table.column_names if name not in used]

    def _nulls(self, name: str) -> Any:
        return pa.nulls(self._length, LISTING.field(name).type)


def _is_measured(kind: pa.DataType) -> bool:
    tests: tuple[Callable[[pa.DataType], bool], ...] = (
        pa.types.is_floating, pa.types.is_integer, pa.types.is_decimal, pa.types.is_timestamp, pa.types.is_date,
        pa.types.is_list,
    )  # fmt: skip
    return any(test(kind) for test in tests)


def _translated(texts: Any, values: tuple[tuple[str, str], ...]) -> Any:
    """A column's own codes as what they mean; others stay as they are."""
    places = pc.index_in(texts, value_set=pa.array([code for code, _ in values]))
    return pc.coalesce(pa.array([meaning for _, meaning in values]).take(places), texts)
