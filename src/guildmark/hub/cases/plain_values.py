"""Values as JSON and every database can keep them: no NUL, no half of a character, no infinite number."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

REPLACEMENT = "\ufffd"


def plain_value(value: Any) -> Any:
    """A value of a record as JSON holds it: money as text, instants as ISO 8601 in UTC, bytes left out."""
    make = _OF.get(type(value))
    return make(value) if make is not None else _of_other(value)


def _of_other(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _of_mapping(value)
    return value.isoformat() if isinstance(value, date) else None


def _of_mapping(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain_value(part) for name, part in value.items()}


def _of_list(value: Any) -> list[Any]:
    return [plain_value(part) for part in value]


def _of_number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _of_money(value: Decimal) -> str | None:
    return format(value.normalize(), "f") if value.is_finite() else None


def _of_instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def clean(text: str) -> str:
    """The text with what databases refuse put as the replacement character."""
    if "\0" in text:
        text = text.replace("\0", REPLACEMENT)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _as_it_is(value: Any) -> Any:
    return value


_OF: dict[type, Callable[[Any], Any]] = {
    str: clean, type(None): _as_it_is, bool: _as_it_is, int: _as_it_is, float: _of_number, dict: _of_mapping,
    list: _of_list, tuple: _of_list, Decimal: _of_money, datetime: _of_instant,
}  # fmt: skip
