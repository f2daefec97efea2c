"""Tactics asked plainly: one listing at a time, one condition at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from guildmark.detectors import all_detectors
from guildmark.detectors.batch import Batch
from guildmark.detectors.texts import FIELDS, text_columns
from guildmark.engine import Context
from guildmark.engine.evaluate import Clock, gather
from guildmark.engine.look import look_at_pictures
from guildmark.facts import FactTable, Kind
from guildmark.facts.kinds import WINDOW_DAYS
from guildmark.rights.sought import rights_called
from guildmark.tactics.asked import Asked
from guildmark.tactics.conditions.fact import keys_of
from guildmark.tactics.conditions.mark import folded
from guildmark.tactics.logic import holds
from guildmark.tactics.plain import One


def fired_plainly(table: pa.Table, context: Context, facts: FactTable | None) -> set[tuple[int, str, str]]:
    """Row, tactic and right of everything that fires."""
    fired = set()
    for row in range(len(table)):
        listing = table.slice(row, 1)
        for right, one in ones(listing, context, facts):
            fired |= {
                (row, str(used.tactic.id), right)
                for used in context.tactics.used
                if _is_about(used.tactic.about, right, context) and holds(used.when, one)
            }
    return fired


def ones(listing: pa.Table, context: Context, facts: FactTable | None) -> list[tuple[str, One]]:
    """The marks that one listing is tied to, each as it can be asked about."""
    looked = look_at_pictures(listing, context)
    batch = Batch.read(
        listing, context.index, context.rates, context.matcher, looked.matches, looked.texts, None, looked.known
    )
    gathered = gather(batch, facts, Clock())
    numbers = context.tactics.phrase_numbers
    asked = Asked(batch, gathered.signals, gathered.detector, facts, numbers, context.tactics.pictures)
    known, authorised = batch.authorised
    (columns,) = listing.to_pylist()
    found = []
    for pair, right in enumerate(batch.pair_right.tolist()):
        own = np.flatnonzero(gathered.signals.pair == pair)
        one = One(
            listing=columns,
            mark_names=frozenset(_names(right, context)),
            is_named=not batch.only_told[pair],
            is_authorised=bool(authorised[pair]) if known[pair] else None,
            says=lambda text, pair=pair: _said(text, pair, asked),
            texts=lambda name: _texts(listing, name),
            signals=[
                {
                    "detector": all_detectors()[gathered.detector[place]].name,
                    "strength": float(gathered.signals.strength[place]),
                    "number": float(gathered.signals.number[place]),
                    "reference": float(gathered.signals.reference[place]),
                }
                for place in own
            ],
            fact=lambda same, measure, days: _fact(same, measure, days, asked),
            price_eur=None if np.isnan(batch.offer_eur[0]) else float(batch.offer_eur[0]),
            to_eur=lambda amount, currency: amount / context.rates.per_eur.get(currency, np.nan),
        )
        found.append((context.index.rights.column("right_id")[right].as_py(), one))
    return found


def _said(text: str, pair: int, asked: Asked) -> Sequence[tuple[str, int]]:
    """Where a phrase stands, and how far the nearest name of the mark is in the same text."""
    hits, batch = asked.hits, asked.batch
    found = []
    for place in np.flatnonzero(hits.value == asked.phrase_numbers[text]):
        gap = 1 << 30
        for mark in np.flatnonzero((batch.named.value == pair) & (batch.named.key == hits.key[place])):
            before = int(batch.named.start[mark]) - int(hits.end[place])
            behind = int(hits.start[place]) - int(batch.named.end[mark])
            gap = min(gap, max(before, behind, 0))
        found.append((FIELDS[hits.field[place]], gap))
    return found


def _texts(listing: pa.Table, name: str) -> list[str]:
    column = text_columns(listing).get(name)
    return [] if column is None else [text for text in column.texts.to_pylist() if text is not None]


def _fact(same: str, measure: str, days: int, asked: Asked) -> float | None:
    if asked.facts is None:
        return None
    kind = Kind[same.upper()]
    place, keys = keys_of(kind, asked, np.zeros(1, np.int64))
    if not len(keys):
        return None
    found = asked.facts.lookup(kind, keys, asked.batch.own(place))
    return float(getattr(found, measure)[:, WINDOW_DAYS.index(days)].max())


def _names(right: int, context: Context) -> list[str]:
    asked = [name for used in context.tactics.used for name in _marks_of(used.when)]
    keys, rights = context.index.mark_keys, len(context.index.rights)
    return [folded(name) for name in asked if right in rights_called(name, keys, rights)]


def _marks_of(node: Any) -> list[str]:
    from guildmark.tactics.conditions.mark import Mark
    from guildmark.tactics.logic import conditions_of

    return [name for one in conditions_of(node) if isinstance(one, Mark) for name in one.names]


def _is_about(about: Sequence[str], right: str, context: Context) -> bool:
    numbers: Mapping[str, int] = context.right_numbers
    keys, rights = context.index.mark_keys, len(context.index.rights)
    return not about or any(numbers[right] in rights_called(name, keys, rights) for name in about)
