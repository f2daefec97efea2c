"""A column map proposed for a file: what is known by name, held against its first rows, for a person to check."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from guildmark.reading import catalogue, sample
from guildmark.reading.column_map import resolve, unique_names
from guildmark.reading.convert import to_listings
from guildmark.reading.derived_columns import folder_values, with_derived
from guildmark.reading.input_file import InputFile, Rule
from guildmark.reading.proposal_notes import filled_values, note_on_ids, note_on_prices, unknown_codes
from guildmark.records import LISTING, InputError

EXAMPLE_LENGTH = 50
_HINTS = {
    "title": "title: COLUMN                     # what names the goods; here marks are looked for first",
    "price": "price: COLUMN                     # what is asked; without it no price is judged",
    "currency": "currency: {value: EUR}            # when all prices are in one currency",
    "seller_id": "seller_id: COLUMN                 # who sells; needed for counts by seller",
    "condition": "condition: {value: new}           # when all are; or {column: COLUMN, values: {'1': new, '2': used}}",
    "observed_at": "observed_at: COLUMN               # when the listing was seen, for counts over time",
}


def suggest_map(path: str | Path) -> str:
    """YAML text of a column map for a file, each line with how often its column is filled and an example.

    Errors: `InputError` where the file's kind is not known or it cannot be read.
    """
    try:
        file = catalogue.pin(Path(path))
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}.") from None
    columns, kinds = sample.columns_of(file)
    file = replace(file, columns=unique_names(columns)[0], kinds=kinds)
    file = replace(file, inner=sample.inner_names(file), folders=folder_values(file.path))
    rules, _ = resolve(file.names, None)
    raw = sample.first_rows(file)
    table = with_derived(raw.table, file, file.names)
    rules = tuple(_distinct(rule, table) for rule in rules)
    listings, _, _ = to_listings(replace(raw, rows=raw.rows[: table.num_rows]), replace(file, rules=rules),
                                 marketplace="", run_row=0)  # fmt: skip
    return "\n".join([*_given(file, rules, table, listings), *_missing(file, rules, listings)]) + "\n"


def _given(file: InputFile, rules: tuple[Rule, ...], table: pa.Table, listings: pa.Table) -> list[str]:
    lines = [f"# A proposal for {Path(file.path).name} ({file.format}): check each line, then scan with --map."]
    if not any(rule.field == "listing_id" for rule in rules):
        lines.append(
            "listing_id: {row: true}  # no column is known as an id; name one if there is, else rows are numbered"
        )
    return lines + [_line(rule, table, listings) for rule in rules]


def _missing(file: InputFile, rules: tuple[Rule, ...], listings: pa.Table) -> list[str]:
    given = {rule.field for rule in rules}
    found = {name for name in _HINTS if listings.column(name).null_count < listings.num_rows}  # inside prices, say
    hints = [hint for field, hint in _HINTS.items() if field not in given | found]
    lines = ["", "# Not found; say where they are, or what holds for all rows:"] if hints else []
    lines += [f"# {hint}" for hint in hints]
    used = {name for rule in rules for name in rule.columns}
    rest = [name for name in file.columns if name not in used]
    if rest:
        lines += ["", "# Kept as attributes; a list here keeps only those that it names:"]
        lines.append(f"# attributes: [{', '.join(map(_quoted, rest))}]")
    free = [field for field in LISTING.names if field not in given]
    return [*lines, "", f"# Fields without a column: {', '.join(free)}"]


def _distinct(rule: Rule, table: pa.Table) -> Rule:
    """The rule for the id, of the columns that may hold it the first whose values do not repeat."""
    if rule.field != "listing_id":
        return rule
    for name in (rule.columns[0], *sample.id_candidates(table.column_names)):
        values = filled_values(table, name)
        if values and len(values) == table.num_rows == len(set(values)):
            return Rule("listing_id", columns=(name,))
    return rule


def _line(rule: Rule, table: pa.Table, listings: pa.Table) -> str:
    names = [_quoted(name) for name in rule.columns]
    entry = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    notes = []
    if rule.currency:
        entry = f"{{{'column' if len(names) == 1 else 'columns'}: {entry}, currency: {rule.currency}}}"
    if rule.field == "condition" and (codes := unknown_codes(table, rule.columns[0])):
        meanings = ", ".join(f"{_text(code)}: unknown" for code in codes)
        entry = f"{{column: {entry}, values: {{{meanings}}}}}"
        notes.append("say what each means: new, used, refurbished, unknown")
    if rule.field == "listing_id":
        notes += note_on_ids(table, rule.columns[0])
    if rule.field == "price":
        notes += note_on_prices(listings)
    values = filled_values(table, rule.columns[0])
    share = len(values) / table.num_rows if table.num_rows else 0
    example = f"filled in {share:.0%} of the first rows: {_example(values[0])}" if values else "empty in the first rows"
    return f"{rule.field}: {entry}  # " + "; ".join([*notes, example])


def _example(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= EXAMPLE_LENGTH else text[:EXAMPLE_LENGTH] + "…"


def _quoted(name: str) -> str:
    """A column's name as YAML: in quotes where it could be read as something else."""
    plain = name.replace("_", "").replace(" ", "").replace(".", "").isalnum() and name.isascii()
    reserved = name.lower() in {"true", "false", "null", "yes", "no", "on", "off"}
    return name if plain and not name[0].isdigit() and not reserved and name == name.strip(" .") else _text(name)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
