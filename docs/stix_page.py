"""Make the reference page of STIX objects: how each thing that is shared is said, with examples, from the code."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

from guildmark.stix import (
    EXTENSION,
    FIGURES,
    MAKER,
    MARKINGS,
    Author,
    Counted,
    Measured,
    Shared,
    Sighted,
    identity_of,
    object_of,
    sighting_of,
)
from guildmark.stix.extension import COUNTS_ID, COUNTS_SCHEMA, EXTENSION_ID, SCHEMA
from guildmark.stix.markings import EARLIER, TLP_EXTENSION
from guildmark.tactics.choices import read_library

HEAD = """# What is shared, as STIX 2.1

How tactics, advice and sightings look in the open standard of threat intelligence (OASIS, *STIX Version 2.1*, June
2021), which other sites and tools read over TAXII: [share with other sites](../how-to/share-with-other-sites.md).

| what is shared | object | its parts |
|---|---|---|
| tactic | `indicator` | the YAML is `pattern`, of `pattern_type` `guildmark`; `description` is its why; its sources are `external_references`; `valid_until` is the end of its last day |
| advice | `report` | `description` is the prose, `report_types` is `threat-report`; it refers to its author |
| author | `identity` | a member; of what is shared without a name, the alliance |
| marking | `marking-definition` | TLP 2.0 as OASIS publishes it; what is RED is in no feed |
| seen at work | `sighting` | `count` times; `summary` where several members are counted together |
| a week that was counted | `sighting` | of a week that is over, told to the author's site: `first_seen`, `last_seen`, `summary`; its counts are in an extension, small ones not told and others rounded; `count` is the hits, 1 where they are not told |
| not seen any more | `sighting` | `count` is 0: the standard lets it say that something was not seen |
| false alarm | `opinion` | `strongly-disagree`: that something is wrong is no sighting of it |
| held | the same object | the extension says `held` from a false alarm until its author answers: it acts nowhere |
| recalled | the same object | `revoked`, with a later `modified`, and without what it said |
| retired | the same object | `valid_until` is when it ended, and the extension says so; without what it said |

- The id of an object holds the item's own id, so that a tactic is known again wherever it goes. Where that is no UUID of
  RFC 4122, the object's is a UUID5 of it, and the extension has the item's.
- The same item in the same version gives the same bytes.
- `guildmark` is no usual pattern type; the vocabulary of the standard is open. The pattern's language is
  [that of tactics](tactics.md).
"""  # noqa: E501 - rows of a table
AUTHOR = Author(UUID("0b8a3f8e-53a5-4d6b-8a0f-6a8b6c1d2e3f"), "Arvo", datetime(2026, 1, 1, tzinfo=UTC))
READING = """## Reading

What another site gives is read object by object. At most 2 MB each, of STIX 2.1, with a marking that is known: TLP 2.0,
or TLP 1.0 as STIX has it. The narrowest counts where there are several. Whatever is not taken is set aside with its
reason: a pattern that is no tactic, an id that is not that of its tactic, any other type. Identities, markings and
extension definitions are what others refer to. The four counts add up to all that came.
"""


def stix_page(note: str) -> str:
    """The page, after a note."""
    tactic = min(read_library().tactics, key=lambda one: len(json.dumps(one.plain, default=str)))
    shared = Shared(
        tactic.id, "tactic", tactic.version, tactic.title, tactic_text(tactic.file), "GREEN", AUTHOR,
        datetime(2026, 3, 1, 9, 0, tzinfo=UTC), datetime(2026, 3, 1, 9, 0, tzinfo=UTC), measured=Measured(188, 200),
    )  # fmt: skip
    indicator = object_of(shared)
    ended = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    alarm = Sighted(UUID("6a1c5f0e-7a5b-4d2f-9c3e-1f2a3b4c5d6e"), indicator["id"], "false alarm", ended, "GREEN")
    figures = dict.fromkeys(FIGURES, (0, "rounded")) | {"hits": (40, "rounded"), "upheld": (35, "rounded")}
    week = replace(
        alarm, kind="seen", counted=Counted(date(2026, 5, 25), figures | {"wrong": (None, "small")})
    )  # fmt: skip
    parts = [
        note,
        HEAD,
        "## Markings\n\n| marking | id |\n|---|---|",
        *(f"| {one['name']} | `{one['id']}` |" for one in MARKINGS.values()),
        f"\nTheir extension is `{TLP_EXTENSION}`. Of TLP 1.0 these are read, and never written:\n",
        *(f"- `{name}`, as {tlp}" for name, tlp in EARLIER.items()),
        f"\n## The extension\n\n`{EXTENSION_ID}`, a property extension of `indicator` and `report`, version "
        f"{EXTENSION['version']}. It tells nothing of circles. Its schema:\n",
        shown(SCHEMA),
        f"## A week that was counted\n\n`{COUNTS_ID}`, a property extension of `sighting`, version "
        f"{EXTENSION['version']}. The states of its figures are those of [the open figures](figures.md). Its schema:\n",
        shown(COUNTS_SCHEMA),
        READING,
        "## Examples\n\nA tactic of the library:\n",
        shown(indicator | {"pattern": indicator["pattern"][:120] + "…"}),
        "The same, recalled:\n",
        shown(object_of(replace(shared, state="recalled", modified=ended))),
        "A false alarm:\n",
        shown(sighting_of(alarm)),
        "A week that was counted:\n",
        shown(sighting_of(week)),
        "Their author, and the maker of the extension:\n",
        shown(identity_of(AUTHOR)),
        shown(MAKER),
    ]
    return "\n".join(parts).rstrip() + "\n"


def tactic_text(name: str) -> str:
    """The text of a tactic of the library."""
    return (files("guildmark.tactics") / "library" / Path(name).name).read_text("utf-8")


def shown(told: Mapping[str, Any]) -> str:
    """An object as a block of JSON."""
    return f"```json\n{json.dumps(told, indent=2, ensure_ascii=False)}\n```\n"
