"""The JSON schema of tactics, made from the conditions themselves: for editors, and for programs that write tactics."""

from typing import Any

from guildmark.tactics.condition import kinds_of_conditions, texts_schema
from guildmark.tactics.logic import COUNT, JOINS
from guildmark.tactics.read import (
    BESIDE,
    EXAMPLE_COLUMNS,
    FEWEST_EXAMPLES,
    LONGEST_PROSE,
    LONGEST_TITLE,
    MOST_EXAMPLES,
    MOST_PARTS,
    NEEDED,
)
from guildmark.tactics.tactic import SELLER_VIEWS, STATUSES, TLP

SCHEMA_ID = "https://guildmark.org/schema/tactic.json"


def tactic_schema() -> dict[str, Any]:
    """The schema, of JSON Schema 2020-12."""
    title = {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE}
    prose = {"type": "string", "minLength": 1, "maxLength": LONGEST_PROSE}
    examples = {
        "type": "array",
        "items": {"$ref": "#/$defs/example"},
        "minItems": FEWEST_EXAMPLES,
        "maxItems": MOST_EXAMPLES,
    }
    properties: dict[str, Any] = {
        "id": {"type": "string", "format": "uuid", "description": "What names it for good."},
        "title": title,
        "author": title,
        "status": {"enum": list(STATUSES)},
        "tlp": {"enum": list(TLP), "description": "Who may read it: Traffic Light Protocol 2.0."},
        "circles": texts_schema(),
        "version": {"type": "integer", "minimum": 1},
        "disguise": {"type": "string", "description": "Its name in the list of disguises: guildmark redteam --list."},
        "seller_view": {
            "enum": list(SELLER_VIEWS),
            "description": "What the seller may read: the words themselves, their kind, or nothing. With nothing it "
            "never takes a listing beyond review.",
        },
        "why": prose,
        "when": {"$ref": "#/$defs/node"},
        "strength": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "about": {**texts_schema(), "description": "Marks that it is about, though listings do not name them."},
        "languages": texts_schema(),
        "example_marks": {**texts_schema(), "description": "Marks that its examples name, beside its own."},
        "fires_on": examples,
        "quiet_on": examples,
        "expires": {"type": "string", "format": "date"},
        "sources": {
            "type": "array",
            "items": {
                "oneOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "properties": {"title": {"type": "string"}, "url": {"type": "string"}},
                        "required": ["title"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
        "false_alarms": prose,
        "licence": title,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Guildmark tactic",
        "type": "object",
        "properties": properties,
        "required": list(NEEDED),
        "additionalProperties": False,
        "$defs": {"node": _node(), "example": _example(), **_conditions()},
    }


def _node() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            **{name: _join({"$ref": "#/$defs/node"}, name) for name in JOINS},
            **{name: {"$ref": f"#/$defs/{name}"} for name in kinds_of_conditions()},
        },
        "minProperties": 1,
        "additionalProperties": False,
    }


def _join(item: dict[str, Any], how: str) -> dict[str, Any]:
    many = {"oneOf": [item, {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_PARTS}]}
    if how != COUNT:
        return many
    return {
        "type": "object",
        "properties": {"at_least": {"type": "integer", "minimum": 1}, "of": many},
        "required": ["at_least", "of"],
        "additionalProperties": False,
    }


def _conditions() -> dict[str, Any]:
    """Each condition: its own value, or a join of several."""
    found = {}
    for name, kind in kinds_of_conditions().items():
        own = {"$ref": f"#/$defs/{name}"}
        joins = [
            {"type": "object", "properties": {how: _join(own, how)}, "required": [how], "additionalProperties": False}
            for how in JOINS
        ]
        found[name] = {"description": kind.about, "examples": [kind.example], "anyOf": [kind.schema(), *joins]}
    return found


def _example() -> dict[str, Any]:
    text = {"type": "string"}
    own: dict[str, Any] = dict.fromkeys((*EXAMPLE_COLUMNS, *BESIDE), text)
    own |= {name: {"type": "integer", "minimum": 0} for name in ("stock", "pack_size")}
    own |= {"price": {"type": ["string", "number"]}, "attributes": {"type": "object"}, "offered_in": texts_schema()}
    own |= {
        "variants": {"type": "array"},
        "pictures": texts_schema(),
        "reviews": texts_schema(),
        "others": {"type": "object"},
    }
    return {"type": "object", "properties": own, "required": ["title"], "additionalProperties": False}
