"""Which pictures the listings name, and by what: a file, an address, or something that is never read."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute

from guildmark.guard.refused import ADDRESS_REFUSED, RefusedError
from guildmark.reading import Slice
from guildmark.runs.parts import write_part
from guildmark.runs.pinned import read_pinned
from guildmark.runs.request import PictureSources, Shared

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

NAMED = "named.parquet"
_ADDRESS = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


@dataclass(frozen=True)
class NamedTask:
    """Reads a slice and writes what names a picture that came without its bytes."""

    folder: Path
    slice: Slice

    def build(self, target: Path, shared: Shared) -> dict[str, Any]:
        """Returns the number of distinct names."""
        names = pc.unique(pc.list_flatten(named(read_pinned(shared, self.slice).listings)))
        write_part(pa.table({"uri": names}), target / NAMED)
        return {"named": len(names)}


def named(listings: pa.Table) -> Any:
    """For each listing the names of its pictures, null where the bytes came too or nothing names it."""
    column: Any = listings.column("pictures").combine_chunks()
    uris, datas = column.flatten().flatten()
    without = pc.and_(datas.is_null(), pc.greater(pc.fill_null(pc.binary_length(uris), 0), 0))
    return _as_lists(column, pc.if_else(without, uris, None))


def is_wanted(uri: str, sources: PictureSources) -> bool:
    """Whether a name is looked for at all. Errors: RefusedError for what is never read."""
    if _ADDRESS.match(uri):
        return sources.fetch is not None
    if found := _SCHEME.match(uri):
        told = f"only names of files and addresses with http or https are read, not {found[1].lower() + ':'!r}"
        raise RefusedError(told, ADDRESS_REFUSED)
    return sources.root is not None


def is_address(uri: str) -> bool:
    """Whether a name is one that would be fetched."""
    return _ADDRESS.match(uri) is not None


def _as_lists(column: Any, values: Any) -> Any:
    """Values in the lists of another column. Shapes: one value for each item of the flattened column."""
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array([0, *lengths.cumsum().tolist()], pa.int32())
    return pa.ListArray.from_arrays(offsets, values)
