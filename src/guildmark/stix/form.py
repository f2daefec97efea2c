"""How a kind of item is said as an object, and read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guildmark.stix.shared import Shared

LABEL = "counterfeit-goods"


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says: in properties of the standard, in the extension, and the last day on which it counts."""

    properties: dict[str, Any]
    extension: dict[str, Any] = field(default_factory=dict)
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A kind's form. `says` gives what is shared; `ended` the properties of what ended, by its state; `reads` takes an
    object and its extension, and gives the parts of `Shared` that are the kind's own. Errors of `reads`:
    NotTakenError."""

    object_type: str
    says: Callable[[Shared], Said]
    ended: Callable[[str], dict[str, Any]]
    reads: Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]
    pattern_type: str = ""  # of an indicator of the standard
    pattern_version: str = ""
