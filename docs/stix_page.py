"""Make the reference page of STIX objects: how each thing that is shared is said, with examples, from the code."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

from guildmark.indicators import Told, normalise, text_of_told
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
from guildmark.stix.values import CUSTOM, ENDED, OBSERVABLES, pattern_of
from guildmark.tactics.choices import read_library

HEAD = """# What is shared, as STIX 2.1

How tactics, advice, known-bad values and sightings look in the open standard of threat intelligence (OASIS, *STIX
Version 2.1*, June 2021), which other sites and tools read over TAXII: [share with other sites](../how-to/share-with-other-sites.md).

| what is shared | object | its parts |
|---|---|---|
| tactic | `indicator` | the YAML is `pattern`, of `pattern_type` `guildmark`; `description` is its why; its sources are `external_references`; `valid_until` is the end of its last day |
| advice | `report` | `description` is the prose, `report_types` is `threat-report`; it refers to its author |
| known-bad value | `indicator` | `pattern`, of `pattern_type` `stix`, finds it: [see below](#known-bad-values); `description` is how it is known; `valid_until` is the end of the last day on which it is looked for; the extension has the value in its one form |
| author | `identity` | a member; of what is shared without a name, the alliance |
| marking | `marking-definition` | TLP 2.0 as OASIS publishes it; what is RED is in no feed |
| seen at work | `sighting` | `count` times; `summary` where several members are counted together |
| a week that was counted | `sighting` | of a week that is over, told to the author's site: `first_seen`, `last_seen`, `summary`; its counts are in an extension, small ones not told and others rounded; `count` is the hits, 1 where they are not told |
| not seen any more | `sighting` | `count` is 0: the standard lets it say that something was not seen |
| false alarm | `opinion` | `strongly-disagree`: that something is wrong is no sighting of it |
| held | the same object | the extension says `held` from a false alarm until its author answers: it acts nowhere |
| recalled | the same object | `revoked`, with a later `modified`, and without what it said |
| retired | the same object | `valid_until` is when it ended, and the extension says so; without what it said |
| not shared in this collection any more | the same object | as retired, and the extension says `withdrawn`; those who read it elsewhere find a later version there |

- The id of an object holds the item's own id, so that an item is known again wherever it goes. Where that is no UUID of
  RFC 4122, the object's is a UUID5 of it, and the extension has the item's.
- The same item in the same version gives the same bytes.
- `guildmark` is no usual pattern type; the vocabulary of the standard is open. The pattern's language is
  [that of tactics](tactics.md).
"""  # noqa: E501 - rows of a table
AUTHOR = Author(UUID("0b8a3f8e-53a5-4d6b-8a0f-6a8b6c1d2e3f"), "Arvo", datetime(2026, 1, 1, tzinfo=UTC))
VALUES = """## Known-bad values

Each kind of [indicator](../how-to/share-known-bad-values.md) in the pattern language of the standard, with a made
value. Quotes and backslashes are escaped as the language asks. A web address is kept without its scheme; the pattern
names `https`.

| kind | pattern |
|---|---|"""
CUSTOM_HEAD = """
The standard has no observable for these kinds, so they are objects of our own, with one property, `value`. None of them
is ever sent: they stand in patterns alone.

| object | `value` |
|---|---|"""
READING = """## Reading

What another site gives is read object by object. At most 2 MB each, of STIX 2.1, with a marking that is known: TLP 2.0,
or TLP 1.0 as STIX has it. The narrowest counts where there are several. Whatever is not taken is set aside with its
reason: a pattern that is no tactic, an id that is not that of its tactic, any other type. Identities, markings and
extension definitions are what others refer to. The four counts add up to all that came.

Of an indicator with the extension the value is read from there, and taken only if it is in its one form and the pattern
is the one that finds it. Of other makers' indicators those are read whose pattern is one comparison by `=` of
{read}. A host below a domain is read as that host alone;
`description`, else `name`, says how it is known; without `valid_until` it counts for a year. What is said to be
`benign` is set aside, as is every other pattern.
"""
SHOWN = {
    "domain": "orvane-outlet.example",
    "email": "o'hara@orvane-outlet.example",
    "address": "builder.example/shop-12",
    "chat": "wechat: karen_88",
    "account": "paypal: pay@orvane-outlet.example",
    "seller": "market: s-123",
    "phone": "+44 7700 900123",
    "postal_address": "12 Quay Street, Orvane",
    "text": "Ask here for the real price",
    "picture": "5a3c96e1d20f87b4" * 4,
    "embedding": f"{'9f' * 32}:AAA8AABA",
}
FORMS = {  # of values that are objects of our own
    "phone": "`+` and digits, as ITU-T E.164 has it",
    "postal_address": "its words in small letters, without signs",
    "picture": "a PDQ hash, 64 hexadecimal digits: what differs in at most 31 of 256 bits is the same picture",
    "embedding": "the SHA-256 of the model, a colon, and the vector as float16 in base64",
    "text": "its words in small letters, without signs",
}


def stix_page(note: str) -> str:
    """The page, after a note."""
    tactic = min(read_library().tactics, key=lambda one: len(json.dumps(one.plain, default=str)))
    shared = Shared(
        tactic.id, "tactic", tactic.version, tactic.title, tactic_text(tactic.file), "GREEN", AUTHOR,
        datetime(2026, 3, 1, 9, 0, tzinfo=UTC), datetime(2026, 3, 1, 9, 0, tzinfo=UTC), measured=Measured(188, 200),
    )  # fmt: skip
    indicator = object_of(shared)
    number = normalise("phone", SHOWN["phone"])
    value = text_of_told(Told(number, "A test purchase of 12 May", date(2027, 3, 1)))
    known_bad = replace(
        shared, id=UUID("2f7d0c3e-5b8a-4c1d-9e6f-7a8b9c0d1e2f"), kind="indicator", version=1, title=number.value,
        text=value, measured=None,
    )  # fmt: skip
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
        VALUES,
        *(f"| {kind.replace('_', ' ')} | `{pattern_of(normalise(kind, text))}` |" for kind, text in SHOWN.items()),
        CUSTOM_HEAD,
        *(f"| `{CUSTOM[kind]}` | {form} |" for kind, form in FORMS.items()),
        f"| `{ENDED}` | it has `state` instead, `recalled`, `retired` or `withdrawn`, and says nothing more |\n",
        READING.format(read=" or ".join(f"`{name}:value`" for name in OBSERVABLES.values())),
        "## Examples\n\nA tactic of the library:\n",
        shown(indicator | {"pattern": indicator["pattern"][:120] + "…"}),
        "The same, recalled:\n",
        shown(object_of(replace(shared, state="recalled", modified=ended))),
        "A known-bad value:\n",
        shown(object_of(known_bad)),
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
