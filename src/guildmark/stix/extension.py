"""The extension that carries what STIX has no property for: kind, version, evidence, languages, how often it was right.

It tells nothing of circles: who reads an object is said by its marking, and by the collection that it is read from.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from guildmark.indicators import KINDS
from guildmark.stix.ids import made_id
from guildmark.stix.shared import (
    ADVICE,
    INDICATOR,
    RECALLED,
    RETIRED,
    SHARED,
    TACTIC,
    WITHDRAWN,
    Counted,
    Measured,
)

EXTENSION_ID = made_id("extension-definition", "shared item", 1)
EXTENSION_VERSION = "1.0.0"
TYPE = "property-extension"
MOST_COUNT = 10**9

TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
COUNT = {"type": "integer", "minimum": 0}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "What members of an alliance share",
    "type": "object",
    "required": ["extension_type", "kind", "item", "version", "state"],
    "additionalProperties": False,
    "properties": {
        "extension_type": {"const": TYPE},
        "kind": {"enum": [TACTIC, ADVICE, INDICATOR]},
        "item": {"type": "string", "format": "uuid", "description": "the item's own id"},
        "version": {"type": "integer", "minimum": 1},
        "state": {"enum": [SHARED, RECALLED, RETIRED, WITHDRAWN]},
        "held": {"const": True, "description": "a false alarm was told: it acts nowhere until its author answers"},
        "families": TEXTS | {"description": "kinds of evidence that a tactic rests on"},
        "languages": TEXTS | {"description": "BCP 47"},
        "value_kind": {"enum": list(KINDS), "description": "of a known-bad value"},
        "value": {"type": "string", "minLength": 1, "description": "in its one form"},
        "written": {"type": "string", "description": "as it was given, where that is another form"},
        "measured": {
            "type": "object",
            "description": "of what people judged, how much was right",
            "required": ["right", "judged"],
            "additionalProperties": False,
            "properties": {"right": COUNT, "judged": COUNT},
        },
    },
}
COUNTS_ID = made_id("extension-definition", "week counted", 1)
FIGURES = ("hits", "acted", "upheld", "wrong", "overturned", "first")
TOLD, UNTOLD = ("rounded", "at least"), ("small", "hidden")  # states of a figure: with a number, and without
STATES = (*TOLD, *UNTOLD)
FIGURE = {
    "type": "object",
    "required": ["state"],
    "additionalProperties": False,
    "properties": {"state": {"enum": list(STATES)}, "value": COUNT},
}
COUNTS_SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "What came of a shared item in a week, where it is used",
    "type": "object",
    "required": ["extension_type", "week", "figures"],
    "additionalProperties": False,
    "properties": {
        "extension_type": {"const": TYPE},
        "week": {"type": "string", "format": "date", "description": "the Monday of a week that is over, in UTC"},
        "figures": {
            "type": "object",
            "required": list(FIGURES),
            "additionalProperties": False,
            "properties": dict.fromkeys(FIGURES, FIGURE),
        },
    },
}
SCHEMA_TEXT = json.dumps(SCHEMA, sort_keys=True, separators=(",", ":"))
COUNTS_SCHEMA_TEXT = json.dumps(COUNTS_SCHEMA, sort_keys=True, separators=(",", ":"))


def measured_in(told: object) -> Measured | None:
    """The counts that an extension tells; None where they are none, or cannot be."""
    if not isinstance(told, Mapping):
        return None
    right, judged = told.get("right"), told.get("judged")
    if type(right) is not int or type(judged) is not int or not 0 <= right <= judged <= MOST_COUNT:
        return None
    return Measured(right, judged)


def counted_in(told: object) -> Counted | None:
    """What an extension tells of a week; None where it is no such thing."""
    if not isinstance(told, Mapping) or not isinstance(given := told.get("figures"), Mapping):
        return None
    try:
        week = date.fromisoformat(str(told.get("week")))
    except ValueError:
        return None
    figures = {name: _figure(given.get(name)) for name in FIGURES}
    known = {name: one for name, one in figures.items() if one is not None}
    return Counted(week, known) if week.weekday() == 0 and len(known) == len(FIGURES) else None


def _figure(told: object) -> tuple[int | None, str] | None:
    """A number belongs to what is told, and to nothing else."""
    if not isinstance(told, Mapping) or told.get("state") not in STATES:
        return None
    value, state = told.get("value"), str(told["state"])
    if state in UNTOLD:
        return (None, state) if value is None else None
    return (value, state) if type(value) is int and 0 <= value <= MOST_COUNT else None


def item_in(told: Mapping[str, Any]) -> UUID | None:
    """The item's own id; None where it is none."""
    try:
        return UUID(str(told.get("item")))
    except ValueError:
        return None
