"""A finished run as a delivery for the alliance's site: its findings with signals, whole listings and previews."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from guildmark.pictures import QUALITY_LEAST, Undecodable, available, decode_small, hash_hex, pdq
from guildmark.reading import Catalogue
from guildmark.records import DELIVERY, EXPOSURE, FINDING, SIGNAL, THUMBNAIL, InputError
from guildmark.runs.deliver_hits import Fired
from guildmark.runs.deliver_listings import SeenListings
from guildmark.runs.parts import FINDINGS, SIGNALS, THUMBNAILS
from guildmark.runs.plan import RUN_RECORD

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

BATCH_ROWS = 1_000
BATCH_BYTES = 24 << 20  # a batch of more is halved, since a request is held whole


def run_record(folder: Path) -> dict[str, Any]:
    """What `run.json` tells. Errors: InputError when there is no finished run."""
    try:
        record: dict[str, Any] = json.loads((folder / RUN_RECORD).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder / RUN_RECORD}: no finished run is here: {error}. Scan first.") from None
    return record


def scanned_in(record: dict[str, Any]) -> int | None:
    """How many listings a run judged, as its record tells; None where it does not. Errors: ValueError for no count."""
    counts = record.get("counts")
    scanned = counts.get("scanned") if isinstance(counts, dict) else None
    if scanned is not None and (type(scanned) is not int or scanned < 0):
        raise ValueError(f"{scanned!r} is no number of scanned listings")
    return scanned


def with_an_empty_one(batches: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The batches; where there are none, an empty one, since a run that found nothing is to be told of too."""
    first = next(batches, None)
    yield DELIVERY.empty_table() if first is None else first
    yield from batches


def deliveries(
    folder: Path, catalogue: Catalogue | None = None, pictures: Path | None = None, exposure: pa.Table | None = None
) -> Iterator[pa.Table]:
    """Batches of DELIVERY, in the order of the run; the same run gives the same batches.

    `catalogue` is what was scanned, read once more; without it listings are told by their findings alone. `pictures` is
    the folder below which listings name theirs; `exposure` is EXPOSURE of the same listings, the last row of a listing
    counting. Memory grows with `exposure` alone.

    Errors: InputError when results cannot be read, or the catalogue is not what was scanned.
    """
    try:
        findings = pq.ParquetFile(folder / FINDINGS)
        signals = _Signals(pq.ParquetFile(folder / SIGNALS))
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{folder}: the results cannot be read: {error}. Scan again.") from None
    if missing := set(FINDING.names) - set(findings.schema_arrow.names):
        raise InputError(f"{folder / FINDINGS}: has no column {min(missing)!r}. Scan again with this version.")
    with tempfile.TemporaryDirectory(prefix="guildmark-delivery-") as temporary:
        place = Path(temporary)
        fired = Fired(folder, place)
        listings = SeenListings.none() if catalogue is None else _listings(folder, fired, catalogue, pictures, place)
        previews = _Previews(folder / THUMBNAILS, place / "previews.arrow")
        reached = _Exposure(EXPOSURE.empty_table() if exposure is None else exposure)
        for batch in findings.iter_batches(BATCH_ROWS):
            table = pa.Table.from_batches([batch]).select(FINDING.names).cast(FINDING).combine_chunks()
            yield from _halved(_delivery(table, fired.of_next(len(table)), signals, listings, previews, reached))
        for table, tactics in fired.alone(listings, BATCH_ROWS):
            yield from _halved(_delivery(table, tactics, signals, listings, previews, reached))


def finding_count(folder: Path) -> int:
    """How many findings a run left."""
    return int(pq.ParquetFile(folder / FINDINGS).metadata.num_rows)


def _listings(folder: Path, fired: Fired, catalogue: Catalogue, pictures: Path | None, place: Path) -> SeenListings:
    scanned = sorted(one["sha256"] for one in run_record(folder)["inputs"])
    if sorted(file.sha256 for file in catalogue.files) != scanned:
        raise InputError(
            f"{catalogue.files[0].path}: these are not the listings of {folder}, or they were changed. Scan again."
        )
    keys = pq.read_table(folder / FINDINGS, columns=["marketplace", "listing_id"])
    keys = pa.concat_tables([keys, *fired.listings()], promote_options="permissive")
    return SeenListings.read(catalogue, keys, pictures, place / "listings.arrow")


def _delivery(
    findings: pa.Table,
    tactics: Any,
    signals: "_Signals",
    listings: SeenListings,
    previews: "_Previews",
    exposure: "_Exposure",
) -> pa.Table:
    lists, pictures = signals.of(findings.column("finding_id"))
    shown = [
        [name for name in (own, official, *seen) if name]
        for own, official, seen in zip(
            findings.column("picture").to_pylist(),
            findings.column("official_picture").to_pylist(),
            pictures,
            strict=True,
        )
    ]
    columns = {
        "finding": pa.StructArray.from_arrays(
            [column.combine_chunks() for column in findings.columns], fields=list(DELIVERY.field("finding").type)
        ),
        "signals": lists,
        "listing": listings.of(findings),
        **exposure.of(findings.column("listing_id")),
        "tactics": tactics,
        "previews": pa.array([previews.fresh(names) for names in shown], DELIVERY.field("previews").type),
    }
    return pa.table(columns, schema=DELIVERY)


def _halved(table: pa.Table) -> Iterator[pa.Table]:
    if table.nbytes <= BATCH_BYTES or len(table) == 1:
        yield table
        return
    middle = len(table) // 2
    for half in (table.slice(0, middle), table.slice(middle)):
        yield from _halved(half)


class _Signals:
    """The signals of a run, which stand in the order of its findings; read beside them."""

    def __init__(self, file: pq.ParquetFile) -> None:
        self._batches = file.iter_batches(BATCH_ROWS)
        self._held = SIGNAL.empty_table()

    def of(self, finding_ids: Any) -> tuple[Any, list[list[str]]]:
        """The signals of consecutive findings as lists, and the pictures that they were seen in."""
        ids = finding_ids.combine_chunks()
        while not len(self._held) or self._held.column("finding_id")[-1].as_py() in set(ids.to_pylist()):
            batch = next(self._batches, None)
            if batch is None:
                break
            table = pa.Table.from_batches([batch]).select(SIGNAL.names).cast(SIGNAL)
            self._held = pa.concat_tables([self._held, table.filter(pc.is_valid(table.column("finding_id")))])
        place = pc.index_in(self._held.column("finding_id").combine_chunks(), value_set=ids)
        mine = self._held.filter(pc.is_valid(place)).combine_chunks()
        self._held = self._held.filter(pc.is_null(place))
        places = np.asarray(pc.drop_null(place), np.int64)
        offsets = np.searchsorted(places, np.arange(len(ids) + 1))
        kind = DELIVERY.field("signals").type.value_type
        rows = pa.StructArray.from_arrays([column.combine_chunks() for column in mine.columns], fields=list(kind))
        pictures: list[list[str]] = [[] for _ in range(len(ids))]
        for number, picture in zip(places.tolist(), mine.column("picture").to_pylist(), strict=True):
            if picture:
                pictures[number].append(picture)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), rows), pictures


class _Exposure:
    """Views and sales by the listing's id."""

    def __init__(self, told: pa.Table) -> None:
        self._told = told.take(np.arange(len(told) - 1, -1, -1)).combine_chunks()
        self._ids: Any = self._told.column("listing_id").combine_chunks()

    def of(self, listing_ids: Any) -> dict[str, Any]:
        """The columns `views` and `sales` of listings."""
        rows = pc.index_in(listing_ids.combine_chunks(), value_set=self._ids)
        return {name: self._told.column(name).combine_chunks().take(rows) for name in ("views", "sales")}


class _Previews:
    """The previews of a run, each given once."""

    def __init__(self, source: Path, place: Path) -> None:
        self._row: dict[str, int] = {}
        self._table = THUMBNAIL.empty_table()
        self._given: set[str] = set()
        if source.exists():
            with pa.OSFile(str(place), "wb") as sink, pa.ipc.new_file(sink, THUMBNAIL) as writer:
                for batch in pq.ParquetFile(source).iter_batches(BATCH_ROWS):
                    writer.write_table(pa.Table.from_batches([batch]).cast(THUMBNAIL))
            self._table = pa.ipc.open_file(pa.memory_map(str(place))).read_all()
            names: list[Any] = self._table.column("picture").to_pylist()
            self._row = {name: row for row, name in enumerate(names)}

    def fresh(self, pictures: list[str]) -> list[dict[str, Any]]:
        """Those of these pictures that have a preview that was not given before."""
        told = []
        for picture in dict.fromkeys(pictures):
            row = self._row.get(picture)
            if row is not None and picture not in self._given:
                self._given.add(picture)
                jpeg = self._table.column("jpeg")[row].as_py()
                told.append({"picture": picture, "jpeg": jpeg, "hash": _hash(jpeg)})
        return told


def _hash(jpeg: bytes) -> bytes | None:
    """The PDQ hash of a preview, which is within a few bits of the picture's own; null where it says too little."""
    if not available():
        return None
    pixels = decode_small(jpeg)
    if isinstance(pixels, Undecodable):
        return None
    words, quality = pdq(pixels)
    return bytes.fromhex(hash_hex(words)) if quality >= QUALITY_LEAST else None
