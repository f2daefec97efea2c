"""Makes a sample market: listings, reviews, rights and, in a file of its own, the truth."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.records import LISTING, REVIEW, InputError
from guildmark.redteam.dice import Dice
from guildmark.redteam.market.album import Album
from guildmark.redteam.market.columns import TRUTH, Columns
from guildmark.redteam.market.draft import Draft
from guildmark.redteam.market.fakes import fake
from guildmark.redteam.market.goods import load
from guildmark.redteam.market.innocent import compatible, genuine, parallel, resale, unrelated
from guildmark.redteam.market.lookalikes import denial, homonym, near_miss, trap
from guildmark.redteam.market.rights_file import write_rights
from guildmark.redteam.market.rows import add_rows
from guildmark.redteam.market.world import World, make_world

ROW_GROUP = 32_768
PICTURE_DICTIONARY_BYTES = 96 << 20  # so that a picture which many listings show is stored once in a row group

WRITERS: dict[str, Callable[[Dice, World], Draft]] = {
    "unrelated": unrelated,
    "near-miss": near_miss,
    "trap": trap,
    "denial": denial,
    "genuine": genuine,
    "resale": resale,
    "parallel": parallel,
    "compatible": compatible,
    "homonym": homonym,
    "fake": fake,
}


@dataclass(frozen=True, slots=True)
class MarketSummary:
    """What was made, and where it lies."""

    out: Path
    listings: int
    reviews: int
    rights: int
    sellers: int
    kinds: dict[str, int]  # listings by truth
    disguises: dict[str, int]  # fakes by disguise
    pictures: int  # different pictures


def make_market(out: Path, *, listings: int = 20_000, seed: int = 7, pictures: bool = True) -> MarketSummary:
    """Write `listings.parquet`, `reviews.parquet`, `rights.yaml`, `official/` and `truth.parquet` to a folder.

    The same arguments and library versions give the same bytes. Memory is that of one row group of 32,768 listings,
    whatever their number.
    Pictures need Pillow (the `images` extra); without pictures, no disguise that lives in a picture is used.

    Errors: `InputError` for less than one listing, or when Pillow is missing for pictures; `OSError` when the
    folder cannot be written.
    """
    if listings < 1:
        raise InputError(f"A market needs at least 1 listing, not {listings}. Give --listings 1 or more.")
    if pictures and find_spec("PIL") is None:
        raise InputError("Pictures need Pillow. Install guildmark[images], or make the market without pictures.")
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    world = make_world(seed, listings, pictures=pictures)
    album = Album(world.marks, seed, with_data=pictures)
    write_rights(out, world.marks, album)
    tally = Tally()
    with (
        _writer(out / "listings.parquet", LISTING) as listing_file,
        _writer(out / "reviews.parquet", REVIEW) as review_file,
        _writer(out / "truth.parquet", TRUTH) as truth_file,
    ):
        for first in range(0, listings, ROW_GROUP):
            rows, reviews, truth = Columns(LISTING), Columns(REVIEW), Columns(TRUTH)
            dice = Dice(f"{seed}/rows/{first}")
            for number in range(first, min(first + ROW_GROUP, listings)):
                draft = WRITERS[dice.weighted(load("mix.yaml")["kinds"])](dice, world)
                add_rows(dice, number, draft, album, listings=rows, reviews=reviews, truth=truth)
                tally.count(draft)
            listing_file.write_table(rows.table(), row_group_size=ROW_GROUP)
            review_file.write_table(reviews.table(), row_group_size=ROW_GROUP)
            truth_file.write_table(truth.table(), row_group_size=ROW_GROUP)
            tally.reviews += len(reviews.values["text"])
    return MarketSummary(
        out=out,
        listings=listings,
        reviews=tally.reviews,
        rights=len(world.marks),
        sellers=len(tally.sellers),
        kinds=dict(sorted(tally.kinds.items())),
        disguises=dict(sorted(tally.disguises.items())),
        pictures=len(album.rendered),
    )


class Tally:
    """Counts for the summary."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.disguises: Counter[str] = Counter()
        self.sellers: set[str] = set()
        self.reviews = 0

    def count(self, draft: Draft) -> None:
        """Take one listing in."""
        self.kinds[draft.kind] += 1
        self.disguises.update(draft.disguises)
        self.sellers.add(draft.seller.seller_id)


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", dictionary_pagesize_limit=PICTURE_DICTIONARY_BYTES)
