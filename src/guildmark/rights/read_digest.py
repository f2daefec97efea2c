"""The digest of rights: the same content gives the same digest, whatever the order of files and entries."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from guildmark.records import CatalogueItem, Right

# Fields left at their default are not part of the content, so that a new field does not change old digests.
DEFAULTS = {part.name: part.default for part in fields(Right) if part.default is not MISSING}
# Of a catalogue item only those fields are left out so that came later than the digest.
LATER_NAMES = ("other_names", "colours", "sizes", "pack_size")
LATER = {part.name: part.default for part in fields(CatalogueItem) if part.name in LATER_NAMES}


def rights_digest(rights: Iterable[Right]) -> str:
    """SHA-256 over the rights' content, hexadecimal. Pictures count by their paths, not by their bytes."""
    digest = hashlib.sha256()
    for text in sorted(map(right_text, rights)):
        digest.update(f"{len(text)}:{text}".encode())
    return digest.hexdigest()


def right_text(right: Right) -> str:
    """A right's content in one canonical line."""
    content = []
    for part in FIELD_NAMES:
        value = getattr(right, part)
        if value != DEFAULTS.get(part) and value != {}:
            content.append((part, value))
    return json.dumps(content, default=plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def plain(value: Any) -> Any:
    """What JSON has no form for: records, amounts and dates."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        return {name: part for name, part in parts.items() if name not in LATER or part != LATER[name]}
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")  # 450 and 450.00 are the same price
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a right holds a {type(value).__name__}, which has no canonical form")


FIELD_NAMES = sorted(part.name for part in fields(Right))
