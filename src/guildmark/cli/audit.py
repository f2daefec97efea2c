"""`guildmark audit`: draw random cases, and say what was drawn and how to go on."""

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from guildmark.cli.app import OK, UNUSABLE
from guildmark.lab.audit import CASES_FILE, PAGE_FILE, Audit, make_audit
from guildmark.lab.draw import UNFIRED
from guildmark.reading import open_catalogue
from guildmark.records import BANDS, InputError

LINES_SHOWN = 20


def run(
    out_run: Path,
    folder: Path,
    *,
    per_slice: int,
    unfired: int,
    seed: int,
    bands: list[str],
    slices: list[str],
    listings: list[Path],
    map_file: Path | None,
    format_name: str | None,
    marketplace: str,
    pictures: Path | None,
    weights: Path | None,
    policy: Path | None,
) -> int:
    """Draw and tell; returns the exit code."""
    try:
        for band in bands:
            if band not in BANDS:
                raise InputError(f"--band {band!r} is not known. Bands: {', '.join(BANDS)}.")
        catalogue = None
        if pictures is not None and not listings:
            raise InputError("--pictures shows pictures that listings name. Give --listings too.")
        if listings:
            catalogue = open_catalogue(listings, format=format_name, column_map=map_file, marketplace=marketplace)
        audit = make_audit(
            out_run, folder, per_slice=per_slice, unfired=unfired, seed=seed, bands=bands or BANDS, slices=slices,
            catalogue=catalogue, pictures=pictures, weights=weights, policy=policy,
        )  # fmt: skip
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    _tell(audit, out_run, given=catalogue is not None)
    return OK


def _tell(audit: Audit, run: Path, *, given: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table("slice", "would be", "findings", "sellers", "drawn", box=None, pad_edge=False)
    for one in audit.strata[:LINES_SHOWN]:
        name = "listings without a finding" if one.band == UNFIRED else f"{one.right_kind}: {one.category or '(none)'}"
        band = "" if one.band == UNFIRED else one.band
        table.add_row(name, band, f"{one.findings:,}", f"{one.sellers:,}", f"{one.drawn:,}")
    console.print(table)
    if len(audit.strata) > LINES_SHOWN:
        console.print(f"… and {len(audit.strata) - LINES_SHOWN} more", style="dim")
    if not given:
        told = "Listings without a finding were not drawn, so what never fired is not measured: give --listings."
        console.print(told, style="yellow", markup=False)
    console.print(f"{audit.cases:,} cases, in random order and without scores", markup=False)
    console.print(f"label them: {audit.folder / PAGE_FILE}", markup=False)
    console.print(f"or in a table: {audit.folder / CASES_FILE}", markup=False)
    console.print(f"next: guildmark learn LABELS --out-run {run} --draw {audit.folder} --out learned", markup=False)
