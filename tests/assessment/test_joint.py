"""Evidence of several families counts once, in their place, and never lowers a score."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from guildmark.assessment.joint import Joint, in_place_of
from guildmark.records import FAMILIES

F = len(FAMILIES)
DB = st.floats(0, 20).map(lambda db: round(db, 1))
SIGNALS = st.lists(
    st.tuples(st.integers(0, 2), st.sets(st.integers(0, 4), min_size=1, max_size=3), DB), max_size=8
)  # pair, families, decibans
ALONE = st.lists(st.lists(DB, min_size=F, max_size=F), min_size=3, max_size=3)


def joint_of(signals: list[tuple[int, set[int], float]]) -> Joint:
    families = np.zeros((len(signals), F), np.bool_)
    for place, (_, own, _db) in enumerate(signals):
        families[place, sorted(own)] = True
    return Joint(np.array([s[0] for s in signals], np.int64), families, np.array([s[2] for s in signals], np.float64))


def total(pair: int, joint: Joint, counts: np.ndarray, taken: np.ndarray, alone: np.ndarray) -> float:
    own = counts & (joint.pair == pair)
    return float(joint.contribution_db[own].sum() + alone[pair][~taken[pair]].sum())


@given(SIGNALS, ALONE)
def test_a_joint_signal_never_lowers_a_score_and_no_family_counts_twice(
    signals: list[tuple[int, set[int], float]], given_alone: list[list[float]]
) -> None:
    joint, alone = joint_of(signals), np.array(given_alone)
    counts, taken = in_place_of(joint, alone)
    for pair in range(3):
        assert total(pair, joint, counts, taken, alone) >= alone[pair].sum() - 1e-9
        own = [set(np.flatnonzero(joint.families[n])) for n in np.flatnonzero(counts & (joint.pair == pair))]
        assert all(not a & b for a, b in combinations(own, 2))
        assert set(np.flatnonzero(taken[pair])) == set().union(*own)


@given(SIGNALS.filter(bool), ALONE)
def test_the_one_that_adds_most_counts(
    signals: list[tuple[int, set[int], float]], given_alone: list[list[float]]
) -> None:
    joint, alone = joint_of(signals), np.array(given_alone)
    counts, _ = in_place_of(joint, alone)
    gain = joint.contribution_db - (alone[joint.pair] * joint.families).sum(axis=1)
    for pair in range(3):
        own = np.flatnonzero((joint.pair == pair) & (gain > 0))
        if len(own):
            assert counts[own].any()
            assert gain[own[counts[own]]].max() == gain[own].max()


@given(SIGNALS, ALONE)
def test_the_pairs_of_a_batch_do_not_touch_each_other(
    signals: list[tuple[int, set[int], float]], given_alone: list[list[float]]
) -> None:
    joint, alone = joint_of(signals), np.array(given_alone)
    counts, taken = in_place_of(joint, alone)
    for pair in range(3):
        own = np.flatnonzero(joint.pair == pair)
        lone = Joint(np.zeros(len(own), np.int64), joint.families[own], joint.contribution_db[own])
        counted, took = in_place_of(lone, alone[pair][None, :])
        assert counted.tolist() == counts[own].tolist()
        assert took[0].tolist() == taken[pair].tolist()
