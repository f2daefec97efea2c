"""Texts without disguises: titles and descriptions of the evaluation sets, or made ones where no set is there."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from inputs import prepare
from sets import EvaluationSet, read_sets

from guildmark.reading import cut, open_catalogue, read_slice
from guildmark.redteam import make_market

ROLES = ("clean", "mixed", "catalogue")
MADE_LISTINGS = 5_000


def set_listings(data: Path, most: int) -> Iterator[tuple[EvaluationSet, pa.Table]]:
    """Up to `most` listings of each set of honest or mixed goods that is there."""
    for one in read_sets():
        if one.role in ROLES and (data / one.path).exists():
            with tempfile.TemporaryDirectory(prefix="guildmark-matcher-") as work:
                given = prepare(one, data, Path(work))
                yield one, _first(given.listings, given.column_map, most)


def made_listings() -> pa.Table:
    """Listings of a made market, for where no set is there."""
    with tempfile.TemporaryDirectory(prefix="guildmark-matcher-") as work:
        make_market(Path(work), listings=MADE_LISTINGS, seed=31)
        return _first(Path(work) / "listings.parquet", None, MADE_LISTINGS)


def _first(listings: Path, column_map: Path | None, most: int) -> pa.Table:
    catalogue = open_catalogue([listings], column_map=column_map)
    parts, rows = [], 0
    for piece in cut(catalogue):
        parts.append(read_slice(catalogue, piece).listings)
        rows += len(parts[-1])
        if rows >= most:
            break
    return pa.concat_tables(parts).slice(0, most)
