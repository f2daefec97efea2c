"""`guildmark sample`: make the sample market."""

import sys
from pathlib import Path

from guildmark.cli.app import OK, UNUSABLE
from guildmark.guard import output_folder
from guildmark.records import InputError
from guildmark.redteam import make_market


def run(out: Path, listings: int, seed: int, pictures: bool) -> int:
    """Make it and say what is in it; returns the exit code."""
    try:
        output_folder(out)
        summary = make_market(out, listings=listings, seed=seed, pictures=pictures)
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    print(
        f"{summary.listings:,} listings, {summary.kinds.get('fake', 0):,} of them fakes, {summary.rights} rights: {out}"
    )
    print(f"next: guildmark scan {out / 'listings.parquet'} --rights {out / 'rights.yaml'}")
    return OK
