"""Look at the pictures of a batch: which are copies of official ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.pictures import PictureMatches
from guildmark.engine.context import Context

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


@dataclass(frozen=True, slots=True)
class Looked:
    """Pictures of a batch that came with their bytes.

    Shapes: `row` (m,) the listing of each, `place` (m,) where its bytes stand among the flattened pictures, `digest` m.
    """

    matches: PictureMatches
    row: NDArray[np.int64]
    place: NDArray[np.int64]
    digest: list[str]
    bad: tuple["BadPicture", ...] = ()


@dataclass(frozen=True, slots=True)
class BadPicture:
    """A picture that could not be decoded: which it is, the class of the reason, and the reason."""

    row: int  # of its listing in the batch
    place: int  # among the flattened pictures of the batch
    kind: str
    reason: str


def look_at_pictures(listings: pa.Table, context: Context) -> Looked:
    """Hash each picture once, and look it up among the official ones; nothing where there are none."""
    nothing = np.zeros(0, np.int64)
    column: Any = listings.column("pictures").combine_chunks()
    if context.pictures is None or column.null_count == len(column):
        return Looked(PictureMatches.none(), nothing, nothing, [])
    datas = pc.struct_field(column.flatten(), "data")
    place = np.flatnonzero(np.asarray(datas.is_valid()))
    row = np.asarray(pc.list_parent_indices(column), np.int64)[place]
    seen = [context.seen_pictures.look(datas[int(p)].as_py()) for p in place]
    found: list[tuple[int, int, int, bool]] = []  # picture, official, distance, exact
    for number, picture in enumerate(seen):
        exact = context.pictures.exact(picture.digest)
        match = (exact, 0) if exact is not None else context.pictures.match(picture.hashes)
        if match is not None:
            found.append((number, match[0], match[1], exact is not None))
    bad = tuple(
        BadPicture(int(row[number]), int(place[number]), picture.fault_kind, picture.fault)
        for number, picture in enumerate(seen)
        if picture.fault
    )
    digests = [picture.digest for picture in seen]
    return Looked(_matches(found, row, digests, context), row, place, digests, bad)


def _matches(
    found: list[tuple[int, int, int, bool]], row: NDArray[np.int64], digests: list[str], context: Context
) -> PictureMatches:
    assert context.pictures is not None
    numbers = {right_id: n for n, right_id in enumerate(context.index.rights.column("right_id").to_pylist())}
    rows = [
        (row[number], number, numbers[right_id], distance, exact, context.pictures[official].digest)
        for number, official, distance, exact in found
        for right_id in context.pictures[official].right_ids
    ]
    return PictureMatches(
        row=np.array([r[0] for r in rows], np.int64),
        picture=np.array([r[1] for r in rows], np.int64),
        right=np.array([r[2] for r in rows], np.int64),
        distance_bits=np.array([r[3] for r in rows], np.int32),
        exact=np.array([r[4] for r in rows], np.bool_),
        official=tuple(r[5] for r in rows),
        digests=tuple(digests),
    )
