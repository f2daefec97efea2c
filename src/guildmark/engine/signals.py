"""Signals as a table: each with its evidence, cut from the text where it stands."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.hits import FIELDS
from guildmark.detectors.signals import Signals
from guildmark.engine.look import Looked
from guildmark.records import SIGNAL
from guildmark.text.spans import cut_spans

if TYPE_CHECKING:
    from guildmark.engine.evaluate import Gathered

AROUND = 60  # code points of text on each side of a span, so that it can be read in its place
OWN_COLUMN = ("title",)  # findings carry these whole

type Column = pa.Array[Any]


def signals_table(
    batch: Batch, gathered: "Gathered", written: NDArray[np.int64], findings: pa.Table, looked: Looked
) -> tuple[pa.Table, NDArray[np.int64]]:
    """The signals of the written pairs, ordered by listing, right and detector; and which finding each belongs to."""
    place = np.searchsorted(written, gathered.signals.pair)
    place = np.minimum(place, max(len(written) - 1, 0))
    kept = written[place] == gathered.signals.pair if len(written) else np.zeros(len(place), np.bool_)
    order = np.flatnonzero(kept)
    order = order[np.argsort(place[order], kind="stable")]
    signals, which, unit = gathered.signals.take(order), gathered.detector[order], gathered.unit[order]
    of = place[order]
    detectors = gathered.detectors
    excerpt, excerpt_start = _excerpts(batch, signals)
    somewhere = signals.field >= 0
    picture, box = _in_pictures(signals, looked)
    columns = {
        "marketplace": findings.column("marketplace").take(of),
        "listing_id": findings.column("listing_id").take(of),
        "right_id": findings.column("right_id").take(of),
        "finding_id": findings.column("finding_id").take(of),
        "scope": pa.array(np.full(len(order), "pair", np.object_), pa.string()),
        "detector": named([d.name for d in detectors], which),
        "version": pa.array(np.array([d.version for d in detectors], np.int32)[which]),
        "family": named([d.family for d in detectors], which),
        "direction": named([d.direction for d in detectors], which),
        "strength": pa.array(signals.strength),
        "seller_view": named([d.seller_view for d in detectors], which),
        "field": pa.array(np.array(FIELDS, np.object_)[signals.field], pa.string(), mask=~somewhere),
        "start": pa.array(signals.start, mask=~somewhere),
        "end": pa.array(signals.end, mask=~somewhere),
        "picture": pa.array([looked.digest[p] if p >= 0 else None for p in picture], pa.string()),
        "box": _boxes(box),
        "text": evidence_texts(batch, signals),
        "excerpt": excerpt,
        "excerpt_start": excerpt_start,
        "number": pa.array(signals.number, mask=np.isnan(signals.number)),
        "reference": pa.array(signals.reference, mask=np.isnan(signals.reference)),
        "unit": pa.array(unit, pa.string(), mask=unit == ""),
        "note": pa.array(signals.note, pa.string(), mask=signals.note == ""),
        "private": pa.array(signals.private),
    }
    return pa.table(columns).select(SIGNAL.names).cast(SIGNAL), of


def _in_pictures(signals: Signals, looked: Looked) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The picture in which each signal was seen, -1 where in none, and where in it; NaN where that is all of it."""
    picture, box = signals.picture.copy(), signals.box.copy()
    read = np.flatnonzero(signals.field == FIELDS.index("pictures"))
    picture[read], box[read] = looked.texts.picture[signals.text[read]], looked.texts.box[signals.text[read]]
    return picture, box


def _boxes(box: NDArray[np.float32]) -> Column:
    return pa.FixedSizeListArray.from_arrays(pa.array(box.ravel()), 4, mask=pa.array(np.isnan(box[:, 0])))


def named(names: list[str], which: NDArray[np.int64]) -> Column:
    """The name of each place in `names`."""
    return pa.DictionaryArray.from_arrays(which, pa.array(names)).cast(pa.string())


def evidence_texts(batch: Batch, signals: Signals) -> Column:
    """The span of each signal; null where it stands in no text."""
    return _cut(batch, signals, signals.start, signals.end, FIELDS)


def _excerpts(batch: Batch, signals: Signals) -> tuple[Column, Column]:
    """The span with what stands around it, and where that begins; null where the finding has the text whole."""
    starts = np.maximum(signals.start - AROUND, 0).astype(np.int32)
    elsewhere = tuple(name for name in FIELDS if name not in OWN_COLUMN)
    texts = _cut(batch, signals, starts, (signals.end + AROUND).astype(np.int32), elsewhere)
    return texts, pa.array(starts, mask=np.asarray(texts.is_null()))


def _cut(
    batch: Batch, signals: Signals, starts: NDArray[np.int32], ends: NDArray[np.int32], fields: Sequence[str]
) -> Column:
    """Stretches of the signals' texts in these fields, null for signals elsewhere. Units: code points."""
    places = [np.flatnonzero(signals.field == FIELDS.index(name)) for name in fields]
    parts = [
        cut_spans(batch.columns[name].texts, signals.text[which], starts[which], ends[which])
        for name, which in zip(fields, places, strict=True)
        if len(which)
    ]
    somewhere = np.concatenate(places)
    taken = np.full(len(signals), -1, np.int64)
    taken[somewhere] = np.arange(len(somewhere))
    return pa.concat_arrays([*parts, pa.array([], pa.string())]).take(pa.array(taken, pa.int64(), mask=taken < 0))
