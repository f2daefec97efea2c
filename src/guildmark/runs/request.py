"""What a run is asked to do, what evaluates its listings, and what comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.facts import FactTable
from guildmark.guard import FetchPolicy
from guildmark.reading import Catalogue
from guildmark.records import Reject

Progress = Callable[[str, int, int], None]  # stage, rows done, rows in all
Finish = Callable[[Path], object]  # adds files to the folder of a run before it is published


class BadPicture(Protocol):
    """A picture that could not be decoded."""

    @property
    def row(self) -> int:
        """Its listing's row in the batch."""

    @property
    def place(self) -> int:
        """Its place among the flattened pictures of the batch."""

    @property
    def kind(self) -> str:
        """The class of the reason."""

    @property
    def reason(self) -> str:
        """Why."""


class Evaluated(Protocol):
    """What an evaluator found in a batch; tables are in the order of its rows."""

    @property
    def findings(self) -> pa.Table:
        """FINDING."""

    @property
    def signals(self) -> pa.Table:
        """SIGNAL."""

    @property
    def hits(self) -> pa.Table:
        """TACTIC_HIT."""

    @property
    def thumbnails(self) -> pa.Table:
        """THUMBNAIL."""

    @property
    def read_facts(self) -> NDArray[np.uint64]:
        """Not 0 where a fact was read. Shape (n,)."""

    @property
    def seconds(self) -> dict[str, float]:
        """Time by stage."""

    @property
    def pictures_looked_at(self) -> int:
        """How many pictures were decoded."""

    @property
    def bad_pictures(self) -> Sequence[BadPicture]:
        """Those that could not be, in the order of listings."""


class Evaluator(Protocol):
    """What judges listings. It is sent to workers, so it pickles small and opens its context when it is first used."""

    @property
    def digest(self) -> str:
        """The digest of everything but listings and facts that findings depend on."""

    def price_eur(self, listings: pa.Table) -> NDArray[np.float64]:
        """The price of each listing in euros; NaN where not known. Shape (n,)."""

    def fact_keys(self, listings: pa.Table, listing: NDArray[np.uint64], price_eur: NDArray[np.float64]) -> pa.Table:
        """The keys under which listings count, as `guildmark.facts.fact_keys` gives them."""

    def evaluate(self, listings: pa.Table, facts: FactTable | None) -> Evaluated:
        """Judge listings; every row gets the same answer alone and in any batch."""

    def describe(self, fields: frozenset[str], *, reviews: bool) -> dict[str, Any]:
        """What `run.json` tells of rights, detectors, weights, policy and licence, as JSON."""


@dataclass(frozen=True)
class PictureSources:
    """Where pictures come from that listings only name: files below a folder, and addresses when a policy is given."""

    root: Path | None = None
    fetch: FetchPolicy | None = None


@dataclass(frozen=True)
class ScanRequest:
    """A scan of an opened catalogue. Workers and memory do not change its results."""

    catalogue: Catalogue
    out: Path
    reviews: Path | None = None
    state: Path | None = None
    snapshot: bool = False
    strict: bool = False
    as_of: datetime | None = None
    day: date | None = None  # on which licences must hold; none where there are no licences
    rows_per_slice: int | None = None  # as many as suit the input, unless given
    workers: int = 1
    memory_mb: int = 320  # of each sort and join over all rows
    pictures: PictureSources | None = None  # without, only pictures that come with their bytes are looked at
    rights_problems: tuple[Reject, ...] = ()  # those of the catalogue's notes that are about the rights


@dataclass(frozen=True)
class PinnedPictures:
    """Pictures that listings name, each settled as its digest or as a reason, once for all passes of a run."""

    manifest: Path  # see `runs.pictures.manifest`
    store: Path  # folder of the fetched ones
    root: Path | None  # folder of the local ones
    digest: str  # of what was settled


@dataclass(frozen=True)
class Shared:
    """What all tasks of a run share."""

    catalogue: Catalogue
    evaluator: Evaluator
    reviews: Path | None  # folder of a ReviewsTask
    keeps_state: bool
    pictures: PinnedPictures | None = None  # those that listings only name


@dataclass(frozen=True)
class RunResult:
    """What a run left, and what it counted."""

    out: Path  # holds links to the files of the newest run
    folder: Path  # of this run
    run: str
    counts: dict[str, int]
    seconds: float
    repeated: bool = False  # the very same run had been finished before, so that nothing was scanned

    @property
    def rows_read(self) -> int:
        """Rows of the input."""
        return self.counts["rows_read"]

    @property
    def scanned(self) -> int:
        """Listings that were judged."""
        return self.counts["scanned"]

    @property
    def unchanged(self) -> int:
        """Listings whose findings an earlier run had already."""
        return self.counts["unchanged"]

    @property
    def rejected(self) -> int:
        """Rows that are no listing: without an id, or with one that stood before."""
        return self.counts["rejected"]
