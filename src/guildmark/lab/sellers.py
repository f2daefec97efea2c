"""Who counts as one seller, since sellers are the units of every count in the lab."""

from collections.abc import Mapping
from typing import Any

UNKNOWN = ""
SEPARATOR = "\x1f"


def seller_key(row: Mapping[str, Any]) -> str:
    """The seller on its marketplace, by id, else by name; UNKNOWN where a listing names none."""
    name = row["seller_id"] or row["seller_name"]
    return f"{row['marketplace']}{SEPARATOR}{name}" if name else UNKNOWN
