"""`run.json`: what a run was made of, and what it counted; nothing in it depends on the clock or on who ran it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from guildmark.facts.kinds import from_microseconds
from guildmark.records import Reject
from guildmark.records.reject import escaped
from guildmark.runs.plan import RUN_RECORD, Plan
from guildmark.runs.request import Evaluator, PictureSources


@dataclass(frozen=True)
class Tally:
    """What the tasks of a run counted."""

    as_of_us: int | None
    rows: dict[int, int]  # read of each file, by its number
    counts: dict[str, int]
    signals: dict[str, int]  # by detector
    hits: dict[str, int]  # by tactic
    facts: str  # digest of the generation
    pictures: dict[str, Any]  # see `runs.pictures.tally`


def write_record(plan: Plan, evaluator: Evaluator, tally: Tally, folder: Path) -> None:
    """Write the record of a run into its folder."""
    request, files = plan.request, plan.request.catalogue.files
    fields = request.catalogue.fields | ({"before", "refused"} if plan.state is not None else frozenset())
    described = evaluator.describe(fields, reviews=request.reviews is not None)
    for detector in described.get("detectors", ()):
        detector["signals"] = tally.signals.get(detector["name"], 0)
    for tactic in described.get("tactics", ()):
        tactic["hits"] = tally.hits.get(tactic["id"], 0)
    if "rights" in described:
        described["rights"] = {**described["rights"], **_set_aside(request.rights_problems)}
    if request.day is not None:
        described["licence"] = {**described["licence"], "day": request.day.isoformat()}
    as_of = from_microseconds(tally.as_of_us)
    state = {"before": plan.before and plan.before.name, "snapshot": request.snapshot}
    record: dict[str, Any] = {
        "guildmark": version("guildmark"),
        "run": plan.run,
        "context": evaluator.digest,
        "facts": tally.facts,
        "as_of": None if as_of is None else as_of.isoformat(),
        "inputs": [
            {
                "path": escaped(file.path),
                "format": file.format,
                "bytes": file.bytes,
                "sha256": file.sha256,
                "rows": rows,
            }
            for file, rows in zip(files, tally.rows.values(), strict=True)
        ],
        "counts": tally.counts,
        "pictures": tally.pictures | {"from": _sources(request.pictures)},
        "reviews": request.reviews is not None,
        "state": None if plan.state is None else state,
        **described,
    }
    (folder / RUN_RECORD).write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _sources(sources: PictureSources | None) -> list[str]:
    """Where pictures were looked for, beside those that came with their bytes."""
    asked = {"files": sources and sources.root, "addresses": sources and sources.fetch}
    return [name for name, given in asked.items() if given]


def _set_aside(problems: Sequence[Reject]) -> dict[str, int]:
    """How many rights were set aside as a whole, and how many of their values."""
    rights = sum(problem.rejects_row for problem in problems)
    return {"set_aside": rights, "values_set_aside": len(problems) - rights}


def read_counts(folder: Path) -> dict[str, int]:
    """The counts of a finished run."""
    record = json.loads((folder / RUN_RECORD).read_text("utf-8"))
    counts: dict[str, int] = record["counts"]
    return counts
