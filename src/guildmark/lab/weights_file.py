"""Write learned weights in the form of `weights.yaml`, with where they come from, and have people make them active."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guildmark.assessment import Weights, read_weights
from guildmark.assessment.calibration import Calibration
from guildmark.assessment.choices import read_choices
from guildmark.assessment.learned import ACTIVE, PEOPLE, content_digest, same_person
from guildmark.assessment.licence import Audited, LicensedSlice
from guildmark.records import InputError

HEAD = """# Weights learned from decisions. Two people make them active: guildmark learn --activate FILE --by NAME
# Any change by hand takes their activation back.
"""
SOURCE = "local decisions"  # among the sets that a weight was measured on


def weights_document(
    before: Weights,
    after_db: Mapping[str, float],
    *,
    learned: Mapping[str, Any],
    calibration: Calibration | None,
    audited: Audited,
    category_levels: int,
    licences: Sequence[LicensedSlice],
) -> dict[str, Any]:
    """The document of a weights file that nobody has made active."""
    entries: dict[str, Any] = {}
    for name, db in sorted(after_db.items()):
        entry: dict[str, Any] = {"db": db}
        sets = list(before.sets.get(name, ()))
        if db != before.db.get(name, 0.0) and SOURCE not in sets:
            sets.append(SOURCE)
        if sets:
            entry["measured_on"] = sorted(sets)
        if before.provisional.get(name):
            entry["provisional"] = True
        entries[name] = entry
    document: dict[str, Any] = {"weights": entries, "learned": dict(learned)}
    if calibration is not None:
        document["calibration"] = asdict(calibration)
    if licences:
        document["licences"] = {
            "category_levels": category_levels,
            "audited": {
                "start_db": audited.start_db,
                "act_db": audited.act_db,
                "never_act_alone": list(audited.never_act_alone),
                "detectors": {
                    name: {"db": audited.db[name], "version": version} for name, version in audited.versions.items()
                },
            },
            "slices": [asdict(one) for one in licences],
        }
    return {**document, ACTIVE: []}


def write_weights(path: Path, document: Mapping[str, Any]) -> None:
    """Write a weights file, and read it back, so that nothing is left that a scan would refuse."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None  # entries on a line each
    yaml.width = 4_096
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = io.StringIO()
    yaml.dump(dict(document), stream)
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_text(HEAD + stream.getvalue(), "utf-8")
    read_weights(unfinished)
    unfinished.replace(path)


def activate(path: Path, by: str, today: date) -> list[str]:
    """Add a person's name to learned weights; returns the names under which they are active as they are now.

    Errors: `InputError` when the file is none that was learned, or this person stands in it already.
    """
    weights = read_weights(path)
    if weights.learned is None:
        raise InputError(f"{path}: was not learned, so that it needs nobody to make it active.")
    name = " ".join(by.split())
    if not name:
        raise InputError("--by is empty. Write the name of the person who makes the weights active.")
    if today < weights.learned.on:
        raise InputError(f"{path}: was learned on {weights.learned.on}, which is after {today}.")
    _, _, document = read_choices(path, "weights.yaml")
    content = content_digest(document)
    valid = [one for one in document.get(ACTIVE, []) if one["content"] == content]
    if same_person(name) in {same_person(one["name"]) for one in valid}:
        raise InputError(
            f"{path}: {name} has made these weights active already. Another person must be the other of {PEOPLE}."
        )
    document[ACTIVE] = [*valid, {"name": name, "on": today, "content": content}]
    write_weights(path, document)
    return [one["name"] for one in document[ACTIVE]]
