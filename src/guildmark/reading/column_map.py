"""Which columns become which fields: a column map in YAML, names that are known, and what was guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guildmark.reading.input_file import Rule
from guildmark.reading.vocabulary import column_names, folded_name, price_words
from guildmark.records import LISTING, InputError
from guildmark.records.did_you_mean import did_you_mean
from guildmark.records.yaml_error import yaml_error

OPTIONS = ("column", "columns", "value", "row", "values", "decimal", "day_first", "currency", "divide_by")


@dataclass(frozen=True)
class ColumnMap:
    """A map as it was written: rules by field, and whether attributes were named."""

    path: str
    rules: tuple[Rule, ...]
    left_out: frozenset[str]  # fields that the map says nothing shall be read into
    attributes: tuple[str, ...] | None

    def unknown_columns(self, columns: Sequence[str]) -> list[tuple[str, str]]:
        """Columns that the map names and the input does not have, each with a message."""
        named = [name for rule in self.rules for name in rule.columns] + list(self.attributes or ())
        return [
            (name, f"{self.path}: column {name!r} is not in the input.{did_you_mean(name, columns)}"
                   f" Columns: {some_names(columns)}.")
            for name in named if name not in columns
        ]  # fmt: skip


def read_map(path: Path, fields: Iterable[str] = LISTING.names) -> ColumnMap:
    """Read a column map (YAML 1.2).

    Errors: `InputError` with the field, what is wrong with it, and the nearest that would be right.
    """
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: the column map cannot be read: {error.strerror}.") from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise yaml_error(path, error, "the column map is no YAML") from None
    if not isinstance(data, dict):
        held = "is empty" if data is None else f"holds a {type(data).__name__}"
        raise InputError(f"{path}: the column map {held}; write lines such as 'title: name'.")
    known = list(fields)
    rules, left_out, attributes = [], set(), None
    for field, entry in data.items():
        if field not in known:
            hint = did_you_mean(str(field), known)
            raise InputError(f"{path}: field {field!r} is not known.{hint} Fields: {', '.join(known)}.")
        if field == "attributes" and isinstance(entry, list):
            attributes = tuple(map(str, entry))
        elif entry is None:
            left_out.add(field)
        else:
            rules.append(_rule(f"{path}: {field}", field, entry))
    return ColumnMap(str(path), tuple(rules), frozenset(left_out), attributes)


def _rule(place: str, field: str, entry: Any) -> Rule:
    if isinstance(entry, str):
        return Rule(field, columns=(entry,))
    if isinstance(entry, list) and entry and all(isinstance(name, str) for name in entry):
        return Rule(field, columns=tuple(entry))
    if not isinstance(entry, dict):
        raise InputError(f"{place}: {entry!r} is neither a column, a list of columns nor a set of options.")
    for option in entry:
        if option not in OPTIONS:
            raise InputError(
                f"{place}: option {option!r} is not known.{did_you_mean(str(option), OPTIONS)} "
                f"Options: {', '.join(OPTIONS)}."
            )
    if field != "listing_id" and entry.get("row"):
        raise InputError(f"{place}: only listing_id can be the row's number.")
    columns = entry.get("columns", [entry["column"]] if "column" in entry else [])
    if not columns and "value" not in entry and not entry.get("row"):
        raise InputError(
            f"{place}: says neither a column nor a value; write 'column: NAME', 'value: TEXT' or 'row: true'."
        )
    return Rule(
        field,
        columns=tuple(map(str, columns)),
        value=None if "value" not in entry else str(entry["value"]),
        row=bool(entry.get("row")),
        decimal=_choice(f"{place}.decimal", entry.get("decimal"), (".", ",")),
        day_first=_yes_or_no(f"{place}.day_first", entry.get("day_first")),
        currency=_currency(f"{place}.currency", entry.get("currency")),
        divide_by=_divisor(place, entry.get("divide_by", 1)),
        values=tuple((str(code), str(meaning)) for code, meaning in (entry.get("values") or {}).items()),
    )


def _choice(place: str, value: Any, known: Sequence[str]) -> str | None:
    if value is None or value in known:
        return None if value is None else str(value)
    raise InputError(f"{place}: {value!r} is not known.{did_you_mean(str(value), known)}")


def _currency(place: str, value: Any) -> str | None:
    """A code, or a sign or word that stands for one currency alone, as RMB does."""
    if value is None:
        return None
    meant = price_words().signs.get(str(value).lower(), ())
    if len(meant) == 1:
        return meant[0]
    hint = f" It may be {', '.join(meant)}." if meant else did_you_mean(str(value), tuple(price_words().minor))
    raise InputError(f"{place}: {value!r} is not known.{hint} Write an ISO 4217 code such as EUR.")


def _yes_or_no(place: str, value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise InputError(f"{place}: {value!r} is neither true nor false.")


def _divisor(place: str, value: Any) -> int:
    if type(value) is int and value > 0:
        return value
    raise InputError(f"{place}.divide_by: {value!r} is no whole number above 0; write 100 for prices in cents.")


def resolve(columns: Sequence[str], column_map: ColumnMap | None) -> tuple[tuple[Rule, ...], list[Rule]]:
    """The rules for a file's columns, and those of them that were guessed from a name.

    With a map, only columns that are named like a field are taken beside it; without one, known names are guessed too.
    """
    rules = {rule.field: rule for rule in column_map.rules} if column_map else {}
    left_out = column_map.left_out if column_map else frozenset()
    used = {name for rule in rules.values() for name in rule.columns} | set(
        (column_map and column_map.attributes) or ()
    )
    # Of an object its fields are taken, so `seller.name` and not `seller`; a picture may be one itself.
    outer = {name[:place] for name in columns for place, sign in enumerate(name) if sign == "."} & set(columns)
    free = [name for name in columns if name not in used and (name not in outer or _holds_objects(name))]
    whole = tuple(f"{name}." for name in outer & set(free))
    free = [name for name in free if not name.startswith(whole)]
    for field in LISTING.names:
        if field not in rules and field not in left_out and field in free:
            rules[field] = Rule(field, columns=(field,))
            free.remove(field)
    guessed = [] if column_map else _guessed(rules, free)
    return tuple(rules[field] for field in LISTING.names if field in rules), guessed


def _holds_objects(name: str) -> bool:
    """Whether a column is known as one whose values are objects by themselves."""
    known = column_names("listing")
    return any(folded_name(name) in known[field] for field in ("pictures", "variants", "attributes"))


def _guessed(rules: dict[str, Rule], free: list[str]) -> list[Rule]:
    """Adds the rules that known names give, and returns them."""
    guessed = []
    for field, names in column_names("listing").items():
        if field not in rules and (column := first_named(free, names)):
            rules[field] = Rule(field, columns=(column,))
            free.remove(column)
            guessed.append(rules[field])
    _add_asked_now(rules, free)
    if "price" in rules and (code := currency_in_name(rules["price"].columns)):
        rules["price"] = replace(rules["price"], currency=code)
    if "listing_id" not in rules and "url" in rules:  # an address names its listing, where nothing else does
        rules["listing_id"] = Rule("listing_id", columns=rules["url"].columns)
        guessed.append(rules["listing_id"])
    for field, names in column_names("more").items():
        more = [column for column in free if folded_name(column) in names]
        if more and field in rules:
            rules[field] = replace(rules[field], columns=(*rules[field].columns, *more))
    return guessed


def _add_asked_now(rules: dict[str, Rule], free: list[str]) -> None:
    """A price asked now and then, such as a sale price, stands before the usual one: the first that is filled."""
    columns = [*free, *(rules["price"].columns if "price" in rules else ())]
    for now, usual in column_names("asked_now").items():
        asked, otherwise = first_named(columns, [folded_name(now)]), first_named(columns, usual)
        if asked and otherwise and len(rules["price"].columns) == 1:
            rules["price"] = replace(rules["price"], columns=(asked, otherwise))
            free[:] = [name for name in free if name not in (asked, otherwise)]
            return


def currency_in_name(names: Sequence[str]) -> str | None:
    """The currency that a price's column names, as `price_min_usd` does."""
    words = {word.upper() for name in names for word in name.replace(".", "_").replace("-", "_").split("_")}
    found = words & set(price_words().minor) - {"ALL", "TRY"}  # these two are words as well
    return found.pop() if len(found) == 1 else None


def first_named(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """The first of `columns` that is known under one of the folded `names`, in the order of the names."""
    by_name = {folded_name(column): column for column in reversed(columns)}
    return next((by_name[name] for name in names if name in by_name), None)


def some_names(names: Sequence[str], most: int = 40, length: int = 60) -> str:
    """Names for a message: a wide table or a file that is none must not fill the screen."""
    shown = ["".join(c if c.isprintable() else "�" for c in name[:length]) for name in names[:most]]
    return ", ".join(shown) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def unique_names(columns: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """Column names with a number where one comes twice or is empty, and the names that did."""
    taken: set[str] = set()
    names, doubled = [], []
    for place, column in enumerate(columns, start=1):
        name, number = column or f"column {place}", 2
        while name in taken:
            name, number = f"{column or 'column'} ({number})", number + 1
        if column in taken:
            doubled.append(column)
        taken.add(name)
        names.append(name)
    return tuple(names), doubled
