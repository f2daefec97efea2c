"""Bars stand in the order of their months, as high as their counts, and what is not told looks like that."""

from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.hiding import HIDDEN, NOTHING, SMALL, Cell
from guildmark.hub.pages.bars import HEIGHT, MONTHS, WIDTH, bars

cells = st.none() | st.sampled_from([SMALL, HIDDEN, NOTHING]) | st.integers(0, 10**12).map(lambda n: Cell(n, "rounded"))


@given(st.lists(cells, min_size=1, max_size=MONTHS))
def test_every_bar_stands_in_its_own_place_within_the_drawing(months: list[Cell | None]) -> None:
    drawn = bars([(cell, f"month {number}") for number, cell in enumerate(months)])
    assert [bar.says for bar in drawn] == [f"month {number}" for number in range(len(months))]
    edges = [edge for bar in drawn for edge in (bar.left, bar.left + bar.width)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert WIDTH - WIDTH / MONTHS < edges[-1] <= WIDTH
    for bar, cell in zip(drawn, months, strict=True):
        assert bar.top >= 0
        assert abs(bar.top + bar.height - HEIGHT) < 1e-6
        assert (bar.height == 0) == (cell == NOTHING or (cell is not None and cell.value == 0))


def test_heights_follow_counts_and_looks_what_is_told() -> None:
    told = [None, Cell(50, "rounded"), Cell(100, "at least"), SMALL, Cell(0, "rounded")]
    missed, half, whole, small, none = bars([(cell, "") for cell in told])
    assert half.height * 2 == whole.height
    assert missed.height > whole.height > half.height > small.height > none.height == 0
    assert [bar.look for bar in (missed, half, whole, small)] == ["missed", "rounded", "at-least", "small"]
