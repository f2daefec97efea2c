"""Fitting: which marks a listing names only to say what its goods fit, protect, feed or repair."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.hits import Hits
from guildmark.detectors.texts import FIELD
from guildmark.records import GOODS
from guildmark.rights.index import Index
from guildmark.text.lists import fitted_goods

# Code points between a phrase and the mark that it speaks of; the name of a model may stand before "対応" or "uyumlu".
REACH_BEFORE, REACH_AFTER = 12, 16
BETWEEN_MARKS = 12  # in a list such as "for Orvane 12, Tessaly 9 and Belmoro": a model may stand between two marks
PLAINLY = 0.9  # grade of phrases that have no other use in a title
APART = 0.8  # what a plain phrase says of marks that stand elsewhere in the title
# Kinds of phrases. One without a kind speaks of the mark that it stands beside; the other kinds name the goods, and
# count wherever they stand in a title.
STATED, AFTERMARKET, SERVICE, BEARS = "", "aftermarket", "service", "bears"
MACHINES = ("device", "vehicle")  # the kinds of goods that parts and accessories of others are made for

type Found = tuple[Hits, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Fitting:
    """Marks, phrases of `words/compatible.yaml` and of `words/parts.yaml`, in the texts of one batch.

    `marks` have as their value the pair, whose right is in `pair_right`.
    """

    marks: Hits
    pair_right: NDArray[np.int64]
    phrases: Hits
    parts: Hits
    index: Index

    def found(self) -> Found:
        """The marks that are named for what the goods fit: hits with `value` the pair, and a strength (n,) for each.

        Nothing is said for a listing whose title offers what bears the mark: an emblem fits a car, and is the mark.
        """
        groups = [self._beside(-1), self._beside(1), self._apart(), *(self._named(kind) for kind in self._kinds())]
        hits, strength = Hits.joined(*(h for h, _ in groups)), np.concatenate([s for _, s in groups])
        bears = self._of_kind(BEARS, in_title=True).row
        if not len(hits) or not len(bears):
            return hits, strength
        kept = ~np.isin(hits.row, bears)
        return hits.take(kept), strength[kept]

    def _of_kind(self, *kinds: str, in_title: bool) -> Hits:
        which = kinds_mask(self.index.phrase_kinds, *kinds)[self.index.phrase_kind[self.phrases.value]]
        return self.phrases.take(which & (self.phrases.field == FIELD["title"]) if in_title else which)

    def _kinds(self) -> list[str]:
        return [*fitted_goods(), SERVICE]

    def _makes(self, *kinds: str) -> NDArray[np.bool_]:
        """The kinds of goods of each right (R, goods) that such things fit."""
        columns = [GOODS.index(name) for kind in kinds for name in fitted_goods()[kind]]
        return np.asarray(self.index.goods[:, columns])

    def _fits(self, kind: str) -> NDArray[np.bool_]:
        """The rights (R,) whose goods such things fit: a strap bears the name of a fashion house, and fits a watch of
        one that makes watches alone, or devices."""
        if kind == SERVICE:
            return np.ones(len(self.index.goods), np.bool_)
        makes = self._makes(kind).any(axis=1)
        if kind in MACHINES:
            return makes
        alone = self.index.sole_goods[:, [GOODS.index(name) for name in fitted_goods()[kind]]].any(axis=1)
        return np.asarray(alone | (makes & self._makes("device").any(axis=1)))

    def _named(self, kind: str) -> Found:
        """Pairs whose title names a thing of this kind, which fits the goods of the right; the hit is the thing."""
        things = self._of_kind(kind, in_title=True)
        if not len(things):
            return _nothing()
        marks = self.marks.take(self.marks.field == FIELD["title"])
        marks = marks.take(self._fits(kind)[self.pair_right[marks.value]])
        place, _ = marks.gap_to(things)
        marks, things = marks.take(place >= 0), things.take(place[place >= 0])
        strength = self.index.phrase_grade[things.value]
        return Hits(things.row, things.field, things.text, things.start, things.end, marks.value, marks.flags), strength

    def _apart(self) -> Found:
        """Machines named anywhere in a title that names a part or an accessory and says plainly that it fits."""
        stated = self._of_kind(STATED, AFTERMARKET, in_title=True)
        after = self.index.phrase_kind[stated.value] == self.index.phrase_kinds.index(AFTERMARKET)
        stated = stated.take(after | (self.index.phrase_grade[stated.value] >= PLAINLY))
        if not len(stated):
            return _nothing()
        things = [self._of_kind(*fitted_goods(), in_title=True).row, self.parts.row]
        marks = self.marks.take((self.marks.field == FIELD["title"]) & np.isin(self.marks.row, np.concatenate(things)))
        marks = marks.take(self._makes(*MACHINES).any(axis=1)[self.pair_right[marks.value]])
        place, _ = marks.gap_to(stated)
        marks, stated = marks.take(place >= 0), stated.take(place[place >= 0])
        return _spanned(marks, stated.start, stated.end), np.full(len(marks), APART)

    def _beside(self, side: int) -> Found:
        """Marks right behind (-1) or right before (1) a phrase, and those that follow in a list of what is fitted.

        Another mark in between takes the phrase for itself, unless goods of one kind may fit both.
        """
        marks, right, phrases = self.marks, self.pair_right[self.marks.value], self._of_kind(STATED, in_title=False)
        position = self.index.phrase_position[phrases.value]
        phrases = phrases.take(position <= 0 if side < 0 else position >= 0)
        if not len(phrases):
            return _nothing()
        next_mark, mark_gap = _next(marks, marks, side, np.zeros(len(marks)))
        phrase, gap = _next(marks, phrases, side, self.index.phrase_grade[phrases.value])
        reach = REACH_BEFORE if side < 0 else REACH_AFTER
        said = np.where((gap <= reach) & (gap <= mark_gap), phrase, -1)
        akin = (self.index.holder[right] == self.index.holder[right[next_mark]]) | (
            self._makes(*MACHINES)[right] & self._makes(*MACHINES)[right[next_mark]]
        ).any(axis=1)
        follows = (next_mark >= 0) & (mark_gap <= BETWEEN_MARKS) & akin
        while (more := follows & (said < 0) & (said[next_mark] >= 0)).any():
            said[more] = said[next_mark[more]]
        marks, of = marks.take(said >= 0), phrases.take(said[said >= 0])
        return _spanned(marks, of.start, of.end), self.index.phrase_grade[of.value]


@cache
def kinds_mask(names: tuple[str, ...], *kinds: str) -> NDArray[np.bool_]:
    """Which of the kinds of phrases, by their names, these are. Shape (kinds of phrases,)."""
    return np.array([name in kinds for name in names], np.bool_)


def _nothing() -> Found:
    return Hits.none(), np.zeros(0)


def _spanned(marks: Hits, start: NDArray[np.int32], end: NDArray[np.int32]) -> Hits:
    """Hits that reach from a mark to a phrase."""
    low, high = np.minimum(marks.start, start), np.maximum(marks.end, end)
    return Hits(marks.row, marks.field, marks.text, low, high, marks.value, marks.flags)


def _next(
    hits: Hits, others: Hits, side: int, grade: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each hit the nearest of the others that ends before it (-1) or starts behind it (1), or -1; and the gap.

    Of several that end or start there it is the one of the highest grade: "case for" rather than "for".
    """
    far = np.full(len(hits), np.iinfo(np.int32).max, np.int64)
    if not len(others):
        return np.full(len(hits), -1, np.int64), far
    at = others.end if side < 0 else others.start
    order = np.lexsort((-grade * side, at, others.key))
    places = _place(others.key[order], at[order])
    if side < 0:
        found = np.searchsorted(places, _place(hits.key, hits.start), "right") - 1
    else:
        found = np.searchsorted(places, _place(hits.key, hits.end), "left")
    inside = (found >= 0) & (found < len(others))
    place = order[np.where(inside, found, 0)]
    same = inside & (others.key[place] == hits.key)
    gap = (hits.start - at[place] if side < 0 else at[place] - hits.end).astype(np.int64)
    return np.where(same, place, -1), np.where(same, gap, far)


def _place(key: NDArray[np.int64], position: NDArray[np.int32]) -> NDArray[np.int64]:
    """One number for a text and a place in it."""
    return (key << np.int64(20)) + np.minimum(position, (1 << 20) - 1)
