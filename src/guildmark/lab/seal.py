"""The sealed draw: what nobody who labels may see, kept in `draw.parquet` until the labels come back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.assessment import Policy, Weights
from guildmark.assessment.licence import Audited
from guildmark.detectors import all_detectors
from guildmark.lab.draw import Case, Stratum
from guildmark.lab.finished_run import FinishedRun
from guildmark.records import InputError

DRAW_FILE = "draw.parquet"
KEY = b"guildmark"
SPOKEN = pa.list_(pa.struct([("detector", pa.string()), ("strength", pa.float64())]))
_SEALED_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("finding_id", pa.string(), nullable=False),
    pa.field("marketplace", pa.string()),
    pa.field("listing_id", pa.string()),
    pa.field("right_id", pa.string()),
    pa.field("listing_digest", pa.string()),
    pa.field("right_kind", pa.string()),
    pa.field("category", pa.string()),  # of the slice
    pa.field("band", pa.string()),  # in which it would be with every licence; none: nothing was found
    pa.field("seller", pa.string()),
    pa.field("draw_probability", pa.float64()),
    pa.field("spoke", SPOKEN),  # its signals, so that it can be weighed anew without the run
]
SEALED = pa.schema(_SEALED_FIELDS)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A draw as it was sealed. Shapes: `cases` a row a case, with the schema SEALED."""

    draw: str  # the digest of everything here
    run: str
    seed: int
    category_levels: int
    audited: Audited
    strata: tuple[Stratum, ...]
    cases: pa.Table


def audited_by(weights: Weights, policy: Policy) -> Audited:
    """What decides which findings would act."""
    return Audited(
        start_db=policy.start_db,
        act_db=policy.act_db,
        never_act_alone=policy.never_act_alone,
        db={d.name: weights.db.get(d.name, 0.0) for d in all_detectors()},
        versions={d.name: d.version for d in all_detectors()},
    )


def sealed_table(run: FinishedRun, cases: Sequence[Case], unfired: Sequence[dict[str, Any]]) -> pa.Table:
    """The cases in the order in which they are shown, with what the run knows of them."""
    spoke = _spoken(run, [case.place for case in cases if case.place is not None])
    without = {(row["marketplace"], row["listing_id"]): row for row in unfired}
    by_id = {row["finding_id"]: row for row in without.values()}
    names = ("marketplace", "listing_id", "right_id", "listing_digest")
    found = (
        run.findings.select(list(names)).take(pa.array([case.place or 0 for case in cases], pa.int64())).to_pylist()
        if cases
        else []
    )
    rows = []
    for case, own in zip(cases, found, strict=True):
        told = by_id[case.finding_id] if case.place is None else own
        rows.append(
            {name: told.get(name) for name in names}
            | {
                "finding_id": case.finding_id,
                "right_kind": case.right_kind,
                "category": case.category,
                "band": case.band,
                "seller": case.seller,
                "draw_probability": case.probability,
                "spoke": [] if case.place is None else spoke[case.place],
            }
        )
    return pa.Table.from_pylist(rows, SEALED)


def _spoken(run: FinishedRun, places: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    evidence = run.evidence
    which = np.flatnonzero(np.isin(evidence.pair, np.array(places, np.int64)))
    spoken: dict[int, list[dict[str, Any]]] = {place: [] for place in places}
    for signal in which:
        name = evidence.detectors[evidence.detector[signal]].name
        spoken[int(evidence.pair[signal])].append({"detector": name, "strength": float(evidence.strength[signal])})
    return spoken


def seal(
    folder: Path,
    run: FinishedRun,
    cases: pa.Table,
    strata: Sequence[Stratum],
    *,
    seed: int,
    category_levels: int,
    audited: Audited,
) -> str:
    """Write the sealed draw; returns its digest, by which labels name it."""
    about = {
        "run": run.run,
        "seed": seed,
        "category_levels": category_levels,
        "audited": asdict(audited),
        "strata": [asdict(one) for one in strata],
    }
    told = json.dumps(about, sort_keys=True)
    draw = _digest(told, cases)
    schema = SEALED.with_metadata({KEY: json.dumps({"draw": draw, "about": told}).encode()})
    pq.write_table(cases.cast(SEALED).replace_schema_metadata(schema.metadata), folder / DRAW_FILE, compression="zstd")
    return draw


def open_draw(folder: Path) -> Sealed:
    """Read a sealed draw. Errors: `InputError` when it is not there, or is not as it was sealed."""
    path = folder / DRAW_FILE
    try:
        table = pq.read_table(path)
        head = json.loads((table.schema.metadata or {}).get(KEY, b"{}"))
    except FileNotFoundError:
        raise InputError(f"{path}: not there. Give the folder that `guildmark audit` wrote.") from None
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"{path}: the draw cannot be read: {error}.") from None
    if "draw" not in head or table.schema.names != SEALED.names or _digest(head["about"], table) != head["draw"]:
        raise InputError(f"{path}: is not as it was sealed, so nothing can be learned from it. Draw again.")
    about = json.loads(head["about"])
    audited = about["audited"]
    return Sealed(
        draw=head["draw"],
        run=about["run"],
        seed=about["seed"],
        category_levels=about["category_levels"],
        audited=Audited(**{**audited, "never_act_alone": tuple(audited["never_act_alone"])}),
        strata=tuple(Stratum(**one) for one in about["strata"]),
        cases=table.replace_schema_metadata(None),
    )


def _digest(about: str, cases: pa.Table) -> str:
    """The digest of a draw: a change of any case or count gives another."""
    rows = json.dumps(cases.select(SEALED.names).to_pylist(), sort_keys=True)
    return hashlib.sha256(f"{about}\n{rows}".encode()).hexdigest()
