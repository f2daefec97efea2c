"""Scores: nothing counts twice, more evidence never lowers suspicion, and nobody acts without a licence."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.assessment import Assessed, Policy, assess, read_policy
from guildmark.records import BANDS, FAMILIES

PAIRS = 4
FAMILY = st.integers(0, len(FAMILIES) - 1)
SIGNAL = st.tuples(
    st.integers(0, PAIRS - 1), FAMILY, st.booleans(), st.floats(0, 1), st.floats(0, 20), st.booleans()
)  # pair, family, for, strength, size of the weight, may act
SIGNALS = st.lists(SIGNAL, max_size=14)
POLICY = read_policy()


def run(signals: list[tuple[Any, ...]], policy: Policy = POLICY) -> Assessed:
    pair, family, supports, strength, size, able = zip(*signals, strict=True) if signals else ((),) * 6
    sides = np.array(supports, np.bool_)
    return assess(
        PAIRS, np.array(pair, np.int64), np.array(family, np.int64), sides, np.array(strength, np.float64),
        np.where(sides, 1, -1) * np.array(size, np.float64), may_act=np.array(able, np.bool_), policy=policy,
    )  # fmt: skip


@given(SIGNALS)
def test_per_family_and_direction_the_largest_contribution_counts_and_no_other(signals: list[tuple[Any, ...]]) -> None:
    found = run(signals)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, (pair, family, supports, *_) in enumerate(signals):
        groups.setdefault((pair, family, supports), []).append(place)
    expected = np.full(PAIRS, POLICY.start_db)
    for (pair, _, _), places in groups.items():
        sizes = [abs(found.contribution_db[place]) for place in places]
        assert sum(found.counted[place] for place in places) == 1
        assert found.counted[places[int(np.argmax(sizes))]]
        expected[pair] += found.contribution_db[places[int(np.argmax(sizes))]]
    assert found.score_db == pytest.approx(expected)


@given(SIGNALS, SIGNAL)
def test_a_further_signal_moves_a_score_only_its_own_way(signals: list[tuple[Any, ...]], more: tuple[Any, ...]) -> None:
    before, after = run(signals).score_db, run([*signals, more]).score_db
    pair, supports = more[0], more[2]
    change = after - before
    assert change[pair] >= -1e-9 if supports else change[pair] <= 1e-9
    assert np.delete(change, pair) == pytest.approx(0)


@given(st.lists(SIGNAL, min_size=1, max_size=14), st.data())
def test_more_strength_or_weight_never_speaks_less(signals: list[tuple[Any, ...]], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(signals) - 1))
    pair, family, supports, strength, size, able = signals[place]
    stronger = data.draw(st.tuples(st.floats(strength, 1), st.floats(size, 20)))
    raised = [*signals]
    raised[place] = (pair, family, supports, *stronger, able)
    change = run(raised).score_db[pair] - run(signals).score_db[pair]
    assert change >= -1e-9 if supports else change <= 1e-9


@given(SIGNALS, st.randoms(use_true_random=False))
def test_the_order_of_signals_changes_no_score_and_no_band(signals: list[tuple[Any, ...]], dice: Any) -> None:
    shuffled = [*signals]
    dice.shuffle(shuffled)
    one, other = run(signals), run(shuffled)
    assert one.score_db == pytest.approx(other.score_db)
    near = np.min(np.abs(one.score_db[:, None] - [POLICY.review_db, POLICY.act_db]), axis=1) < 1e-9
    ties = len({(s[0], s[1], s[2], s[3] * s[4]) for s in signals}) < len(signals)  # of equals the first counts
    if not near.any() and not ties:
        assert (one.would_band == other.would_band).all()


@given(SIGNALS)
def test_act_stays_shut_and_bands_follow_the_thresholds(signals: list[tuple[Any, ...]]) -> None:
    found = run(signals)
    review, act = BANDS.index("review"), BANDS.index("act")
    assert (found.band < act).all()
    assert (found.band == np.minimum(found.would_band, review)).all()
    assert ((found.score_db >= POLICY.review_db) == (found.band == review)).all()
    assert (found.score_db[found.would_band == act] >= POLICY.act_db).all()


@given(SIGNALS)
def test_evidence_that_may_not_act_alone_never_acts_not_even_all_of_it_together(
    signals: list[tuple[Any, ...]],
) -> None:
    unable = [(*signal[:5], False) for signal in signals]
    assert (run(unable).would_band < BANDS.index("act")).all()


@pytest.mark.parametrize("weight", [0.0, 20.0])
def test_evidence_without_weight_gives_no_leave_to_act(weight: float) -> None:
    price = [(0, FAMILIES.index(name), True, 1.0, 20.0, False) for name in POLICY.never_act_alone]
    words = (0, FAMILIES.index("words"), True, 1.0, weight, True)
    would = BANDS[run([*price, words]).would_band[0]]
    assert would == ("act" if weight else "review")


@settings(max_examples=50)
@given(st.floats(0.001, 0.999), st.floats(0.1, 20))
def test_a_score_at_a_threshold_is_in_the_band_above(share: float, above_db: float) -> None:
    start = float(10 * np.log10(share / (1 - share)))
    policy = Policy("test", start, start, start + above_db, (), POLICY.pictures, "")
    assert BANDS[run([], policy).band[0]] == "review"
    lower = Policy("test", start, float(np.nextafter(start, 99)), start + 30, (), POLICY.pictures, "")
    assert BANDS[run([], lower).band[0]] == "clear"
