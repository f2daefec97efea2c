"""The maker's number of a model, as sellers write it among a listing's attributes."""

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from ruamel.yaml import YAML

from guildmark.facts.attributes import attribute_columns
from guildmark.records.filled import filled

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


def model_texts(listings: pa.Table) -> Any:
    """The first attribute of each listing whose name says that it is a model; null where there is none. Shape (n,)."""
    maps: Any = listings.column("attributes").combine_chunks()
    nothing = pa.nulls(len(maps), pa.string())
    if not len(maps) or maps.null_count == len(maps):
        return nothing
    rows, keys, values = attribute_columns(maps)
    named = np.flatnonzero(pc.is_in(pc.utf8_lower(keys), value_set=_names()))
    lengths = filled(pc.binary_length(values.take(pa.array(named, pa.int64()))), 0)
    said = named[np.asarray(lengths) > 0]
    if not len(said):
        return nothing
    of, first = np.unique(rows[said], return_index=True)
    place = np.full(len(maps), -1, np.int64)
    place[of] = said[first]
    return values.take(pa.array(place, pa.int64(), mask=place < 0))


@cache
def _names() -> Any:
    names = YAML(typ="safe", pure=True).load((files(__package__) / "models.yaml").read_text("utf-8"))["names"]
    return pa.array(names, pa.string())
