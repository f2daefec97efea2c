"""A column map proposed for a file: what is known by name, with examples, for a person to check."""

from pathlib import Path
from typing import Any

from guildmark.reading import catalogue, sample
from guildmark.reading.column_map import resolve, unique_names
from guildmark.reading.input_file import InputFile, Rule
from guildmark.reading.texts import one_array
from guildmark.records import LISTING

EXAMPLE_LENGTH = 50
_HINTS = {
    "currency": "currency: {value: EUR}            # when all prices are in one currency",
    "seller_id": "seller_id: COLUMN                 # who sells; needed for counts by seller",
    "condition": "condition: {column: COLUMN, values: {'1': new, '2': used}}",
    "observed_at": "observed_at: COLUMN               # when the listing was seen, for counts over time",
}


def suggest_map(path: str | Path) -> str:
    """YAML text of a column map for a file, each line with how often its column is filled and an example.

    Errors: `InputError` where the file's kind is not known; `OSError` where it cannot be read.
    """
    file = catalogue.pin(Path(path))
    columns, kinds = sample.columns_of(file)
    names, _ = unique_names(columns)
    file = InputFile.from_json(file.to_json() | {"columns": names, "kinds": kinds})
    rules, _ = resolve(names, None)
    table = sample.first_rows(file).table
    lines = [f"# A proposal for {Path(path).name} ({file.format}): check each line, then scan with --map."]
    if not any(rule.field == "listing_id" for rule in rules):
        lines.append(
            "listing_id: {row: true}  # no column is known as an id; name one if there is, else rows are numbered"
        )
    lines += [_line(rule, table) for rule in rules]
    given = {rule.field for rule in rules}
    missing = [hint for field, hint in _HINTS.items() if field not in given]
    if missing:
        lines += ["", "# Not found; say where they are, or what holds for all rows:"] + [
            f"# {hint}" for hint in missing
        ]
    used = {name for rule in rules for name in rule.columns}
    rest = [name for name in names if name not in used]
    if rest:
        lines += ["", "# Kept as attributes; a list here keeps only those that it names:"]
        lines.append(f"# attributes: [{', '.join(map(_quoted, rest))}]")
    free = [field for field in LISTING.names if field not in given]
    lines += ["", f"# Fields without a column: {', '.join(free)}"]
    return "\n".join(lines) + "\n"


def _line(rule: Rule, table: Any) -> str:
    names = [_quoted(name) for name in rule.columns]
    entry = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    if rule.columns[0] not in table.column_names:
        return f"{rule.field}: {entry}"
    column = one_array(table.column(rule.columns[0]))
    values = [value for value in column.to_pylist() if value not in (None, b"", "")]
    share = len(values) / len(column) if len(column) else 0
    example = _example(values[0]) if values else "always empty"
    return f"{rule.field}: {entry}  # filled in {share:.0%} of the first rows: {example}"


def _example(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = " ".join(character if character.isprintable() else " " for character in text.split())
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= EXAMPLE_LENGTH else text[:EXAMPLE_LENGTH] + "…"


def _quoted(name: str) -> str:
    """A column's name as YAML: in quotes where it could be read as something else."""
    plain = name.replace("_", "").replace(" ", "").isalnum() and name.isascii() and not name[0].isdigit()
    reserved = name.lower() in {"true", "false", "null", "yes", "no", "on", "off"}
    return name if plain and not reserved and name == name.strip() else "'" + name.replace("'", "''") + "'"
