"""From what is shared to objects of STIX 2.1. The same item in the same version gives the same bytes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

import stix2.v21 as stix

from guildmark.stix.extension import (
    COUNTS_ID,
    COUNTS_SCHEMA_TEXT,
    EXTENSION_ID,
    EXTENSION_VERSION,
    SCHEMA_TEXT,
    TYPE,
)
from guildmark.stix.form import LABEL, Form, Said
from guildmark.stix.ids import made_id, object_id
from guildmark.stix.kinds import FORMS
from guildmark.stix.markings import IDS
from guildmark.stix.shared import (
    FALSE_ALARM,
    NOT_SEEN,
    RECALLED,
    RETIRED,
    SHARED,
    TICK,
    WITHDRAWN,
    Author,
    Counted,
    Shared,
    Sighted,
    to_milliseconds,
)

ENDED_TITLES = {RECALLED: "Recalled", RETIRED: "Retired", WITHDRAWN: "Withdrawn"}
ENDED_WORDS = {
    RECALLED: "Its author took it back.",
    RETIRED: "It did its work, and is not used any more.",
    WITHDRAWN: "It is not shared here any more.",
}
FIRST = datetime(2026, 1, 1, tzinfo=UTC)  # of what Guildmark itself defines

MAKER: Mapping[str, Any] = json.loads(
    stix.Identity(
        id=made_id("identity", "guildmark"), created=FIRST, modified=FIRST, name="Guildmark", identity_class="system"
    ).serialize()
)


def _extension_definition(name: str, key: str, description: str, schema: str) -> Mapping[str, Any]:
    made = stix.ExtensionDefinition(
        id=key, created_by_ref=MAKER["id"], created=FIRST, modified=FIRST, name=name, description=description,
        schema=schema, version=EXTENSION_VERSION, extension_types=[TYPE],
    )  # fmt: skip
    told: Mapping[str, Any] = json.loads(made.serialize())
    return told


EXTENSION = _extension_definition(
    "guildmark shared item", EXTENSION_ID,
    "What members of an anti-counterfeiting alliance share, beyond what STIX has properties for.", SCHEMA_TEXT,
)  # fmt: skip
COUNTS = _extension_definition(
    "guildmark week counted", COUNTS_ID,
    "What came of a shared item in a week, where it is used: small counts are not told, others rounded.",
    COUNTS_SCHEMA_TEXT,
)  # fmt: skip


def text_of(told: Mapping[str, Any]) -> str:
    """An object as it is kept and sent: JSON in the order of the standard, without spaces."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def identity_of(author: Author) -> dict[str, Any]:
    """An author's identity."""
    since = to_milliseconds(author.since)
    return _plain(
        stix.Identity(
            id=f"identity--{author.id}", created=since, modified=since, name=author.name, identity_class="organization"
        )
    )


def object_of(shared: Shared) -> dict[str, Any]:
    """An item's object: a tactic or a known-bad value as an indicator, advice as a report."""
    form = FORMS[shared.kind]
    said = form.says(shared) if shared.state == SHARED else _ended(form, shared.state)
    created = to_milliseconds(shared.created)
    common: dict[str, Any] = {
        "id": object_id(shared.kind, shared.id),
        "created_by_ref": f"identity--{shared.author.id}",
        "created": created,
        "modified": to_milliseconds(shared.modified),
        "name": shared.title,
        "revoked": shared.state == RECALLED,
        "labels": [LABEL],
        "object_marking_refs": [IDS[shared.tlp]],
        "extensions": _extension(shared, said),
    } | said.properties
    if not form.pattern_type:
        return _plain(
            stix.Report(
                **common, report_types=["threat-report"], published=created, object_refs=[common["created_by_ref"]]
            )
        )
    return _plain(
        stix.Indicator(
            **common, indicator_types=["malicious-activity"],
            pattern_type=form.pattern_type, pattern_version=form.pattern_version,
            valid_from=created, **_valid_until(shared, said),
        )
    )  # fmt: skip


def sighting_of(sighted: Sighted) -> dict[str, Any]:
    """What was seen of an object: a sighting with its count, which is 0 for what is not seen any more.

    A false alarm is no sighting: it says that the object is wrong, which is an opinion. A week that was counted is one
    whose `count` is the hits as far as they are told, and 1 where they are not.
    """
    at = to_milliseconds(sighted.at)
    common: dict[str, Any] = {"created": at, "modified": at, "object_marking_refs": [IDS[sighted.tlp]]}
    if sighted.author is not None:
        common["created_by_ref"] = f"identity--{sighted.author.id}"
    if sighted.kind == FALSE_ALARM:
        words = {"explanation": sighted.words} if sighted.words else {}
        return _plain(
            stix.Opinion(
                id=f"opinion--{sighted.id}", **common, **words, opinion="strongly-disagree", object_refs=[sighted.of]
            )
        )
    if sighted.counted is not None:
        return _plain(stix.Sighting(id=f"sighting--{sighted.id}", **common, **_week(sighted, sighted.counted)))
    words = {"description": sighted.words} if sighted.words else {}
    count = 0 if sighted.kind == NOT_SEEN else sighted.count
    return _plain(
        stix.Sighting(
            id=f"sighting--{sighted.id}", **common, **words, last_seen=at, count=count, sighting_of_ref=sighted.of,
            summary=sighted.summed,
        )
    )  # fmt: skip


def _week(sighted: Sighted, counted: Counted) -> dict[str, Any]:
    begin = datetime.combine(counted.week, time(), UTC)
    figures = {
        name: {"state": state} | ({} if value is None else {"value": value})
        for name, (value, state) in counted.figures.items()
    }
    return {
        "sighting_of_ref": sighted.of,
        "first_seen": begin,
        "last_seen": begin + timedelta(days=7) - TICK,
        "count": counted.figures["hits"][0] or 1,
        "summary": True,
        "extensions": {
            COUNTS_ID: {"extension_type": TYPE, "week": counted.week.isoformat(), "figures": figures},
        },
    }


def _ended(form: Form, state: str) -> Said:
    """Nothing of what it said."""
    return Said({"name": ENDED_TITLES[state], "description": ENDED_WORDS[state]} | form.ended(state))


def _valid_until(shared: Shared, said: Said) -> dict[str, datetime]:
    """Through its last day, or until it ended; always after its beginning, as the standard asks."""
    if said.last_day is not None:
        until = datetime.combine(said.last_day, time(), UTC) + timedelta(days=1)
    elif shared.state in (RETIRED, WITHDRAWN):
        until = to_milliseconds(shared.modified)
    else:
        return {}
    return {"valid_until": max(until, to_milliseconds(shared.created) + TICK)}


def _extension(shared: Shared, said: Said) -> dict[str, dict[str, Any]]:
    told: dict[str, Any] = {
        "extension_type": TYPE,
        "kind": shared.kind,
        "item": str(shared.id),
        "version": shared.version,
        "state": shared.state,
    }
    if shared.held and shared.state == SHARED:
        told["held"] = True
    return {EXTENSION_ID: told | said.extension}


def _plain(made: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(made.serialize())
    return plain
