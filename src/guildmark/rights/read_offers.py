"""The holder's catalogue and price floors, as a rights file gives them."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from guildmark.records import CatalogueItem, PriceFloor
from guildmark.records.did_you_mean import did_you_mean
from guildmark.rights.read_entry import Entry
from guildmark.rights.read_values import (
    At,
    is_empty,
    read_amount,
    read_count,
    read_currency,
    read_date,
    read_file_name,
    read_goods,
    read_gtin,
    read_list,
    read_text,
)

ITEM_READERS: dict[str, Callable[[Any, At], Any]] = {
    "model": read_text,
    "gtin": read_gtin,
    "name": read_text,
    "goods": read_goods,
    "price": read_amount,
    "currency": read_currency,
    "other_names": read_list,
    "colours": read_list,
    "sizes": read_list,
    "pack_size": read_count,
}
FLOOR_READERS: dict[str, Callable[[Any, At], Any]] = {
    "goods": read_goods,
    "price": read_amount,
    "currency": read_currency,
    "source": read_text,
    "dated": read_date,
}


def read_catalogue(value: Any, at: At, base: Path) -> tuple[CatalogueItem, ...]:
    """The holder's own goods: a list of mappings, or the path of a CSV file with the same names as columns."""
    if isinstance(value, str):
        return read_catalogue_file(value.strip(), at, base)
    return read_list(value, at, catalogue_item)


def catalogue_item(value: Any, at: At) -> CatalogueItem | None:
    """One of the holder's goods; it needs a model, and a price needs its currency."""
    parts = read_parts(value, at, ITEM_READERS, "a catalogue item")
    if parts is None:
        return None
    if not parts.get("model"):
        at.tell(
            value, "a catalogue item needs a model and is left out. Write {model: M40995, price: 1450, currency: EUR}."
        )
        return None
    if (parts.get("price") is None) != (not parts.get("currency")):
        at.tell(value, f"model '{parts['model']}' has a price without a currency or the reverse. Both are left out.")
        parts.pop("price", None)
        parts.pop("currency", None)
    return CatalogueItem(**parts)


def read_catalogue_file(name: str, at: At, base: Path) -> tuple[CatalogueItem, ...]:
    """The items of a CSV file beside the rights file."""
    if not read_file_name(name, at, base, "catalogue"):
        return ()
    try:
        with (base / name).open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            header = [column.strip().casefold() for column in rows.fieldnames or ()]
            if "model" not in header:
                at.tell(name, f"catalogue '{name}' has no column model. Columns: {', '.join(ITEM_READERS)}.")
                return ()
            rows.fieldnames = header
            return tuple(items_of(rows, at, name))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        at.tell(name, f"catalogue '{name}' cannot be read: {error}. Save it as CSV in UTF-8.")
        return ()


def items_of(rows: "csv.DictReader[str]", at: At, name: str) -> list[CatalogueItem]:
    """The items of catalogue rows; problems carry the line of the catalogue's own file."""
    items = []
    for number, row in enumerate(rows):
        place = At(
            at.problems, Entry({}, number, at.entry.line, at.entry.lines), (*at.steps, f"{name}:{rows.line_num}")
        )
        written = {key: text for key, text in row.items() if key and not is_empty(text)}
        item = catalogue_item(written, place)
        if item is not None:
            items.append(item)
    return items


def read_price_floors(value: Any, at: At, base: Path) -> tuple[PriceFloor, ...]:
    """The lowest prices that the holder asks, each with its source and date."""
    return read_list(value, at, price_floor)


def price_floor(value: Any, at: At) -> PriceFloor | None:
    """One price floor; without any of its parts it is left out, since it could not be defended."""
    parts = read_parts(value, at, FLOOR_READERS, "a price floor")
    if parts is None:
        return None
    missing = [name for name in FLOOR_READERS if not parts.get(name)]
    if missing:
        at.tell(
            value, f"a price floor without {' and '.join(missing)} is left out. It needs {', '.join(FLOOR_READERS)}."
        )
        return None
    return PriceFloor(**parts)


def read_parts(value: Any, at: At, readers: dict[str, Callable[[Any, At], Any]], what: str) -> dict[str, Any] | None:
    """The parts of a mapping by their readers; unknown ones are told and left out."""
    if not isinstance(value, dict):
        at.tell(value, f"{what} is a mapping of {', '.join(readers)}, not '{value}'. It is left out.")
        return None
    parts = {}
    for key, part in value.items():
        reader = readers.get(key)
        if reader is None:
            hint = did_you_mean(str(key), readers)
            at.step(key).tell(part, f"key '{key}' of {what} is not known and not used.{hint}")
        elif not is_empty(part):
            parts[key] = reader(part, at.step(key))
    return parts
