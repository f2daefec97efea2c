"""The first look at the pictures of a batch: which are copies of official ones, by their bytes or their hash."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.pictures import PictureMatches, PictureTexts
from guildmark.engine.context import Context
from guildmark.pictures import look

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


@dataclass(frozen=True, slots=True)
class Looked:
    """Pictures of a batch that came with their bytes, and what was seen in them so far.

    Shapes: `row` (m,) the listing of each, in order, `place` (m,) where its bytes stand in `datas`, `digest` (m,).
    """

    row: NDArray[np.int64]
    place: NDArray[np.int64]
    digest: NDArray[np.object_]
    datas: Any  # pa.Array of binary
    matches: PictureMatches = field(default_factory=PictureMatches.none)
    texts: PictureTexts = field(default_factory=PictureTexts.none)

    def __len__(self) -> int:
        return len(self.row)

    def data(self, picture: int) -> bytes:
        """The bytes of a picture."""
        data: bytes = self.datas[int(self.place[picture])].as_py()
        return data

    def with_seen(self, matches: PictureMatches, texts: PictureTexts) -> "Looked":
        """The same pictures, with more that was seen in them."""
        seen = (self.matches.joined(matches), self.texts.joined(texts))
        return Looked(self.row, self.place, self.digest, self.datas, *seen)

    def of_rows(self, rows: NDArray[np.int64]) -> "Looked":
        """What belongs to some listings, in order, which become the listings 0, 1, …"""
        pictures = np.flatnonzero(np.isin(self.row, rows))
        matches = self.matches.take(np.isin(self.matches.row, rows))
        texts = self.texts.take(np.isin(self.texts.row, rows))
        return Looked(
            np.searchsorted(rows, self.row[pictures]),
            self.place[pictures],
            self.digest[pictures],
            self.datas,
            matches.moved(np.searchsorted(rows, matches.row), np.searchsorted(pictures, matches.picture)),
            texts.moved(np.searchsorted(rows, texts.row), np.searchsorted(pictures, texts.picture)),
        )


def look_at_pictures(listings: pa.Table, context: Context) -> Looked:
    """Hash each picture once, and look it up among the official ones; nothing where the rights have no pictures."""
    column: Any = listings.column("pictures").combine_chunks()
    if context.pictures is None or column.null_count == len(column):
        nothing = np.zeros(0, np.int64)
        return Looked(nothing, nothing, np.zeros(0, np.object_), pa.array([], pa.binary()))
    datas = pc.struct_field(column.flatten(), "data")
    place = np.flatnonzero(np.asarray(datas.is_valid()))
    row = np.asarray(pc.list_parent_indices(column), np.int64)[place]
    seen = [look(datas[int(p)].as_py(), context.memory) for p in place]
    matches: list[dict[str, Any]] = []
    for number, picture in enumerate(seen):
        exact = context.pictures.exact(picture.digest)
        match = (exact, 0) if exact is not None else context.pictures.match(picture.hashes)
        if match is not None:
            found = {"row": row[number], "picture": number, "exact": exact is not None, "distance_bits": match[1]}
            matches += of_rights(match[0], found, context)
    digests = np.array([picture.digest for picture in seen], np.object_)
    return Looked(row, place, digests, datas, PictureMatches.of(matches))


def of_rights(official: int, found: dict[str, Any], context: Context) -> list[dict[str, Any]]:
    """A match for each right that the official picture belongs to."""
    assert context.pictures is not None
    picture = context.pictures[official]
    return [
        found | {"right": context.right_numbers[right_id], "official": picture.digest} for right_id in picture.right_ids
    ]
