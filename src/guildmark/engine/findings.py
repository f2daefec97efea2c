"""Findings as a table: a listing, a right, and what speaks for and against."""

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Assessed
from guildmark.assessment.sentence import Reasons, sentences
from guildmark.detectors.batch import Batch
from guildmark.detectors.hits import FIELDS
from guildmark.engine.context import Context
from guildmark.engine.look import Looked
from guildmark.engine.signals import evidence_texts, named
from guildmark.records import BANDS, CONTRIBUTION, FINDING
from guildmark.records.digest import listing_digests
from guildmark.records.ids import NAMESPACE, SEPARATOR

if TYPE_CHECKING:
    from guildmark.engine.evaluate import Gathered

COPIED = (
    "marketplace",
    "listing_id",
    "seller_id",
    "seller_name",
    "title",
    "category",
    "condition",
    "price",
    "currency",
    "url",
)


def findings_table(
    batch: Batch,
    gathered: "Gathered",
    assessed: Assessed,
    written: NDArray[np.int64],
    context: Context,
    looked: Looked,
) -> pa.Table:
    """A row per written pair, in the order of listings and rights."""
    rows, rights = batch.pair_row[written], batch.pair_right[written]
    listings = batch.listings.select(COPIED).take(rows)
    about = context.index.rights.take(rights)
    offsets, order = _signals_of(written, gathered.signals.pair)
    reference, private = _references(gathered, assessed, order, offsets)
    offer = batch.offer_eur[rows]
    reviewer, seller = sentences(
        _reasons(batch, gathered, assessed, order, offsets), about.column("mark").combine_chunks()
    )
    pictures = _pictures(gathered, assessed, order, offsets, rows, looked)
    keys: list[list[Any]] = [
        column.to_pylist() for column in (listings.column(0), listings.column(1), about.column("right_id"))
    ]
    ids = finding_ids(*keys)
    unique, inverse = np.unique(rows, return_inverse=True)
    digests = np.array([d.hex() for d in listing_digests(batch.listings.take(unique)).to_pylist()], np.object_)
    bands = pa.array(BANDS)
    columns: dict[str, Any] = {
        "finding_id": pa.array(ids, pa.string()),
        "right_id": about.column("right_id"),
        "right_version": about.column("version"),
        "right_kind": about.column("kind"),
        "mark": about.column("mark"),
        "holder": about.column("holder"),
        "price_eur": pa.array(offer, mask=np.isnan(offer)),
        "reference_eur": pa.array(reference, mask=np.isnan(reference)),
        "reference_private": pa.array(private),
        "listing_digest": pa.array(digests[inverse] if len(rows) else [], pa.string()),
        "start_db": pa.array(np.full(len(written), context.policy.start_db)),
        "score_db": pa.array(assessed.score_db[written]),
        "probability": _probabilities(assessed.score_db[written], context),
        "band": bands.take(assessed.band[written]),
        "would_band": bands.take(assessed.would_band[written]),
        "contributions": _contributions(gathered, assessed, order, offsets, context),
        "sentence": reviewer,
        "seller_sentence": seller,
        "picture": pa.array([own for own, _ in pictures], pa.string()),
        "official_picture": pa.array([official for _, official in pictures], pa.string()),
    }
    columns |= {name: listings.column(name) for name in COPIED}
    return pa.table({name: columns[name] for name in FINDING.names}).cast(FINDING)


def finding_ids(marketplaces: list[str], listing_ids: list[str], right_ids: list[str]) -> list[str]:
    """`records.finding_id` for many at once: UUID version 5, written out."""
    prefix, ids = NAMESPACE.bytes, []
    for parts in zip(marketplaces, listing_ids, right_ids, strict=True):
        digest = bytearray(hashlib.sha1(prefix + SEPARATOR.join(parts).encode(), usedforsecurity=False).digest()[:16])
        digest[6] = digest[6] & 0x0F | 0x50
        digest[8] = digest[8] & 0x3F | 0x80
        h = digest.hex()
        ids.append(f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}")
    return ids


def _probabilities(score_db: NDArray[np.float64], context: Context) -> "pa.Array[Any]":
    """What local decisions have shown scores to mean; null until there are enough of them."""
    calibration = context.weights.calibration
    if calibration is None:
        return pa.nulls(len(score_db), pa.float64())
    return pa.array(calibration.probability(score_db - context.policy.start_db))


def _signals_of(written: NDArray[np.int64], pair: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The signals of each written pair: offsets (P + 1,) into the order of signals."""
    order = np.argsort(pair, kind="stable")
    low = np.searchsorted(pair[order], written, "left")
    high = np.searchsorted(pair[order], written, "right")
    offsets = np.concatenate(([0], np.cumsum(high - low)))
    taken = np.repeat(low - offsets[:-1], high - low) + np.arange(offsets[-1])
    return offsets, order[taken]


def _contributions(
    gathered: "Gathered", assessed: Assessed, order: NDArray[np.int64], offsets: NDArray[np.int64], context: Context
) -> "pa.ListArray[Any]":
    which, detectors = gathered.detector[order], gathered.detectors
    weights = np.array([context.weights.db.get(d.name, 0.0) for d in detectors])
    children = [
        named([d.name for d in detectors], which),
        named([d.family for d in detectors], which),
        named([d.direction for d in detectors], which),
        pa.array(gathered.signals.strength[order]),
        pa.array(weights[which]),
        pa.array(assessed.contribution_db[order]),
        pa.array(assessed.counted[order]),
    ]
    structs = pa.StructArray.from_arrays(children, fields=list(CONTRIBUTION))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)


def _references(
    gathered: "Gathered", assessed: Assessed, order: NDArray[np.int64], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The price that each finding's price was held against, by the signal of the price family that counted."""
    is_price = np.array([d.family == "price" for d in gathered.detectors])[gathered.detector[order]]
    finding = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    used = np.flatnonzero(is_price & assessed.counted[order])
    reference, private = np.full(len(offsets) - 1, np.nan), np.zeros(len(offsets) - 1, np.bool_)
    reference[finding[used]] = gathered.signals.reference[order[used]]
    private[finding[used]] = gathered.signals.private[order[used]]
    return reference, private


def _reasons(
    batch: Batch, gathered: "Gathered", assessed: Assessed, order: NDArray[np.int64], offsets: NDArray[np.int64]
) -> Reasons:
    """The signals that counted, those of a finding together, strongest first."""
    counted = order[assessed.counted[order]]
    finding = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))[assessed.counted[order]]
    ranked = np.lexsort((gathered.detector[counted], -np.abs(assessed.contribution_db[counted]), finding))
    which, detectors = counted[ranked], gathered.detectors
    signals = gathered.signals.take(which)
    return Reasons(
        detectors=tuple(d.name for d in detectors),
        supports=np.array([d.direction == "for" for d in detectors]),
        shows_span=np.array([d.seller_view == "span" for d in detectors]),
        finding=finding[ranked],
        detector=gathered.detector[which],
        text=evidence_texts(batch, signals),
        field=pa.array(np.array([*FIELDS, ""], np.object_)[signals.field], pa.string()),  # -1, nowhere, is the last
        note=pa.array(signals.note, pa.string()),
        number=signals.number,
        reference=signals.reference,
        unit=gathered.unit[which],
        private=signals.private,
    )


def _pictures(
    gathered: "Gathered",
    assessed: Assessed,
    order: NDArray[np.int64],
    offsets: NDArray[np.int64],
    rows: NDArray[np.int64],
    looked: Looked,
) -> list[tuple[str | None, str | None]]:
    """The listing's picture to show, and the official one beside it: the copy that weighs most, else the first."""
    shown: list[tuple[str | None, str | None]] = [(None, None)] * len(rows)
    if not len(looked.row):
        return shown
    first = np.searchsorted(looked.row, rows)
    for number, place in enumerate(first):
        if place < len(looked.row) and looked.row[place] == rows[number]:
            shown[number] = (looked.digest[place], None)
    finding = np.repeat(np.arange(len(rows)), np.diff(offsets))
    copied = np.flatnonzero(gathered.signals.picture[order] >= 0)
    weight = np.abs(assessed.contribution_db[order[copied]])
    for place in copied[np.argsort(weight, kind="stable")]:
        signal = order[place]
        shown[finding[place]] = (looked.digest[gathered.signals.picture[signal]], gathered.signals.note[signal])
    return shown
