"""What could not be read: a row that was set aside, or a value without which its row was scanned."""

from dataclasses import asdict, dataclass

LONGEST_VALUE = 200  # code points of the offending value that are kept


@dataclass(frozen=True, slots=True)
class Reject:
    """One bad row or value: where it stands, what it is, and what to do about it."""

    file: str
    row: int | None  # 0-based number of the data row within its file; null when the place is not a row
    column: str | None
    value: str
    reason: str
    rejects_row: bool  # False: the row was scanned without the value

    def as_json(self) -> dict[str, object]:
        """A flat object for a line of `rejected.jsonl`; surrogates are escaped so that it is valid UTF-8."""
        out = asdict(self) | {"value": self.value[:LONGEST_VALUE]}
        return {
            name: told.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(told, str) else told
            for name, told in out.items()
        }


class InputError(Exception):
    """Input that cannot be used at all; the message names the place, the value and the next step."""
