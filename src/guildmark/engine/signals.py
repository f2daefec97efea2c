"""Signals as a table: each with its evidence, cut from the text where it stands."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELD, FIELDS
from guildmark.engine.look import Looked
from guildmark.engine.roster import Roster
from guildmark.records import SIGNAL

if TYPE_CHECKING:
    from guildmark.engine.evaluate import Gathered

NONE = SIGNAL.empty_table()
OF_FINDING = ("marketplace", "listing_id", "right_id", "finding_id")
AROUND = 60  # code points of text on each side of a span, so that it can be read in its place
FIELD_NAMES = pa.array(FIELDS)
OWN_COLUMN = FIELD["title"]  # findings carry it whole

type Column = pa.Array[Any]


def signals_table(
    batch: Batch,
    gathered: "Gathered",
    written: NDArray[np.int64],
    findings: pa.Table,
    looked: Looked,
    registered: Roster,
) -> tuple[pa.Table, NDArray[np.int64]]:
    """The signals of the written pairs, ordered by listing, right and detector; and which finding each belongs to."""
    if not len(written):
        return NONE, written
    place = np.minimum(np.searchsorted(written, gathered.signals.pair), len(written) - 1)
    order = np.flatnonzero(written[place] == gathered.signals.pair)
    order = order[np.argsort(place[order], kind="stable")]
    signals, which = gathered.signals.take(order), pa.array(gathered.detector[order], pa.int64())
    of = place[order]
    about = pa.array(of, pa.int64())
    excerpt, excerpt_start = _excerpts(batch, signals)
    somewhere = signals.field >= 0
    picture, box = _in_pictures(signals, looked)
    columns: dict[str, Any] = {name: findings.column(name).chunk(0).take(about) for name in OF_FINDING}
    columns |= {
        "scope": pa.repeat(pa.scalar("pair"), len(order)),
        "detector": registered.name.take(which),
        "version": pa.array(registered.version[gathered.detector[order]]),
        "family": registered.family.take(which),
        "direction": registered.direction.take(which),
        "strength": pa.array(signals.strength),
        "seller_view": registered.seller_view.take(which),
        "field": FIELD_NAMES.take(pa.array(signals.field, pa.int64(), mask=~somewhere)),
        "start": pa.array(signals.start, mask=~somewhere),
        "end": pa.array(signals.end, mask=~somewhere),
        "picture": pa.array([looked.digest[p] if p >= 0 else None for p in picture], pa.string()),
        "box": _boxes(box),
        "text": gathered.texts.take(pa.array(order, pa.int64())),
        "excerpt": excerpt,
        "excerpt_start": excerpt_start,
        "number": pa.array(signals.number, mask=np.isnan(signals.number)),
        "reference": pa.array(signals.reference, mask=np.isnan(signals.reference)),
        "unit": pa.array(signals.unit, pa.string(), mask=signals.unit == ""),
        "note": pa.array(signals.note, pa.string(), mask=signals.note == ""),
        "private": pa.array(signals.private),
    }
    return pa.Table.from_arrays([columns[name] for name in SIGNAL.names], schema=SIGNAL), of


def _in_pictures(signals: Signals, looked: Looked) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The picture in which each signal was seen, -1 where in none, and where in it; NaN where that is all of it."""
    picture, box = signals.picture.copy(), signals.box.copy()
    read = np.flatnonzero(signals.field == FIELDS.index("pictures"))
    picture[read] = looked.texts.picture[signals.text[read]]
    for place in read:
        box_of = looked.texts.box_of[signals.text[place]]
        box[place] = box_of(int(signals.start[place]), int(signals.end[place]))
    return picture, box


def _boxes(box: NDArray[np.float32]) -> Column:
    return pa.FixedSizeListArray.from_arrays(pa.array(box.ravel()), 4, mask=pa.array(np.isnan(box[:, 0])))


def _excerpts(batch: Batch, signals: Signals) -> tuple[Column, Column]:
    """The span with what stands around it, and where that begins; null where the finding has the text whole."""
    field = np.where(signals.field == OWN_COLUMN, -1, signals.field)
    starts = np.maximum(signals.start - AROUND, 0).astype(np.int32)
    texts = batch.texts.cut(field, signals.text, starts, signals.end + AROUND)
    return texts, pa.array(starts, mask=field < 0)
