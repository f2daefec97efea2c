"""What became of the pictures of a run: how many were given, came in, could be decoded, and why the others did not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute

from guildmark.reading import Catalogue, Slice
from guildmark.records import Reject
from guildmark.runs.pictures.load import Unread
from guildmark.runs.request import BadPicture

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

Pictures = dict[str, Any]  # numbers by name, and `not_read` with a number for each class


def count_given(listings: pa.Table) -> tuple[int, int]:
    """How many pictures listings have, and how many of them with bytes."""
    column: Any = listings.column("pictures")
    if column.null_count == len(column):
        return 0, 0
    datas = pc.struct_field(pc.list_flatten(column), "data")
    return len(datas), len(datas) - datas.null_count


def by_class(unread: Sequence[Unread | BadPicture]) -> dict[str, int]:
    """How many of each class."""
    return dict(Counter(one.kind for one in unread))


def summed(surveyed: Iterable[Pictures], detected: Iterable[Pictures]) -> Pictures:
    """The counts of all slices: `given` = `read` + `only_named` + all of `not_read`.

    `read` came with bytes and was not found bad; `looked_at` of them were decoded, as far as a detector needed them.
    """
    given = with_bytes = looked_at = 0
    unread: Counter[str] = Counter()
    undecodable: Counter[str] = Counter()
    for one in surveyed:
        given, with_bytes = given + one["given"], with_bytes + one["with_bytes"]
        unread.update(one["not_read"])
    for one in detected:
        looked_at += one["looked_at"]
        undecodable.update(one["not_read"])
    return {
        "given": given,
        "read": with_bytes - undecodable.total(),
        "only_named": given - with_bytes - unread.total(),
        "looked_at": looked_at,
        "not_read": dict(sorted((unread + undecodable).items())),
    }


def unread_rejects(unread: Sequence[Unread], catalogue: Catalogue, piece: Slice, rows: Sequence[int]) -> list[Reject]:
    """Pictures that did not come in, as values that were set aside."""
    return [
        _reject(catalogue, piece, rows[one.row], one.uri, f"the picture was not read: {one.reason}") for one in unread
    ]


def bad_rejects(
    bad: Sequence[BadPicture], listings: pa.Table, catalogue: Catalogue, piece: Slice, rows: Sequence[int]
) -> list[Reject]:
    """Pictures that could not be decoded, as values that were set aside."""
    if not bad:
        return []
    column: Any = listings.column("pictures").combine_chunks()
    uris = pc.struct_field(column.flatten(), "uri")
    first = {row: place for place, row in reversed(list(enumerate(pc.list_parent_indices(column).to_pylist())))}
    told = []
    for one in bad:
        name = uris[one.place].as_py() or f"picture {one.place - first[one.row] + 1} of the listing"
        told.append(_reject(catalogue, piece, rows[one.row], name, f"the picture was not decoded: {one.reason}"))
    return told


def _reject(catalogue: Catalogue, piece: Slice, row: int, value: str, reason: str) -> Reject:
    file = catalogue.files[piece.file_index]
    columns: Mapping[str, tuple[str, ...]] = {rule.field: rule.columns for rule in file.rules}
    column = ", ".join(columns.get("pictures", ())) or "pictures"
    row_in_file = int(row) - piece.first_row + piece.first_row_in_file
    return Reject(file.path, row_in_file, column, value, reason, rejects_row=False)
