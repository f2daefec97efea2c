"""The evaluation sets: which there are, and where their data lies."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
DATA_VARIABLE = "GUILDMARK_DATA"
ROLES = ("clean", "mixed", "fakes", "fakes-as-new", "catalogue", "reviews")


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """One set of `sets.yaml`.

    `split_by` is the field of a listing, after the column map, whose hash says in which half it falls. `reader` names
    how a set that is no table becomes one; `text` and `rating` are the columns of a set of reviews.
    """

    name: str
    path: str
    role: str
    language: str
    split_by: str
    what: str
    source: str
    remark: str = ""
    reader: str = ""
    text: str = ""
    rating: str = ""

    @property
    def column_map(self) -> Path:
        """The set's column map."""
        return HERE / "maps" / f"{self.name}.yaml"


def read_sets(path: Path = HERE / "sets.yaml") -> tuple[EvaluationSet, ...]:
    """All sets, in the order of the file.

    Errors: ValueError for a role that is not known, TypeError for a field that is not known or is missing.
    """
    document: Any = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    sets = tuple(EvaluationSet(name, **entry) for name, entry in document["sets"].items())
    for one in sets:
        if one.role not in ROLES:
            raise ValueError(f"{path}: {one.name}: role {one.role!r} is not known. Roles: {', '.join(ROLES)}.")
    return sets


def data_folder() -> Path:
    """Where the sets lie: `$GUILDMARK_DATA`, else `../shared/data` beside the repository. It need not exist."""
    given = os.environ.get(DATA_VARIABLE)
    return Path(given) if given else HERE.parents[1] / "shared" / "data"


def data_or_reason() -> Path | None:
    """Where the sets lie, or null after saying that nothing is measured without them."""
    data = data_folder()
    if data.exists():
        return data
    print(f"{data} does not exist: nothing is measured. Set {DATA_VARIABLE} to where the sets lie.", file=sys.stderr)
    return None
