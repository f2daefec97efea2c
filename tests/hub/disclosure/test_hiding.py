"""Small counts are hidden, others rounded, and nothing that is made of them tells more than they do."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guildmark.hub.disclosure.counting import Exact
from guildmark.hub.disclosure.figures import figures
from guildmark.hub.disclosure.showing import cells_of
from guildmark.hub.hiding import (
    HIDDEN,
    NOTHING,
    SMALL,
    Cell,
    share,
    shown_count,
    shown_days,
    shown_sum,
    total,
)

counts = st.integers(0, 40) | st.integers(0, 10**12)


def told(value: int) -> Cell:
    return Cell(value, "rounded")


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, told(0)), (1, SMALL), (7, SMALL), (8, told(10)), (12, told(10)), (13, told(15)), (1_002, told(1_000))],
)
def test_a_count_from_1_to_7_is_small_and_others_are_rounded_to_5(count: int, shown: Cell) -> None:
    assert shown_count(count) == shown


@given(counts)
def test_what_is_shown_of_a_count_stands_for_five_counts_at_least_unless_there_was_nothing(count: int) -> None:
    shown = shown_count(count)
    alike = [other for other in range(max(0, count - 8), count + 9) if shown_count(other) == shown]
    assert len(alike) == (1 if count == 0 else 7 if count <= 7 else 5)
    assert shown.value is None or abs(shown.value - count) <= 2
    assert shown_count(count + 1).value is None or (shown.value or 0) <= (shown_count(count + 1).value or 0)


@given(st.lists(counts))
def test_a_total_is_the_sum_of_what_is_shown_and_says_so_where_parts_are_left_out(parts: list[int]) -> None:
    cells = [shown_count(part) for part in parts]
    made = total(cells)
    known = sum(cell.value or 0 for cell in cells)
    assert (made.value or 0) == known
    assert (made.state == "rounded") == (not any(1 <= part <= 7 for part in parts))
    if made.state == "at least":
        assert known <= sum(parts) + 2 * len(parts)


@given(counts, counts)
def test_a_share_is_made_of_shown_counts_alone(part: int, whole: int) -> None:
    made = share(shown_count(part), shown_count(whole), within=False)
    if whole == 0:
        assert made == NOTHING
    elif part == 0:
        assert made == told(0)
    elif whole <= 7:
        assert made == HIDDEN
    elif part <= 7:
        assert made.state == "at most"
        assert made.value is not None
        assert made.value * shown_count(whole).value >= 100 * part  # type: ignore[operator]
    else:
        assert made.state == "rounded"
        assert made.value == pytest.approx(100 * shown_count(part).value / shown_count(whole).value, abs=0.5)  # type: ignore[operator]


def test_a_share_of_a_lower_bound_is_an_upper_one_and_of_a_part_never_more_than_all() -> None:
    assert share(told(10), Cell(100, "at least"), within=False) == Cell(10, "at most")
    assert share(told(15), told(10), within=True) == told(100)
    assert share(told(15), told(10), within=False) == told(150)
    assert share(HIDDEN, told(100), within=True) == HIDDEN


def test_a_sum_that_comes_from_few_is_hidden_however_large() -> None:
    assert shown_sum(100_000, 3) == HIDDEN
    assert shown_sum(100_000, 8) == told(100_000)
    assert shown_sum(0, 0) == told(0)
    assert shown_days(86_400 * 3, 7) == HIDDEN
    assert shown_days(86_400 * 3 + 43_200, 8) == told(4)
    assert shown_days(None, 0) == NOTHING


def made_of(numbers: dict[str, int]) -> Exact:
    exact: Exact = {}
    for one in figures().values():
        if one.until:
            exact[one.id] = {"seconds": 200_000, "of": 9}
        elif one.kind:
            exact[one.id] = {"count": numbers[one.id]} | ({"subjects": 9} if one.adds else {})
    return exact


COUNTED = [one.id for one in figures().values() if one.kind]
months = st.fixed_dictionaries(dict.fromkeys(COUNTED, counts))


def another_of(draw: Any, count: int) -> int:
    """Another count that is shown alike."""
    return draw(
        st.sampled_from([n for n in range(max(0, count - 8), count + 9) if shown_count(n) == shown_count(count)])
    )


@given(st.data(), months)
def test_months_whose_counts_are_shown_alike_are_shown_alike_in_all_else(data: Any, numbers: dict[str, int]) -> None:
    """Totals and shares give no more away than the counts that they are made of."""
    others = {name: another_of(data.draw, count) for name, count in numbers.items()}
    assert cells_of(made_of(others)) == cells_of(made_of(numbers))


MEASURES = figures()["automatic"].hidden_with


@given(months, st.sampled_from(MEASURES), st.integers(1, 7))
def test_while_a_measure_is_small_nothing_tells_how_many_actions_there_were_in_all(
    numbers: dict[str, int], measure: str, small: int
) -> None:
    cells = cells_of(made_of(numbers | {measure: small}))
    assert cells["automatic"] == cells["automatic_share"] == HIDDEN
    assert cells["done"].state != "rounded"
    assume(numbers["reversed"] > 0 and cells["done"].value)
    assert cells["reversed_share"].state == "at most"
