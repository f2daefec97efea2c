"""A tactic as an indicator, whose pattern is the tactic's YAML."""

from collections.abc import Mapping
from typing import Any

from guildmark.records import InputError
from guildmark.stix.extension import measured_in
from guildmark.stix.form import LABEL, Form, Said
from guildmark.stix.ids import OBJECT_TYPES, object_id
from guildmark.stix.shared import TACTIC, Shared
from guildmark.stix.taking import NotTakenError
from guildmark.tactics import parse_tactic


def _says(shared: Shared) -> Said:
    tactic = parse_tactic("tactic.yaml", shared.text)
    sources = [
        {"source_name": one.title, **({"url": one.url} if one.url.startswith(("https://", "http://")) else {})}
        if one.url
        else {"source_name": one.title, "description": one.title}
        for one in tactic.sources
    ]
    properties: dict[str, Any] = {
        "description": tactic.why,
        "labels": [LABEL, *([tactic.disguise] if tactic.disguise else [])],
        "pattern": shared.text,
    } | ({"external_references": sources} if sources else {})
    extension: dict[str, Any] = {"families": sorted(tactic.families)}
    if tactic.languages:
        extension["languages"] = list(tactic.languages)
    if shared.measured is not None:
        extension["measured"] = {"right": shared.measured.right, "judged": shared.measured.judged}
    return Said(properties, extension, tactic.expires)


def _ended(state: str) -> dict[str, Any]:
    return {"pattern": f"# {state}\n"}  # the standard has every indicator carry a pattern; this one says nothing


def _reads(told: Mapping[str, Any], more: Mapping[str, Any]) -> Mapping[str, Any]:
    pattern = str(told["pattern"])
    try:
        tactic = parse_tactic("pattern", pattern)
    except (InputError, RecursionError) as error:
        raise NotTakenError(f"its pattern is no tactic: {(str(error).splitlines() or ['?'])[0][:300]}") from None
    if told["id"] != object_id(TACTIC, tactic.id):
        raise NotTakenError(f"its id is not that of its tactic, {tactic.id}")
    if "\x00" in tactic.title:
        raise NotTakenError("its title holds a character that is none")
    return {"id": tactic.id, "title": tactic.title, "text": pattern, "measured": measured_in(more.get("measured"))}


FORM = Form(OBJECT_TYPES[TACTIC], _says, _ended, _reads, pattern_type="guildmark", pattern_version="1")
