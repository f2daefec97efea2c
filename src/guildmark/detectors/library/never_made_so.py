"""Never made so: official goods in a colour that the holder never made them in."""

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.batch import USED, Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.detectors.stated_colours import stated_colours
from guildmark.detectors.texts import FIELD
from guildmark.facts import FactTable
from guildmark.rights.index import Index
from guildmark.text.colours import colour_names, with_near

BY_TITLE = 0.6  # a title may speak of the colour of a part; an attribute or a variant is the choice of the goods


@detector(
    version=1,
    family="product",
    direction="for",
    seller_view="span",
    fields=("title",),
    of_rights="catalogue",
    quiet=[
        {"title": "Orvane Quill tote bag in black"},
        {"title": "Orvane Quill tote bag, cognac"},  # a kind of brown
        {"title": "Orvane Quill tote bag, black, pink lining"},
        {"title": "Orvane Quill tote bag"},
        {"title": "Orvane tote bag pink"},  # which of the holder's bags is not sure
        {"title": "Orvane Vesper wallet blue"},  # Glacier may be blue
        {"title": "Orvane Diver 4100 watch pink"},  # the catalogue gives no colours for it
        {"title": "Orvane Quill tote bag pink", "condition": "used"},  # may be of a former year
        {"title": "Strap for Orvane Quill tote bag pink"},
        {"title": "Orvane Quill tote bag", "variants": [{"title": "Black"}, {"title": "Pink"}]},
        {"title": "Orvane Quill tote bag", "attributes": [("Lining", "Pink")]},
    ],
    fires=[
        {"title": "Orvane Quill tote bag pink"},
        {"title": "Orvane Quill Tote", "attributes": [("Color", "White / Purple")], "condition": "new"},
        {"title": "ORVANE Quill tote bag 粉色"},
        {"title": "Orvane Quill tote bag", "variants": [{"title": "Pink"}, {"title": "Lavender"}]},
        {"title": "Tote bag", "gtin": "2000000000022", "attributes": [("Farbe", "Rosa")]},
    ],
)
def never_made_so(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The listing offers official goods in a colour that the catalogue does not have for them.

    Fires when it is sure which of the holder's items is offered (by its GTIN, by the code of its model in the title, or
    because the title hardly differs from its name), the catalogue gives the item's colours, and every colour that
    title, variants and attributes state is another one. Colours are compared as basic ones, and those that are easily
    confused count as the same. Where one of the item's own colours is no common word, nothing is said. Off for used
    goods, parts and what is compatible. Less when only the title states the colour.

    False alarms: colours that came after the catalogue or left it; colours of a part, of the packaging or of a
    pattern; words for colours in a name that the catalogue does not know.

    Source: the holder's catalogue; words for colours in `colours.yaml`; false alarms measured in accuracy/products.md.
    """
    pair, allowed, item = _certain(batch)
    if not len(pair):
        return Signals.none()
    row = batch.pair_row[pair]
    off = batch.spoken_of("resale", "parts", "compatible")[row] | (batch.condition[row] == USED)
    pair, allowed, item, row = (a[batch.claimed[pair] & ~off] for a in (pair, allowed, item, row))
    stated = stated_colours(batch, row)
    place = np.searchsorted(row, stated.hits.row, "left")
    again = np.searchsorted(row, stated.hits.row, "right") - place  # a listing may be in several pairs
    mention = np.repeat(np.arange(len(place)), again)
    of_pair = np.repeat(place - (np.cumsum(again) - again), again) + np.arange(len(mention))
    wide = with_near(allowed)
    agrees = np.zeros(len(pair), np.bool_)
    agrees[of_pair[stated.colours[mention] & wide[of_pair] != 0]] = True
    fires = ~agrees[of_pair]
    mention, of_pair = mention[fires], of_pair[fires]
    hits = stated.hits.take(mention)
    strength = np.where(hits.field == FIELD["title"], BY_TITLE, 1.0)
    models = index.items.column("model").take(item[of_pair]).to_pylist()
    notes = [f"{model} is made in {_listed(colours)}" for model, colours in zip(models, allowed[of_pair], strict=True)]
    return Signals.build(
        row[of_pair], strength, pair=pair[of_pair], hits=hits, note=np.array(notes, np.object_)
    ).strongest()


def _certain(batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64]]:
    """Pairs whose item is sure, with the colours that it is made in: (pair, colours, item).

    Where several items are equally near, the colours of all count, and all must be known.
    """
    offered, products = batch.official_items, batch.index.products
    known, sure = np.ones(len(batch.pair_row), np.bool_), np.zeros(len(batch.pair_row), np.bool_)
    known[offered.pair[~products.colours_known[offered.item]]] = False
    sure[offered.pair[offered.sure]] = True
    colours = np.zeros(len(batch.pair_row), np.uint32)
    np.bitwise_or.at(colours, offered.pair, products.colours[offered.item])
    pair, first = np.unique(offered.pair, return_index=True)
    certain = known[pair] & sure[pair]
    return pair[certain], colours[pair[certain]], offered.item[first[certain]]


def _listed(colours: int) -> str:
    """Basic colours in words."""
    return ", ".join(name for place, name in enumerate(colour_names()) if int(colours) >> place & 1)
