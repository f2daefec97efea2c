"""Refused before: a listing of the same seller, or with the same contact, was refused, and this one is like it."""

from typing import Any

import numpy as np
import pyarrow.compute

from guildmark.detectors.batch import Batch
from guildmark.detectors.earlier import rights_named
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

SAME_MARK, OTHER_MARK = 1.0, 0.3  # whether the refused listing named the mark
BY_CONTACT = 0.8  # a number may be given on


@detector(
    version=1,
    family="history",
    direction="for",
    seller_view="family",
    fields=("refused",),
    quiet=[
        {"title": "Orvane bag"},
        {"title": "plain tote", "refused": {"title": "plain tote", "status": "banned", "by": "seller", "share": 1.0}},
    ],
    fires=[
        {
            "title": "Orvane leather bag brown",
            "refused": {
                "title": "Orvane leather bag",
                "status": "banned",
                "by": "seller",
                "like": "title",
                "share": 0.8,
            },
        },
        {
            "title": "0rvane leather bag",
            "refused": {"title": "Orvane bag", "status": "removed", "by": "contact", "like": "picture", "share": 0.5},
        },
    ],
)
def refused_before(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """A like listing of this seller was refused.

    Fires when the marketplace refused a listing (its `status` says so in this or an earlier scan with the same state),
    and this one, which appeared or changed in a scan that knew of it, is of the same seller or gives the same telephone
    number or address, and says the same in its title, or nearly so with the same picture or description. It says less
    when the refused one did not name the mark: then it may have been refused for anything.

    False alarms: listings that were refused for a missing document or a wrong category and came back in order.

    Source: statuses have a source each in `facts/refused.yaml`; limits measured in accuracy/edits/README.md.
    """
    if "refused" not in batch.listings.column_names or not len(batch.pair_row):
        return Signals.none()
    refused: Any = batch.listings.column("refused").combine_chunks()
    rows = np.unique(batch.pair_row)
    rows = rows[np.asarray(refused.is_valid())[rows]]
    if not len(rows):
        return Signals.none()
    told = refused.take(rows).to_pylist()
    place, pair = batch.pairs_of_rows(rows)
    named = rights_named(batch, [{"title": one["title"]} for one in told], place, batch.pair_right[pair])
    by_contact = np.array([one["by"] == "contact" for one in told])[place]
    strength = np.where(named, SAME_MARK, OTHER_MARK) * np.where(by_contact, BY_CONTACT, 1.0)
    notes = np.array([_note(one) for one in told], np.object_)[place]
    return Signals.build(rows[place], strength, pair=pair, note=notes)


def _note(told: dict[str, Any]) -> str:
    """Which listing was refused, when it was seen so, and what this one has in common with it."""
    seen = f" on {told['seen']:%Y-%m-%d}" if told["seen"] else ""
    source = "of this seller" if told["by"] == "seller" else "with the same contact"
    return f"“{told['title']}” {source}, seen as {told['status']}{seen}; same {told['like']}"
