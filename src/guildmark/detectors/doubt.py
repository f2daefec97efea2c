"""Doubt: whether what a phrase says is only asked, feared, hoped, supposed or compared with, in its own clause."""

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from guildmark.detectors.denial import one_clause
from guildmark.detectors.hits import Hits
from guildmark.detectors.texts import Texts
from guildmark.rights.index import Index

# Code points: "I was worried that this might turn out to be "; and behind, "… かもしれない", "… olabilir diye korktum".
REACH_BEFORE, REACH_AFTER = 40, 8
TO_QUESTION_MARK = 30
LONGEST_TEXT = 1 << 31  # code points: more than a text in Arrow can hold
ASKED = r"^[^.,;:!\n。，；：！…]*[?？]"


def doubted(hits: Hits, unsure: Hits, index: Index, texts: Texts) -> NDArray[np.bool_]:
    """Whether each hit of reviews is in doubt; `unsure` are the hits of that list. Shape (n,)."""
    kinds = np.array(index.phrase_kinds)[index.phrase_kind[unsure.value]]
    position = index.phrase_position[unsure.value]
    turns = unsure.take(kinds == "turn")
    result = asked(hits, unsure.take(kinds == "why"), texts)
    doubts = unsure.take((kinds == "doubt") & (position < 0))
    before = preceding(hits, doubts)
    near = np.flatnonzero(before >= 0)
    doubt, hit = doubts.take(before[near]), hits.take(near)
    turn = preceding(hit, turns)
    turned = (turn >= 0) & (turns.start[turn] > doubt.start if len(turns) else False)
    close = hit.start - doubt.end <= REACH_BEFORE
    result[near] |= close & ~turned & one_clause(hit, doubt.end, hit.start, texts)
    behind = unsure.take((kinds == "doubt") & (position > 0))
    after = following(hits, behind)
    near = np.flatnonzero(after >= 0)
    hit, doubt = hits.take(near), behind.take(after[near])
    close = doubt.start - hit.end <= REACH_AFTER
    result[near] |= close & one_clause(hit, hit.end, doubt.start, texts)
    return result


def asked(hits: Hits, why: Hits, texts: Texts) -> NDArray[np.bool_]:
    """Whether the clause of each hit ends in a question mark, and does not ask why somebody did it. Shape (n,)."""
    behind = texts.cut(hits.field, hits.text, hits.end, hits.end + TO_QUESTION_MARK)
    question = np.asarray(pc.match_substring_regex(behind, ASKED), np.bool_)
    before = preceding(hits, why)
    near = np.flatnonzero(before >= 0)
    question[near] &= ~one_clause(hits.take(near), why.end[before[near]], hits.start[near], texts)
    return question


def preceding(hits: Hits, others: Hits) -> NDArray[np.int64]:
    """The last of the others that begins before each hit in the same text, or -1. Shape (n,)."""
    wanted, places = _places(hits, hits.start, others)
    order = np.argsort(places, kind="stable")
    at = np.searchsorted(places[order], wanted, "left") - 1
    return _same_text(hits, others, order, at, at >= 0)


def following(hits: Hits, others: Hits) -> NDArray[np.int64]:
    """The first of the others that begins at or behind the end of each hit in the same text, or -1. Shape (n,)."""
    wanted, places = _places(hits, hits.end, others)
    order = np.argsort(places, kind="stable")
    at = np.searchsorted(places[order], wanted, "left")
    return _same_text(hits, others, order, at, at < len(order))


def _places(hits: Hits, edge: NDArray[np.int32], others: Hits) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Text and place in it as one number that keeps their order: of an edge of each hit, and of the others' starts."""
    _, texts = np.unique(np.concatenate((hits.key, others.key)), return_inverse=True)
    return texts[: len(hits)] * LONGEST_TEXT + edge, texts[len(hits) :] * LONGEST_TEXT + others.start


def _same_text(
    hits: Hits, others: Hits, order: NDArray[np.int64], at: NDArray[np.int64], there: NDArray[np.bool_]
) -> NDArray[np.int64]:
    found = np.full(len(hits), -1, np.int64)
    found[there] = order[at[there]]
    found[there] = np.where(others.key[found[there]] == hits.key[there], found[there], -1)
    return found
