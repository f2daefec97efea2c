"""What a low price says, by the condition of the goods."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from guildmark.detectors.shortfall import strength_by_condition

FIRES_BELOW = 0.7
SHARES = st.lists(st.floats(0.001, FIRES_BELOW), min_size=1, max_size=50).map(lambda shares: np.array(sorted(shares)))


@given(SHARES)
def test_a_price_says_no_more_of_goods_whose_condition_is_not_known_than_of_new_ones(shares: np.ndarray) -> None:
    new = strength_by_condition(shares, FIRES_BELOW, np.ones(len(shares), bool))
    unknown = strength_by_condition(shares, FIRES_BELOW, np.zeros(len(shares), bool))
    assert (unknown <= new).all()


@given(SHARES, st.booleans())
def test_a_lower_price_never_says_less(shares: np.ndarray, new: bool) -> None:
    strength = strength_by_condition(shares, FIRES_BELOW, np.full(len(shares), new))
    assert (np.diff(strength) <= 1e-12).all()


def test_half_the_floor_counts_half_where_used_goods_may_be_meant() -> None:
    half = np.array([0.5, 0.5])
    new, unknown = strength_by_condition(half, FIRES_BELOW, np.array([True, False]))
    assert unknown == new / 2


def test_a_thirtieth_of_the_floor_is_too_low_for_used_goods_as_well() -> None:
    assert strength_by_condition(np.array([1 / 30]), FIRES_BELOW, np.array([False])) == 1.0
