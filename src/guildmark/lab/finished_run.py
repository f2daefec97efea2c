"""A finished run as the lab reads it: its findings, and their signals as evidence that can be weighed anew."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from guildmark.assessment import Assessed, Evidence, Policy, Weights, judge
from guildmark.detectors import all_detectors
from guildmark.records import BANDS, InputError

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

COLUMNS = (
    "finding_id", "marketplace", "listing_id", "right_id", "right_kind", "mark", "holder", "seller_id", "seller_name",
    "title", "category", "condition", "price", "currency", "url", "listing_digest", "start_db", "score_db", "band",
    "would_band", "picture",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """Shapes: `findings` P rows with COLUMNS, in the order of the run; `evidence` of these P pairs."""

    folder: Path
    record: dict[str, Any]  # run.json
    findings: pa.Table
    evidence: Evidence

    @property
    def run(self) -> str:
        """The name of the run."""
        return str(self.record["run"])

    def column(self, name: str) -> list[Any]:
        """A column of the findings."""
        return self.findings.column(name).to_pylist()


def open_run(folder: Path) -> FinishedRun:
    """Read a run that `guildmark scan` finished.

    Errors: `InputError` when it is not there, or was made by detectors of other versions than are installed.
    """
    try:
        record = json.loads((folder / "run.json").read_text("utf-8"))
        findings = pq.read_table(folder / "findings.parquet")
        signals = pq.read_table(folder / "signals.parquet", columns=["finding_id", "detector", "version", "strength"])
    except FileNotFoundError as error:
        raise InputError(f"{error.filename}: not there. Scan first, and give the folder of its results.") from None
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"{folder}: the results cannot be read: {error}. Scan again.") from None
    if "right_kind" not in findings.column_names:
        raise InputError(f"{folder / 'findings.parquet'}: does not tell the kind of right. Scan again.")
    findings = findings.select(list(COLUMNS))
    return FinishedRun(folder, record, findings, _evidence(folder, findings, signals))


def _evidence(folder: Path, findings: pa.Table, signals: pa.Table) -> Evidence:
    signals = signals.filter(pc.is_valid(signals.column("finding_id")))
    detectors = all_detectors()
    seen = signals.select(["detector", "version"]).group_by(["detector", "version"]).aggregate([])
    known = {d.name: d.version for d in detectors}
    for one in seen.to_pylist():
        if known.get(one["detector"]) != one["version"]:
            raise InputError(
                f"{folder / 'signals.parquet'}: {one['detector']} spoke in version {one['version']}, and here is "
                f"version {known.get(one['detector'])}. Scan again."
            )
    names = pa.array([d.name for d in detectors])
    ids: Any = findings.column("finding_id").combine_chunks()
    pair = pc.index_in(signals.column("finding_id"), value_set=ids)
    if pair.null_count:
        raise InputError(f"{folder}: signals and findings are not of one run. Scan again.")
    return Evidence(
        findings.num_rows,
        np.asarray(pair, np.int64),
        np.asarray(pc.index_in(signals.column("detector"), value_set=names), np.int64),
        np.asarray(signals.column("strength"), np.float64),
        detectors,
    )


def judged_by(run: FinishedRun, weights: Weights, policy: Policy) -> Assessed:
    """The findings weighed anew by the weights and policy that they were found with.

    Errors: `InputError` when those are not the ones that gave the run's scores.
    """
    assessed = judge(run.evidence, weights.db, policy)
    scores = run.findings.column("score_db").to_numpy()
    would = np.array([BANDS.index(band) for band in run.column("would_band")], np.int64)
    wrong = np.flatnonzero((assessed.score_db != scores) | (assessed.would_band != would))
    if len(wrong):
        place = int(wrong[0])
        raise InputError(
            f"{run.folder}: weights {weights.name!r} with policy {policy.name!r} give finding "
            f"{run.column('finding_id')[place]} {assessed.score_db[place]:.2f} dB, and the scan gave it "
            f"{scores[place]:.2f}. Give the --weights and --policy that it was scanned with."
        )
    return assessed
