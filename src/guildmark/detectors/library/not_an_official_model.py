"""Not an official model: an article number that the holder never gave to any of its goods."""

from typing import Any

import numpy as np
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.columns import mask_of
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.facts.models import model_texts
from guildmark.rights.index import Index
from guildmark.rights.names import is_listed, model_numbers, name_numbers, right_keys

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

BY_MODEL = 0.6  # sellers write numbers of models in their own way, and GTINs in one


@detector(
    version=3,
    family="product",
    direction="for",
    seller_view="span",
    fields=("gtin", "attributes"),
    of_rights="catalogue",
    quiet=[
        {"title": "Orvane Diver 4100", "gtin": "2000000000015"},
        {"title": "Orvane bag"},
        {"title": "Tessaly bag", "gtin": "2000000000039"},  # the holder gave no catalogue
        {"title": "Strap for Orvane Diver 4100", "gtin": "2000000000039"},
        {"title": "Orvane watch", "attributes": [("Model", "DIVER-4100/BK")]},  # the official number, written otherwise
        {"title": "Orvane watch", "attributes": [("Model", "Diver"), ("Size", "41000")]},  # no number of a model
        {"title": "Orvane Diver-4100 watch", "attributes": [("Model", "20771")]},  # the shop's own number
        {"title": "Orvane Halo candle", "gtin": "2000000000039"},  # the catalogue has no GTIN for it
    ],
    fires=[
        {"title": "Orvane Diver watch", "gtin": "2000000000039"},
        {"title": "Orvane watch", "attributes": [("Model", "XK77812")]},
        {"title": "Orvane Diver 4100 watch", "gtin": "2000000000039"},
    ],
)
def not_an_official_model(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The listing names the mark and carries a GTIN, or the number of a model, that is not in the official catalogue.

    Fires when the catalogue of the right has GTINs, and the listing's is none of them; less when an attribute gives a
    model with a number of three digits or more, and none of its numbers stands in a model of the catalogue. Off where
    the listing carries an official GTIN, or speaks of parts or compatible goods. Where the title surely names an
    official item, another number is the shop's own, and a GTIN counts only if the catalogue has one for that item.

    False alarms: goods older or newer than the catalogue; bundles with a number of their own; sellers who write their
    own number as the model.

    Source: the holder's catalogue; weights measured.
    """
    asked = index.has_catalogue[batch.pair_right] & ~batch.spoken_of("compatible", "parts")[batch.pair_row]
    asked[batch.pair_of(batch.gtin_row, index.item_right[batch.gtin_item])] = False
    named, with_gtin = _surely_named(batch, index)
    by_gtin = np.flatnonzero(
        asked & batch.gtin_given[batch.pair_row] & index.has_gtins[batch.pair_right] & (~named | with_gtin)
    )
    asked[by_gtin] = False
    by_model, models = _by_model(batch, np.flatnonzero(asked & ~named), index)
    gtins: list[Any] = batch.taken(batch.pair_row[by_gtin], "gtin").column(0).to_pylist()
    pair = np.concatenate((by_gtin, by_model))
    notes = [f"GTIN {gtin}" for gtin in gtins]
    notes += [f"model {model}" for model in models]
    strength = np.repeat([1.0, BY_MODEL], [len(by_gtin), len(by_model)])
    return Signals.build(batch.pair_row[pair], strength, pair=pair, note=np.array(notes, np.object_))


def _surely_named(batch: Batch, index: Index) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether the title of each pair surely names official items, and whether the catalogue has a GTIN of one of them.
    Shapes: (P,)."""
    offered = batch.official_items
    sure = offered.take(offered.sure)
    gtins = index.items.column("gtin").take(sure.item)
    pairs = len(batch.pair_row)
    return mask_of(sure.pair, pairs), mask_of(sure.pair[np.asarray(pc.not_equal(gtins, ""), np.bool_)], pairs)


def _by_model(batch: Batch, pairs: NDArray[np.int64], index: Index) -> tuple[NDArray[np.int64], list[str]]:
    """Pairs whose listing gives a model of another number, and that model."""
    if not len(pairs) or not len(index.model_keys):
        return pairs[:0], []
    texts: list[str | None] = model_texts(batch.taken(batch.pair_row[pairs], "attributes")).to_pylist()
    numbers = [model_numbers(text or "") for text in texts]
    counts = np.array([len(of_pair) for of_pair in numbers])
    keys = right_keys(
        np.repeat(batch.pair_right[pairs], counts), name_numbers(n for of_pair in numbers for n in of_pair)
    )
    known = np.bincount(np.repeat(np.arange(len(pairs)), counts), is_listed(keys, index.model_keys), len(pairs)) > 0
    places = np.flatnonzero((counts > 0) & ~known)
    return pairs[places], [texts[place] or "" for place in places]
