"""The reference page of the tactic language, from the conditions themselves."""

import json
from collections.abc import Iterator

from guildmark.tactics.condition import kinds_of_conditions
from guildmark.tactics.schema import tactic_schema


def tactics_page(note: str) -> str:
    """Every condition, with what it asks, an example and its family of evidence."""
    return "\n".join(_lines(note)).rstrip() + "\n"


def schema_page() -> str:
    """The published JSON schema."""
    return json.dumps(tactic_schema(), indent=1, ensure_ascii=False) + "\n"


def _lines(note: str) -> Iterator[str]:
    yield note
    yield "# The language of tactics\n"
    yield (
        "A tactic's `when` is made of these conditions, joined by `all`, `any`, `none` and `count: {at_least: 2, of: "
        "[...]}`. How a tactic is written and used stands [here](../how-to/share-tactics.md); the JSON schema is "
        "[tactic.schema.json](tactic.schema.json).\n"
    )
    yield "Bounds: 200 conditions, six joins within each other, 2,000 phrases, patterns of 500 characters.\n"
    for name, kind in kinds_of_conditions().items():
        yield f"## {name}\n"
        yield f"{kind.about}\n"
        yield f"```yaml\n{name}: {kind.example}\n```\n"
