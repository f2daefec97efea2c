"""Turned product: the listing was about something else before, and keeps its age and its reviews."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.earlier import rights_named
from guildmark.detectors.forms import DAY_US, forms_of, held_against, instants_us, kept_pictures
from guildmark.detectors.hits import Hits
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index
from guildmark.text.likeness import shared_part

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

NEWLY_NAMED, OTHER_GOODS = 0.5, 0.1  # the mark was not named before; it was, for another product
A_CHANGE, MOST_CHANGES = 0.1, 2  # category, brand, GTIN, pictures
AGED, REVIEWED = 0.1, 0.2
AGED_DAYS = 30.0
UNLIKE_BELOW = 0.5  # share of a brand or category that is the same: "Shoes > Boots" and "Boots" are one


@detector(
    version=1,
    family="history",
    direction="for",
    seller_view="family",
    fields=("before",),
    quiet=[
        {"title": "Orvane bag"},  # not seen before
        {"title": "Orvane bag", "before": {"form": {"title": "NEW ORVANE bag, brown"}}},
        {"title": "bag leather Orvane 2026 women", "before": {"form": {"title": "Orvane leather bag"}}},
        # a better title for the same GTIN
        {"title": "Orvane bag", "gtin": "2000000000039", "before": {"form": {"title": "tote", "gtin": 2000000000039}}},
        {"title": "plain tote", "before": {"form": {"title": "Orvane watch", "category": "watches"}}},
    ],
    fires=[
        {
            "title": "Orvane leather bag",
            "category": "bags",
            "before": {"form": {"title": "12 coloured pencils for children", "category": "toys", "reviews": 31}},
        },
        {  # turned at an earlier run, and unchanged since
            "title": "Orvane leather bag",
            "before": {"form": {"title": "Orvane leather bag"}, "was": {"title": "12 coloured pencils for children"}},
        },
    ],
)
def turned_product(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The listing turned from another product into what it offers now.

    Fires when an earlier scan with the same state saw another title that shares less than a quarter with this one,
    while neither the GTIN nor half of the pictures stayed. It says most when the mark was not named before, more with
    each other change (category, brand, GTIN, pictures), with an age of 30 days, and with reviews that came along.

    False alarms: sellers who reuse a listing for their next goods, which marketplaces forbid; titles written anew in
    another language, with other pictures, that name the mark now.

    Source: measured in accuracy/edits/README.md; decided in docs/decisions/what-a-state-remembers-of-a-listing.md.
    """
    if "before" not in batch.listings.column_names or not len(batch.pair_row):
        return Signals.none()
    before: Any = batch.listings.column("before").combine_chunks()
    rows = np.unique(batch.pair_row)
    rows = rows[np.asarray(before.is_valid())[rows]]
    now = forms_of(batch.listings.take(rows))
    earlier, at_us, other = held_against(before.take(rows), now)
    rows, earlier, now, at_us = rows[other], earlier.filter(other), now.filter(other), at_us[other]
    if not len(rows):
        return Signals.none()
    changes, reviews = _changes(earlier, now), np.asarray(pc.fill_null(pc.struct_field(earlier, "reviews"), 0))
    begun_us = np.fmin(instants_us(earlier), _created_us(batch.listings.take(rows)))
    aged = (at_us - begun_us) / DAY_US >= AGED_DAYS
    place, pair = batch.pairs_of_rows(rows)
    said = [{name: form[name] for name in ("title", "brand", "category")} for form in earlier.to_pylist()]
    newly = ~rights_named(batch, said, place, batch.pair_right[pair])
    by_changes = A_CHANGE * np.minimum([len(found) for found in changes], MOST_CHANGES)[place]
    by_age = (AGED * aged + REVIEWED * (reviews > 0))[place]
    strength = np.where(newly, NEWLY_NAMED + by_changes + by_age, OTHER_GOODS * by_changes / A_CHANGE)
    fires = strength > 0
    pair, place = pair[fires], place[fires]
    notes = np.array(_notes(earlier, changes, reviews), np.object_)[place]
    strongest = np.minimum(strength[fires], 1.0)
    return Signals.build(rows[place], strongest, pair=pair, hits=_first_named(batch, pair), note=notes)


def _changes(earlier: Any, now: Any) -> list[list[str]]:
    """What is not the same besides the title, by listing."""
    changes: list[list[str]] = [[] for _ in range(len(now))]
    masks = {
        name: shared_part(*(pc.struct_field(form, name).to_pylist() for form in (earlier, now))) < UNLIKE_BELOW
        for name in ("category", "brand")
    }
    gtins = (pc.struct_field(form, "gtin") for form in (earlier, now))
    masks["GTIN"] = np.asarray(pc.fill_null(pc.not_equal(*gtins), False), np.bool_)
    masks["pictures"] = kept_pictures(earlier, now) == 0
    for name, mask in masks.items():
        for place in np.flatnonzero(mask):
            changes[place].append(name)
    return changes


def _notes(earlier: Any, changes: list[list[str]], reviews: NDArray[Any]) -> list[str]:
    """What stood there before, what changed, and how many reviews came along."""
    titles = pc.struct_field(earlier, "title").to_pylist()
    notes = []
    for title, changed, count in zip(titles, changes, reviews.tolist(), strict=True):
        kept = f"; {count} reviews kept" if count else ""
        notes.append(f"{title} (changed: {', '.join(['title', *changed])}{kept})")
    return notes


def _first_named(batch: Batch, pairs: NDArray[np.int64]) -> Hits:
    """Where each pair's mark stands first; nowhere where a picture or a GTIN names it."""
    named = batch.named
    order = np.lexsort((named.start, named.text, named.field, named.value))
    place = np.searchsorted(named.value[order], pairs)
    there = place < len(order)
    there[there] = named.value[order[place[there]]] == pairs[there]
    rows, nowhere = batch.pair_row[pairs], np.full(len(pairs), -1, np.int64)
    zero = np.zeros(len(pairs), np.int32)
    hits = Hits(rows, nowhere, nowhere.copy(), zero, zero.copy(), pairs.astype(np.int32), zero.copy())
    first = named.take(order[place[there]])
    for name in ("field", "text", "start", "end"):
        getattr(hits, name)[there] = getattr(first, name)
    return hits


def _created_us(listings: pa.Table) -> NDArray[np.float64]:
    created: Any = listings.column("created_at").combine_chunks().cast(pa.int64()).cast(pa.float64(), safe=False)
    return np.asarray(created.fill_null(np.nan))
