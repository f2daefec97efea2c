"""One file of the input, pinned: what it is, how it is written, and how its columns become a listing."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Rule:
    """Where one field of a listing comes from: columns, a constant, or the row's number."""

    field: str
    columns: tuple[str, ...] = ()
    value: str | None = None
    row: bool = False
    decimal: str | None = None  # the column's decimal separator, where it is known
    day_first: bool | None = None  # whether dates such as 3/10/2026 begin with the day, where that is known
    currency: str | None = None  # ISO 4217, for prices whose column is in one currency
    divide_by: int = 1  # prices stored as whole parts: 100 for cents
    values: tuple[tuple[str, str], ...] = ()  # what the column's own codes mean


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it was found when the catalogue was opened; reading it again gives the same rows."""

    path: str
    format: str
    bytes: int
    sha256: str
    compression: str = ""  # "", gzip or zstd
    encoding: str = "utf-8"
    skip_bytes: int = 0  # a byte order mark
    delimiter: str = ","
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # of JSON Lines: string, int64, double or "" (mixed) per column, seen in its first rows
    inner: tuple[str, ...] = ()  # dotted names of fields inside the columns' objects, as far as its first rows show
    folders: tuple[tuple[str, str], ...] = ()  # names and values of the folders `name=value` that it lies in
    rules: tuple[Rule, ...] = ()
    attributes: tuple[str, ...] | None = None  # columns kept as attributes; None: all that no rule uses
    modified_ns: int = field(default=0, compare=False)  # by which a change after its digest was taken is seen

    @property
    def names(self) -> tuple[str, ...]:
        """All columns that a rule may take."""
        return tuple(dict.fromkeys([*self.columns, *self.inner, *(name for name, _ in self.folders)]))

    @property
    def plain(self) -> bool:
        """Whether the bytes on disk are the text itself, so that any part can be read alone."""
        return not self.compression and self.encoding == "utf-8"

    def to_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back: what the file is, not when it was written."""
        return {name: value for name, value in asdict(self).items() if name != "modified_ns"}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        rules = tuple(
            Rule(
                **rule
                | {"columns": tuple(rule["columns"]), "values": tuple((str(a), str(b)) for a, b in rule["values"])}
            )
            for rule in data["rules"]
        )
        attributes = None if data["attributes"] is None else tuple(data["attributes"])
        lists = {name: tuple(data[name]) for name in ("columns", "kinds", "inner")}
        lists["folders"] = tuple((str(name), str(value)) for name, value in data["folders"])
        return cls(**data | lists | {"rules": rules, "attributes": attributes})
