"""The extension that carries what STIX has no property for: kind, version, evidence, languages, how often it was right.

It tells nothing of circles: who reads an object is said by its marking, and by the collection that it is read from.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from guildmark.stix.ids import made_id
from guildmark.stix.shared import ADVICE, RECALLED, RETIRED, SHARED, TACTIC, Measured

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
        "kind": {"enum": [TACTIC, ADVICE]},
        "item": {"type": "string", "format": "uuid", "description": "the item's own id"},
        "version": {"type": "integer", "minimum": 1},
        "state": {"enum": [SHARED, RECALLED, RETIRED]},
        "families": TEXTS | {"description": "kinds of evidence that a tactic rests on"},
        "languages": TEXTS | {"description": "BCP 47"},
        "measured": {
            "type": "object",
            "description": "of what people judged, how much was right",
            "required": ["right", "judged"],
            "additionalProperties": False,
            "properties": {"right": COUNT, "judged": COUNT},
        },
    },
}
SCHEMA_TEXT = json.dumps(SCHEMA, sort_keys=True, separators=(",", ":"))


def measured_in(told: object) -> Measured | None:
    """The counts that an extension tells; None where they are none, or cannot be."""
    if not isinstance(told, Mapping):
        return None
    right, judged = told.get("right"), told.get("judged")
    if type(right) is not int or type(judged) is not int or not 0 <= right <= judged <= MOST_COUNT:
        return None
    return Measured(right, judged)


def item_in(told: Mapping[str, Any]) -> UUID | None:
    """The item's own id; None where it is none."""
    try:
        return UUID(str(told.get("item")))
    except ValueError:
        return None
