"""Findings as a table: a listing, a right, and what speaks for and against."""

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Assessed
from guildmark.assessment.sentence import Reasons, sentences
from guildmark.detectors import all_detectors
from guildmark.detectors.batch import Batch
from guildmark.detectors.texts import FIELDS
from guildmark.engine.context import Context
from guildmark.engine.look import Looked
from guildmark.engine.roster import Roster
from guildmark.records import BANDS, CONTRIBUTION, FINDING
from guildmark.records.digest import listing_digests
from guildmark.records.ids import NAMESPACE, SEPARATOR

if TYPE_CHECKING:
    from guildmark.engine.evaluate import Gathered

type Column = Any  # an Arrow array

NONE = FINDING.empty_table()
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
OF_RIGHT = {  # and what findings call it
    "right_id": "right_id",
    "version": "right_version",
    "kind": "right_kind",
    "mark": "mark",
    "holder": "holder",
}
BAND_NAMES = pa.array(BANDS)


def findings_table(
    batch: Batch,
    gathered: "Gathered",
    assessed: Assessed,
    written: NDArray[np.int64],
    context: Context,
    looked: Looked,
) -> pa.Table:
    """A row per written pair, in the order of listings and rights."""
    if not len(written):
        return NONE
    rows, rights = batch.pair_row[written], batch.pair_right[written]
    columns: dict[str, Column] = _taken(batch.listings.select(COPIED), rows)
    columns |= {OF_RIGHT[name]: column for name, column in _taken(context.index.rights, rights).items()}
    offsets, order = _signals_of(written, gathered.signals.pair)
    reference, private = _references(gathered, assessed, order, offsets, context.roster)
    offer = batch.offer_eur[rows]
    reviewer, seller = sentences(
        _reasons(gathered, assessed, order, offsets, context.roster), columns["mark"].to_pylist()
    )
    pictures = _pictures(gathered, assessed, order, offsets, rows, looked)
    score_db = assessed.score_db[written]
    columns |= {
        "finding_id": finding_ids(*(columns[name].to_pylist() for name in ("marketplace", "listing_id", "right_id"))),
        "price_eur": pa.array(offer, mask=np.isnan(offer)),
        "reference_eur": pa.array(reference, mask=np.isnan(reference)),
        "reference_private": pa.array(private),
        "listing_digest": listing_digests_of(batch.listings, rows),
        "start_db": pa.array(np.full(len(written), context.policy.start_db)),
        "score_db": pa.array(score_db),
        "probability": _probabilities(score_db, context),
        "band": BAND_NAMES.take(pa.array(assessed.band[written], pa.int64())),
        "would_band": BAND_NAMES.take(pa.array(assessed.would_band[written], pa.int64())),
        "contributions": _contributions(gathered, assessed, order, offsets, context),
        "sentence": reviewer,
        "seller_sentence": seller,
        "picture": pa.array([own for own, _ in pictures], pa.string()),
        "official_picture": pa.array([official for _, official in pictures], pa.string()),
    }
    return pa.Table.from_arrays([_typed(columns[field.name], field.type) for field in FINDING], schema=FINDING)


def _taken(table: pa.Table, rows: NDArray[np.int64]) -> dict[str, Column]:
    """Rows of a table, column by column: taking from the table itself costs a small batch several times as much."""
    wanted = pa.array(rows, pa.int64())
    return {name: table.column(name).combine_chunks().take(wanted) for name in table.column_names}


def _typed(column: Column, kind: "pa.DataType") -> Column:
    return column if column.type.equals(kind) else column.cast(kind)


def listing_digests_of(listings: pa.Table, rows: NDArray[np.int64]) -> Column:
    """The digest of the listing of each row, in hexadecimal digits."""
    unique, inverse = np.unique(rows, return_inverse=True)
    judged = listings if len(unique) == len(listings) else listings.take(unique)
    digests = pa.array([digest.hex() for digest in listing_digests(judged).to_pylist()], pa.string())
    return digests.take(pa.array(inverse, pa.int64()))


def finding_ids(marketplaces: list[Any], listing_ids: list[Any], right_ids: list[Any]) -> Column:
    """`records.finding_id` for many at once: UUID version 5, written out."""
    prefix, ids = NAMESPACE.bytes, []
    for parts in zip(marketplaces, listing_ids, right_ids, strict=True):
        digest = bytearray(hashlib.sha1(prefix + SEPARATOR.join(parts).encode(), usedforsecurity=False).digest()[:16])
        digest[6] = digest[6] & 0x0F | 0x50
        digest[8] = digest[8] & 0x3F | 0x80
        h = digest.hex()
        ids.append(f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}")
    return pa.array(ids, pa.string())


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
    registered, which = context.roster, pa.array(gathered.detector[order], pa.int64())
    weights = np.array([context.weights.db.get(name, 0.0) for name in registered.names])
    weights[len(weights) - len(registered.rules.db) :] = registered.rules.db
    children = [
        registered.name.take(which),
        registered.family.take(which),
        registered.direction.take(which),
        pa.array(gathered.signals.strength[order]),
        pa.array(weights[gathered.detector[order]]),
        pa.array(assessed.contribution_db[order]),
        pa.array(assessed.counted[order]),
    ]
    structs = pa.StructArray.from_arrays(children, fields=list(CONTRIBUTION))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)


def _references(
    gathered: "Gathered", assessed: Assessed, order: NDArray[np.int64], offsets: NDArray[np.int64], registered: Roster
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The price that each finding's price was held against, by the signal of the price family that counted."""
    is_price = registered.of_price[gathered.detector[order]]
    finding = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    used = np.flatnonzero(is_price & assessed.counted[order])
    reference, private = np.full(len(offsets) - 1, np.nan), np.zeros(len(offsets) - 1, np.bool_)
    reference[finding[used]] = gathered.signals.reference[order[used]]
    private[finding[used]] = gathered.signals.private[order[used]]
    return reference, private


def _reasons(
    gathered: "Gathered", assessed: Assessed, order: NDArray[np.int64], offsets: NDArray[np.int64], registered: Roster
) -> Reasons:
    """The signals that counted, those of a finding together, strongest first."""
    counted = order[assessed.counted[order]]
    finding = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))[assessed.counted[order]]
    ranked = np.lexsort((gathered.detector[counted], -np.abs(assessed.contribution_db[counted]), finding))
    which = counted[ranked]
    signals = gathered.signals.take(which)
    return Reasons(
        detectors=registered.templates,
        supports=registered.supports,
        shows_span=registered.shows_span,
        finding=finding[ranked],
        detector=gathered.detector[which],
        text=gathered.texts.take(pa.array(which, pa.int64())).to_pylist(),
        field=[FIELDS[field] if field >= 0 else None for field in signals.field.tolist()],
        note=signals.note.tolist(),
        number=signals.number,
        reference=signals.reference,
        unit=signals.unit,
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
    of_rights = gathered.detector[order] < len(all_detectors())  # what rules know is no official picture
    copied = np.flatnonzero((gathered.signals.picture[order] >= 0) & of_rights)
    weight = np.abs(assessed.contribution_db[order[copied]])
    for place in copied[np.argsort(weight, kind="stable")]:
        signal = order[place]
        shown[finding[place]] = (looked.digest[gathered.signals.picture[signal]], gathered.signals.note[signal])
    return shown
