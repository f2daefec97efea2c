"""All tactics in use, compiled: candidates are found by shared anchors, and each condition is asked once for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.batch import Batch
from guildmark.detectors.columns import mask_of
from guildmark.detectors.signals import Signals
from guildmark.facts import FactTable
from guildmark.rights.index import Index
from guildmark.rights.sought import Sought, Telling
from guildmark.tactics.asked import Asked
from guildmark.tactics.condition import Anchor, Mask, Pairs
from guildmark.tactics.logic import Node, anchor_of, conditions_of, mask_of_node, sought
from guildmark.tactics.used import SHADOW, Used

MOST_SPANS = 3  # of evidence, for each pair


@dataclass(frozen=True, slots=True)
class Fired:
    """What fired. Shapes: (n,) each: the tactic's place among those in use, and the pair, rising within a tactic."""

    tactic: NDArray[np.int64]
    pair: NDArray[np.int64]


@dataclass(frozen=True)
class TacticSet:
    """The tactics of a context, by id."""

    used: tuple[Used, ...] = ()

    @classmethod
    def of(cls, used: Iterable[Used]) -> "TacticSet":
        """Tactics in a fixed order, so that the order in which they are given changes nothing."""
        return cls(tuple(sorted(used, key=lambda one: (one.tactic.id, one.tactic.version))))

    def __len__(self) -> int:
        return len(self.used)

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """Every phrase that any of them looks for, once."""
        asked = (one.phrases for when in self._when for one in conditions_of(when))
        return tuple(sorted(frozenset().union(*asked)))

    @cached_property
    def pictures(self) -> tuple[str, ...]:
        """The hash of every picture that any of them knows, once."""
        asked = (one.pictures for when in self._when for one in conditions_of(when))
        return tuple(sorted(frozenset().union(*asked)))

    @cached_property
    def clues(self) -> Mapping[str, int]:
        """The place of each phrase and, behind them, of each picture."""
        return {clue: number for number, clue in enumerate((*self.phrases, *self.pictures))}

    @cached_property
    def phrase_numbers(self) -> Mapping[str, int]:
        """The place of each phrase."""
        return {phrase: number for number, phrase in enumerate(self.phrases)}

    @cached_property
    def sought(self) -> Sought:
        """What the index must look for, and which phrases tell of a mark."""
        tellings = {
            Telling(self.clues[clue], mark, used.mode == SHADOW)
            for used, anchor in zip(self.used, self._anchors, strict=True)
            for clue in (*anchor.phrases, *anchor.pictures)
            for mark in used.tactic.about
        }
        return Sought(self.phrases, tuple(sorted(tellings, key=lambda one: (one.clue, one.mark, one.quiet))))

    @cached_property
    def families(self) -> tuple[frozenset[str], ...]:
        """The families of evidence of each."""
        return tuple(used.tactic.families for used in self.used)

    @cached_property
    def _when(self) -> tuple[Node, ...]:
        """What each asks for here."""
        return tuple(used.when for used in self.used)

    @cached_property
    def _called(self) -> list[tuple[Index, dict[frozenset[str], Mask]]]:
        """The rights that have a name, for the index that was asked last."""
        return []

    @cached_property
    def _anchors(self) -> tuple[Anchor, ...]:
        anchors = []
        for used, when in zip(self.used, self._when, strict=True):
            anchor = anchor_of(when)
            if anchor is None:
                raise ValueError(f"tactic {used.tactic.id} has no anchor")
            anchors.append(anchor)
        return tuple(anchors)

    @cached_property
    def _by_phrase(self) -> Mapping[int, list[int]]:
        """The tactics that each phrase finds candidates of."""
        found: dict[int, list[int]] = {}
        for place, anchor in enumerate(self._anchors):
            for phrase in sorted(anchor.phrases):
                found.setdefault(self.phrase_numbers[phrase], []).append(place)
        return found

    @cached_property
    def _others(self) -> tuple[int, ...]:
        """The tactics whose candidates are found by anything else too."""
        return tuple(n for n, one in enumerate(self._anchors) if one.every or one.marks or one.signals or one.pictures)

    def fire(
        self, batch: Batch, signals: Signals, detector: NDArray[np.int64], facts: FactTable | None
    ) -> tuple[Fired, Asked]:
        """Ask every tactic of a batch, given what detectors found in it (see `Asked`)."""
        if not self._called or self._called[0][0] is not batch.index:
            self._called[:] = [(batch.index, {})]
        called = self._called[0][1]
        asked = Asked(batch, signals, detector, facts, self.phrase_numbers, self.pictures, called)
        places, pairs = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        if len(batch.pair_row):
            touched = {
                place for phrase in np.unique(asked.hits.value).tolist() for place in self._by_phrase.get(phrase, ())
            }
            for place in sorted(touched.union(self._others)):
                candidates = self._candidates(place, asked)
                if len(candidates):
                    found = candidates[mask_of_node(self._when[place], asked, candidates)]
                    places.append(np.full(len(found), place))
                    pairs.append(found)
        return Fired(np.concatenate(places), np.concatenate(pairs)), asked

    def _candidates(self, place: int, asked: Asked) -> Pairs:
        anchor, batch = self._anchors[place], asked.batch
        among = np.full(len(batch.pair_row), anchor.every, np.bool_)
        if anchor.phrases and not anchor.every:
            rows = mask_of(asked.said_anywhere(anchor.phrases).row, len(batch.listings))
            among |= rows[batch.pair_row]
        if anchor.pictures:
            known = batch.known.row[np.isin(batch.known.number, asked.picture_places(anchor.pictures))]
            among |= mask_of(known, len(batch.listings))[batch.pair_row]
        for name in anchor.signals:
            among[asked.signals.pair[asked.signals_of(name)]] = True
        if anchor.marks:
            among |= asked.rights_called(anchor.marks)[batch.pair_right]
        if about := self.used[place].tactic.about:
            among &= asked.rights_called(frozenset(about))[batch.pair_right]
        return np.flatnonzero(among)

    def signals(self, fired: Fired, asked: Asked) -> tuple[Signals, NDArray[np.int64]]:
        """A signal for each span of evidence of what fired, or one without a span; and the tactic of each."""
        parts, which = [Signals.none()], [np.zeros(0, np.int64)]
        for place in np.unique(fired.tactic).tolist():
            own = self._signals_of(self.used[place], fired.pair[fired.tactic == place], asked)
            parts += own
            which += [np.full(len(part), place) for part in own]
        signals, tactic = parts[0].joined(*parts[1:]), np.concatenate(which)
        first = _first_spans(signals, tactic)
        return signals.take(first), tactic[first]

    def _signals_of(self, used: Used, pairs: Pairs, asked: Asked) -> list[Signals]:
        tactic, rows, parts = used.tactic, asked.rows(pairs), []
        nowhere = np.ones(len(pairs), np.bool_)
        for one in sought(tactic.when):
            if (found := one.evidence(asked, pairs)) is not None:
                place, hits = found
                nowhere[place] = False
                parts.append(
                    Signals.build(rows[place], tactic.strength, pair=pairs[place], hits=hits, note=tactic.title)
                )
        parts.append(Signals.build(rows[nowhere], tactic.strength, pair=pairs[nowhere], note=tactic.title))
        return parts


def _first_spans(signals: Signals, tactic: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first spans of each tactic and pair, each once: two conditions may see the same one."""
    columns = (signals.end, signals.start, signals.text, signals.field, signals.pair, tactic)
    order = np.lexsort(columns)
    sorted_ = [column[order] for column in columns]
    differs = [np.concatenate(([True], column[1:] != column[:-1])) for column in sorted_]
    own = order[np.logical_or.reduce(differs)] if len(order) else order
    pair, of = signals.pair[own], tactic[own]
    new = np.concatenate(([True], (pair[1:] != pair[:-1]) | (of[1:] != of[:-1])))[: len(own)]
    begun = np.maximum.accumulate(np.where(new, np.arange(len(own)), 0))
    return own[np.arange(len(own)) - begun < MOST_SPANS]
