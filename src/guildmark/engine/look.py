"""The first look at the pictures of a batch: which are copies of official ones, by their bytes or their hash."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.pictures import BY_HASH, SAME_BYTES, KnownPictures, PictureMatches, PictureTexts
from guildmark.engine.context import Context
from guildmark.engine.known_pictures import known_pictures
from guildmark.pictures import OfficialPicture, Pixels, Undecodable, available, decode_small, look
from guildmark.records import WHOLE, picture_id

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
    decoded: int = 0  # pictures that were decoded for their hash
    bad: tuple["BadPicture", ...] = ()
    matches: PictureMatches = field(default_factory=PictureMatches.none)
    texts: PictureTexts = field(default_factory=PictureTexts.none)
    known: KnownPictures = field(default_factory=KnownPictures.none)

    @classmethod
    def nothing(cls) -> "Looked":
        """No picture came with its bytes."""
        none = np.zeros(0, np.int64)
        return cls(none, none, np.zeros(0, np.object_), pa.array([], pa.binary()))

    def __len__(self) -> int:
        return len(self.row)

    def data(self, picture: int) -> bytes:
        """The bytes of a picture."""
        data: bytes = self.datas[int(self.place[picture])].as_py()
        return data

    def of_listings(self, rows: NDArray[np.int64]) -> list[int]:
        """The pictures of some listings, but for those that cannot be decoded."""
        bad = [picture.place for picture in self.bad]
        return np.flatnonzero(np.isin(self.row, rows) & ~np.isin(self.place, bad)).tolist()

    def with_seen(self, matches: PictureMatches, texts: PictureTexts) -> "Looked":
        """The same pictures, with more that was seen in them."""
        seen = (self.matches.joined(matches), self.texts.joined(texts))
        return Looked(self.row, self.place, self.digest, self.datas, self.decoded, self.bad, *seen, self.known)

    def of_rows(self, rows: NDArray[np.int64]) -> "Looked":
        """What belongs to some listings, in order, which become the listings 0, 1, …"""
        pictures = np.flatnonzero(np.isin(self.row, rows))
        matches = self.matches.take(np.isin(self.matches.row, rows))
        texts = self.texts.take(np.flatnonzero(np.isin(self.texts.row, rows)))
        known = self.known.take(np.isin(self.known.row, rows))
        places = (np.searchsorted(rows, known.row), np.searchsorted(pictures, known.picture))
        return Looked(
            np.searchsorted(rows, self.row[pictures]),
            self.place[pictures],
            self.digest[pictures],
            self.datas,
            0,
            (),
            matches.moved(np.searchsorted(rows, matches.row), np.searchsorted(pictures, matches.picture)),
            texts.moved(np.searchsorted(rows, texts.row), np.searchsorted(pictures, texts.picture)),
            replace(known, row=places[0], picture=places[1]),
        )


@dataclass(frozen=True, slots=True)
class BadPicture:
    """A picture that could not be decoded: which it is, the class of the reason, and the reason."""

    row: int  # of its listing in the batch
    place: int  # among the flattened pictures of the batch
    kind: str
    reason: str


def look_at_pictures(listings: pa.Table, context: Context) -> Looked:
    """Which pictures there are; each is hashed and looked up among the official ones where rights have any, and among
    those that tactics know."""
    column: Any = listings.column("pictures").combine_chunks()
    hashes = context.tactics.pictures if available() else ()
    wanted = context.pictures.official or context.pictures.figures or context.reader or hashes or None
    if wanted is None or column.null_count == len(column):
        return Looked.nothing()
    datas = pc.struct_field(column.flatten(), "data")
    if datas.null_count == len(datas):
        return Looked.nothing()
    place = np.flatnonzero(np.asarray(datas.is_valid()))
    row = np.asarray(pc.list_parent_indices(column), np.int64)[place]
    official = context.pictures.official
    if official is None and not hashes:
        digests = np.array([picture_id(datas[int(p)].as_py()) for p in place], np.object_)
        return Looked(row, place, digests, datas)
    seen = [look(datas[int(p)].as_py(), context.memory) for p in place]
    matches: list[dict[str, Any]] = []
    for number, picture in enumerate(seen):
        if official is None:
            break
        exact = official.exact(picture.digest)
        match = (exact, 0) if exact is not None else official.match(picture.hashes)
        if match is not None:
            how = SAME_BYTES if exact is not None else BY_HASH
            found = {"row": row[number], "picture": number, "how": how, "measure": match[1], "box": WHOLE}
            matches += of_rights(official[match[0]], found, context)
    bad = tuple(
        BadPicture(int(row[number]), int(place[number]), picture.fault_kind, picture.fault)
        for number, picture in enumerate(seen)
        if picture.fault
    )
    digests = np.array([picture.digest for picture in seen], np.object_)
    known = known_pictures(seen, row, hashes)
    return Looked(row, place, digests, datas, len(seen) - len(bad), bad, PictureMatches.of(matches), known=known)


def of_rights(picture: OfficialPicture, found: dict[str, Any], context: Context) -> list[dict[str, Any]]:
    """A match for each right that an official picture belongs to."""
    return [
        found | {"right": context.right_numbers[right_id], "official": picture.digest} for right_id in picture.right_ids
    ]


def decoded(data: bytes) -> Pixels | None:
    """The pixels of a picture; null when it cannot be decoded, which the first look tells where it decodes."""
    pixels = decode_small(data)
    return None if isinstance(pixels, Undecodable) else pixels
