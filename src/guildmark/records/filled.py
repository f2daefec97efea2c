"""Columns without gaps: a value in the place of what is missing."""

from typing import Any


def filled(column: Any, value: object) -> Any:
    """An Arrow column with a value where it is null; most have no null, and then Arrow need not be asked."""
    return column.fill_null(value) if column.null_count else column
