"""A finished run of invented findings, written as a scan leaves it, and decisions about it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.assessment import Evidence, judge, read_policy, read_weights
from guildmark.assessment.slices import slice_category
from guildmark.detectors import all_detectors
from guildmark.lab.finished_run import open_run
from guildmark.lab.seal import SEALED, audited_by, open_draw, seal
from guildmark.records import BANDS, FINDING, SIGNAL, finding_id
from guildmark.records.digest import DIGEST_BYTES

RUN = "5d0c1f6a2b3e4f50"
VERSIONS = {d.name: d.version for d in all_detectors()}
NAMES = [d.name for d in all_detectors()]
Spoke = Mapping[str, float]


def written_run(folder: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Findings with their signals; each row has `spoke` (strength by detector) and may have any column of FINDING."""
    folder.mkdir(parents=True, exist_ok=True)
    findings, signals = [], []
    scored = judge(evidence([row["spoke"] for row in rows]), read_weights().db, read_policy())
    for number, row in enumerate(rows):
        told = {
            "marketplace": "m", "listing_id": f"L{number}", "right_id": "orvane", "right_kind": "trademark",
            "mark": "ORVANE", "holder": "Orvane SA", "seller_id": f"s{number}", "title": f"listing {number}",
            "category": "Fashion", "listing_digest": f"{number:0{2 * DIGEST_BYTES}x}",
            **{name: value for name, value in row.items() if name != "spoke"},
        }  # fmt: skip
        told["finding_id"] = finding_id(told["marketplace"], told["listing_id"], told["right_id"])
        told |= {
            "start_db": read_policy().start_db,
            "score_db": float(scored.score_db[number]),
            "band": BANDS[scored.band[number]],
            "would_band": BANDS[scored.would_band[number]],
        }
        findings.append(told)
        for name in NAMES:
            if name in row["spoke"]:
                signals.append(
                    {key: told[key] for key in ("marketplace", "listing_id", "right_id", "finding_id")}
                    | {"detector": name, "version": VERSIONS[name], "strength": row["spoke"][name]}
                )
    pq.write_table(pa.Table.from_pylist(findings, FINDING), folder / "findings.parquet")
    pq.write_table(pa.Table.from_pylist(signals, SIGNAL), folder / "signals.parquet")
    (folder / "run.json").write_text(json.dumps({"run": RUN, "inputs": []}))
    return folder


def evidence(spoke: Sequence[Spoke]) -> Evidence:
    table = np.array([[row.get(name, 0.0) for name in NAMES] for row in spoke]).reshape(len(spoke), len(NAMES))
    pair, detector = np.nonzero(table)
    return Evidence(len(spoke), pair, detector, table[pair, detector], all_detectors())


def written_draw(folder: Path, run: Path, places: Sequence[int], probability: float = 1.0) -> str:
    """Seal a draw of these findings of a run, as if each had been drawn with this probability; its digest."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = open_run(run)
    rows = opened.findings.to_pylist()
    signals = pq.read_table(run / "signals.parquet").to_pylist()
    cases = [
        {
            **{name: rows[place][name] for name in ("finding_id", "marketplace", "listing_id", "right_id")},
            "listing_digest": rows[place]["listing_digest"],
            "right_kind": rows[place]["right_kind"],
            "category": slice_category(rows[place]["category"], 1),
            "band": rows[place]["would_band"],
            "seller": f"{rows[place]['marketplace']}\x1f{rows[place]['seller_id']}" if rows[place]["seller_id"] else "",
            "draw_probability": probability,
            "spoke": [
                {"detector": s["detector"], "strength": s["strength"]}
                for s in signals
                if s["finding_id"] == rows[place]["finding_id"]
            ],
        }
        for place in places
    ]
    table = pa.Table.from_pylist(cases, SEALED)
    audited = audited_by(read_weights(), read_policy())
    draw = seal(folder, opened, table, [], seed=1, category_levels=1, audited=audited)
    assert open_draw(folder).draw == draw
    return draw


def decided(run: Path, outcomes: Mapping[int, str], **told: Any) -> list[dict[str, Any]]:
    """Decisions about findings of a run by their places."""
    rows = open_run(run).findings.to_pylist()
    return [
        {
            **{name: rows[place][name] for name in ("finding_id", "marketplace", "listing_id", "right_id")},
            "listing_digest": rows[place]["listing_digest"], "outcome": outcome, "decided_by": "A. Reader",
            "decided_at": "2026-11-26T10:00:00Z", **told,
        }
        for place, outcome in outcomes.items()
    ]  # fmt: skip


def written(path: Path, decisions: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text(json.dumps({"decisions": list(decisions)}))
    return path
