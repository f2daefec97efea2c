"""Put the bytes of named pictures beside the rows that name them, a few rows at a time, so that memory is bounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.guard.refused import TOO_LARGE
from guildmark.records.listing import PICTURE
from guildmark.runs.pictures.local import read_file
from guildmark.runs.pictures.manifest import Settled, look_up
from guildmark.runs.pictures.named import is_address, named
from guildmark.runs.pictures.store import get
from guildmark.runs.request import PinnedPictures

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

PIECE_BYTES = 32 << 20  # of pictures held at once, or those of one listing
LISTING_BYTES = 64 << 20  # of one listing's named pictures; further ones are left out
TOO_MANY = f"the pictures that this listing names before have more than {LISTING_BYTES >> 20} MB together"


@dataclass(frozen=True, slots=True)
class Unread:
    """A picture that a listing names and that did not come in: the listing's row in the table, and why."""

    row: int
    uri: str
    kind: str
    reason: str


class Loading:
    """The named pictures of some listings, looked up but not yet read."""

    def __init__(self, listings: pa.Table, pinned: PinnedPictures) -> None:
        self._listings, self._pinned = listings, pinned
        self._column: Any = listings.column("pictures").combine_chunks()
        self._uris: list[str | None] = named(listings).flatten().to_pylist()
        self._row: list[int] = pc.list_parent_indices(self._column).to_pylist()
        self._found = look_up(pinned.manifest, sorted({uri for uri in self._uris if uri is not None}))
        self.unread: list[Unread] = []
        self._settled = [self._settle(place, uri) for place, uri in enumerate(self._uris)]

    def pieces(self) -> Iterator[tuple[int, pa.Table]]:
        """Consecutive rows with their pictures, each with the number of its first row."""
        bounds = self._bounds()
        for first, last in pairwise(bounds):
            yield first, self._with_pictures(first, last)

    def _settle(self, place: int, uri: str | None) -> Settled | None:
        """What a picture will be read from; nothing where it is not named, not looked for, or did not come in."""
        settled = None if uri is None else self._found.get(uri)
        if uri is None or settled is None:
            return None
        if settled.kind is not None:
            self.unread.append(Unread(self._row[place], uri, settled.kind, settled.reason))
            return None
        self._taken = self._taken + settled.bytes if self._row[place] == self._taken_row else settled.bytes
        self._taken_row = self._row[place]
        if self._taken > LISTING_BYTES:
            self.unread.append(Unread(self._row[place], uri, TOO_LARGE, TOO_MANY))
            return None
        return settled

    _taken, _taken_row = 0, -1  # bytes of the listing whose pictures are being settled

    def _bounds(self) -> list[int]:
        """Where pieces begin, and the end of the last."""
        sizes: NDArray[np.int64] = np.zeros(len(self._listings), np.int64)
        np.add.at(sizes, self._row, [0 if one is None else one.bytes for one in self._settled])
        bounds, held = [0], 0
        for row in np.flatnonzero(sizes).tolist():
            if held and held + sizes[row] > PIECE_BYTES:
                bounds.append(row)
                held = 0
            held += int(sizes[row])
        return [*bounds, len(self._listings)]

    def _with_pictures(self, first: int, last: int) -> pa.Table:
        piece = self._column.slice(first, last - first)
        uris, datas = piece.flatten().flatten()
        start = int(np.searchsorted(self._row, first))
        bytes_ = datas.to_pylist()
        for place in range(len(bytes_)):
            settled, uri = self._settled[start + place], self._uris[start + place]
            if settled is not None and uri is not None and settled.digest is not None:
                bytes_[place] = self._read(uri, settled.digest)
        pictures = pa.StructArray.from_arrays([uris, pa.array(bytes_, pa.binary())], fields=list(PICTURE))
        lengths = pc.fill_null(pc.list_value_length(piece), 0).to_numpy(zero_copy_only=False)
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
        lists = pa.ListArray.from_arrays(offsets, pictures, mask=piece.is_null())
        table = self._listings.slice(first, last - first)
        return table.set_column(table.schema.get_field_index("pictures"), table.schema.field("pictures"), lists)

    def _read(self, uri: str, digest: str) -> bytes:
        if is_address(uri) or self._pinned.root is None:
            return get(self._pinned.store, digest)
        return read_file(self._pinned.root, uri, digest)


def pieces_of(listings: pa.Table, pinned: PinnedPictures | None) -> tuple[Iterator[tuple[int, pa.Table]], list[Unread]]:
    """Listings with their named pictures, piece by piece, and what did not come in; the whole where none are named."""
    if pinned is None or listings.column("pictures").null_count == len(listings):
        return iter([(0, listings)]), []
    loading = Loading(listings, pinned)
    return loading.pieces(), loading.unread
