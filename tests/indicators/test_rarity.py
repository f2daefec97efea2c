"""An indicator says as much as it is rare: within its bounds, never more for being common."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.indicators import Counts, weight_db


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    market = draw(st.integers(1, 50_000))
    small = st.integers(0, 60)
    return Counts(draw(small), draw(small), draw(st.integers(0, min(market, draw(small) or market))), market)


@given(counts())
def test_the_weight_is_within_its_bounds(seen: Counts) -> None:
    assert 0 <= weight_db(seen) <= 20


@given(counts())
def test_more_confirmed_fakes_never_weigh_less(seen: Counts) -> None:
    assert weight_db(replace(seen, fakes=seen.fakes + 1)) >= weight_db(seen) - 1e-9


@given(counts())
def test_more_sellers_at_large_never_weigh_more(seen: Counts) -> None:
    if seen.sellers < seen.market:
        assert weight_db(replace(seen, sellers=seen.sellers + 1)) <= weight_db(seen) + 1e-9


@given(counts())
def test_more_cleared_sellers_never_weigh_more(seen: Counts) -> None:
    assert weight_db(replace(seen, cleared=seen.cleared + 1)) <= weight_db(seen) + 1e-9


@pytest.mark.parametrize(
    ("seen", "least", "most"),
    [
        pytest.param(Counts(fakes=1, cleared=0, sellers=1, market=1_000), 9, 11, id="a telephone number of one seller"),
        pytest.param(Counts(fakes=1, cleared=0, sellers=1, market=20_000), 20, 20, id="the same in a large market"),
        pytest.param(Counts(fakes=1, cleared=0, sellers=1, market=50), 0, 0, id="too few were looked at to know"),
        pytest.param(Counts(fakes=40, cleared=30, sellers=3_000, market=10_000), 0, 0, id="the word China"),
        pytest.param(Counts(fakes=1, cleared=0, sellers=50, market=20_000), 0, 0, id="a shared hot line"),
        pytest.param(Counts(fakes=30, cleared=0, sellers=30, market=20_000), 20, 20, id="a ring of thirty sellers"),
        pytest.param(Counts(fakes=1, cleared=1, sellers=2, market=20_000), 0, 0, id="cleared as often as confirmed"),
        pytest.param(Counts(fakes=0, cleared=0, sellers=1, market=20_000), 0, 0, id="never confirmed"),
    ],
)
def test_what_is_rare_counts_and_what_is_shared_does_not(seen: Counts, least: float, most: float) -> None:
    assert least <= weight_db(seen) <= most


def test_counts_that_cannot_be_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="at most 3 sellers"):
        Counts(fakes=0, cleared=0, sellers=4, market=3)
