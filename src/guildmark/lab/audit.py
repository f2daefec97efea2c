"""An audit: random cases out of a finished run, sealed, as a table and as a page to label them blind."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guildmark.assessment import read_policy, read_weights
from guildmark.guard import output_folder
from guildmark.lab.blind_cases import blind_cases, cases_csv
from guildmark.lab.draw import UNFIRED, Stratum, draw_cases
from guildmark.lab.finished_run import judged_by, open_run
from guildmark.lab.label_page import write_label_page
from guildmark.lab.seal import DRAW_FILE, audited_by, seal, sealed_table
from guildmark.lab.unfired import Unfired, check_same_input, draw_unfired, find_listings
from guildmark.reading import Catalogue
from guildmark.records import BANDS, InputError, finding_id
from guildmark.records.digest import listing_digests
from guildmark.runs.pictures.beside import check_folder

CASES_FILE, PAGE_FILE = "cases.csv", "label.html"
FILES = (CASES_FILE, DRAW_FILE, PAGE_FILE)


@dataclass(frozen=True, slots=True)
class Audit:
    """What was drawn, and where it is."""

    folder: Path
    draw: str
    cases: int
    strata: tuple[Stratum, ...]


def make_audit(
    out_run: Path,
    folder: Path,
    *,
    per_slice: int,
    unfired: int,
    seed: int,
    bands: Sequence[str] = BANDS,
    slices: Sequence[str] = (),
    catalogue: Catalogue | None = None,
    pictures: Path | None = None,
    weights: Path | None = None,
    policy: Path | None = None,
) -> Audit:
    """Draw, seal, and write the cases.

    With the run's listings as `catalogue` the page shows whole listings with pictures, and `unfired` listings without
    any finding are drawn too; `pictures` is the folder below which they name theirs. `weights`
    and `policy` are those of the scan.

    Errors: `InputError` when the run, its listings, weights or policy are not what they are said to be, there is
    nothing to draw from, or the folder holds a draw already.
    """
    if pictures is not None:
        check_folder(pictures)
    run, policy_read, weights_read = open_run(out_run), read_policy(policy), read_weights(weights)
    judged_by(run, weights_read, policy_read)
    if catalogue is not None:
        check_same_input(run, catalogue)
    without = draw_unfired(run, catalogue, unfired, seed) if catalogue is not None and unfired else None
    cases, strata = draw_cases(
        run, policy_read, per_slice=per_slice, seed=seed, bands=bands, slices=slices, unfired=without
    )
    if not cases:
        raise InputError(f"{out_run}: there is nothing to draw from in {', '.join(bands)}. Ask for other bands.")
    folder = output_folder(folder)
    for name in FILES:
        if (folder / name).exists():
            raise InputError(f"{folder / name}: holds an earlier draw, whose labels may still come. Give a new folder.")
    rows_without = _with_identities(without)
    table = sealed_table(run, cases, rows_without)
    levels = policy_read.licence.category_levels if policy_read.licence else 1
    audited = audited_by(weights_read, policy_read)
    draw = seal(folder, run, table, strata, seed=seed, category_levels=levels, audited=audited)
    keys = {(row["marketplace"], row["listing_id"]) for row in table.to_pylist() if row["band"] != UNFIRED}
    listings = {} if catalogue is None else find_listings(catalogue, keys)
    shown = blind_cases(run, cases, listings, {row["finding_id"]: row for row in rows_without}, pictures)
    (folder / CASES_FILE).write_text(cases_csv(shown, draw, run.run), "utf-8-sig", newline="")
    write_label_page(folder / PAGE_FILE, shown, draw=draw, run=run.run, whole=catalogue is not None)
    return Audit(folder, draw, len(cases), tuple(strata))


def _with_identities(unfired: Unfired | None) -> list[dict[str, Any]]:
    """The drawn listings as rows, each with the id that a finding without a right has, and its digest."""
    if unfired is None or not unfired.drawn.num_rows:
        return []
    digests: list[bytes] = listing_digests(unfired.drawn).to_pylist()
    rows = unfired.drawn.to_pylist()
    return [
        {
            **row,
            "finding_id": finding_id(row["marketplace"], row["listing_id"], ""),
            "listing_digest": digest.hex(),
            "right_id": None,
        }
        for row, digest in zip(rows, digests, strict=True)
    ]
