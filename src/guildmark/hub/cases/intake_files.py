"""A finished run brought in by its files, as somebody uploads them."""

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.hub.cases.intake import COUNTS, LONGEST_CONTEXT, LONGEST_RUN, MOST_SCANNED, bring
from guildmark.hub.cases.models import Intake
from guildmark.hub.members.actor import Actor
from guildmark.records import InputError
from guildmark.runs.deliver import deliveries, scanned_in, with_an_empty_one

NEEDED = ("findings.parquet", "signals.parquet")
TAKEN = (*NEEDED, "thumbnails.parquet", "run.json")
MOST_FILE_BYTES = 1 << 30
MOST_GROUP_BYTES = 1 << 30  # unpacked, of a row group of Parquet
MOST_RECORD_BYTES = 1 << 20  # of run.json


@dataclass
class BroughtFiles:
    """What became of the findings: counts as of `Received`, and some of the reasons why rows were set aside."""

    intake: Intake | None = None
    counts: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, None] = field(default_factory=dict)


def bring_files(files: Mapping[str, IO[bytes]], *, by: Actor) -> BroughtFiles:
    """Bring in the files of a finished run, each by its name: findings.parquet and signals.parquet, and where they are
    there thumbnails.parquet and run.json. What was cut off is brought in by the same files again.

    Errors: PermissionDenied; InputError for a file that is missing, none, or too large.
    """
    by.require("cases.bring")
    if missing := [name for name in NEEDED if name not in files]:
        raise InputError(f"{missing[0]} is missing. Give the files that the scan left in its folder.")
    with tempfile.TemporaryDirectory(prefix="guildmark-upload-") as temporary:
        folder = Path(temporary)
        for name in TAKEN:
            if name in files:
                _keep(files[name], folder / name)
        run, context, scanned = _named(folder)
        brought = BroughtFiles()
        try:
            for batch in with_an_empty_one(deliveries(folder)):
                received = bring(batch.to_pylist(), run=run, context=context, by=by, scanned=scanned)
                brought.intake = received.intake
                brought.counts.update({name: received.counts[name] for name in COUNTS})
                brought.reasons |= dict.fromkeys(reason for _, reason in received.reasons[:10])
        except (pa.ArrowException, OSError, ValueError) as error:
            raise InputError(f"The files cannot be read: {error}. Give them as the scan left them.") from None
    return brought


def _keep(stream: IO[bytes], path: Path) -> None:
    with path.open("xb") as target:
        shutil.copyfileobj(_Bounded(stream, path.name), target, 1 << 20)
    if path.suffix == ".parquet":
        _check(path)


def _check(path: Path) -> None:
    try:
        metadata = pq.ParquetFile(path).metadata
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path.name} is no Parquet file: {error}. Give it as the scan left it.") from None
    sizes = [metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)]
    if max(sizes, default=0) > MOST_GROUP_BYTES:
        raise InputError(f"{path.name} has a row group of more than {MOST_GROUP_BYTES:,} bytes. Write smaller ones.")


def _named(folder: Path) -> tuple[str, str, int | None]:
    """The names of the run and of its context, and how many listings it judged; without its record a run is named by
    its findings, and the number is not known."""
    path = folder / "run.json"
    if not path.exists():
        with (folder / NEEDED[0]).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()[:32], "", None
    try:
        if path.stat().st_size > MOST_RECORD_BYTES:
            raise ValueError("it is too large")
        record: Any = json.loads(path.read_text("utf-8"))
        run, context, scanned = str(record["run"]), str(record["context"]), scanned_in(record)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"run.json cannot be read: {error}. Give it as the scan left it, or leave it out.") from None
    if scanned is not None and scanned > MOST_SCANNED:
        raise InputError(f"run.json: {scanned:,} listings were scanned? Give it as the scan left it, or leave it out.")
    return run[:LONGEST_RUN], context[:LONGEST_CONTEXT], scanned


class _Bounded:
    """A stream that is read no further than a file may be large."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name, self._left = stream, name, MOST_FILE_BYTES

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes. Errors: InputError when there are too many."""
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                f"{self._name} has more than {MOST_FILE_BYTES:,} bytes. Send it with `guildmark scan --to`."
            )
        return data
