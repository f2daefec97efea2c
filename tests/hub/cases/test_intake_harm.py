"""Expected harm: how likely, how many, and whether it can hurt them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.cases.harm import choices, expected_harm, exposure, kinds_named, touches_health

NUMBERS = st.floats(-80, 80)
REACHED = st.floats(0, 1e9)


@pytest.mark.parametrize(
    ("category", "title", "goods", "touches"),
    [
        ("Beauty > Lipstick", "", (), True),
        ("服饰箱包 > 卫衣", "", ("perfume",), False),
        ("美妆 > 口红", "", (), True),
        ("Spielzeug", "", (), True),
        ("Accessories", "power bank 20000 mAh", ("bags",), True),
        ("", "leather handbag", ("perfume", "bags"), False),
        ("", "best seller 2026", ("perfume", "bags"), True),
        ("", "", ("bags",), False),
        ("", "", (), False),
        ("Médicaments", "", (), True),
    ],
)
def test_goods_touch_health_by_their_category_else_their_title_else_their_right(
    category: str, title: str, goods: tuple[str, ...], touches: bool
) -> None:
    assert touches_health(category, title, goods) is touches


def test_each_kind_of_the_task_is_on_the_list() -> None:
    assert choices().health >= {"food", "cosmetics", "batteries", "medicine", "baby", "toys"}


@given(NUMBERS, NUMBERS, REACHED, REACHED, st.booleans())
def test_a_likelier_fake_that_reaches_more_never_comes_later(
    score: float, other: float, reached: float, more: float, health: bool
) -> None:
    low, high = sorted((score, other))
    few, many = sorted((reached, more))
    assert expected_harm(low, None, few, health) <= expected_harm(high, None, many, health)
    assert expected_harm(score, None, reached, False) < expected_harm(score, None, reached, True)


def test_a_calibrated_probability_takes_the_place_of_the_score() -> None:
    assert expected_harm(-40.0, 0.5, 1.0, False) == 1.0
    assert expected_harm(0.0, None, 1.0, False) == 1.0
    assert 0 < expected_harm(-1e9, None, 0.0, False) < expected_harm(1e9, None, 0.0, False) <= 1.0


def test_sales_weigh_as_they_are_and_views_as_a_share_of_one() -> None:
    assert exposure(None, None) == 0.0
    assert exposure(100, 3) == 3 + 100 * choices().sales_per_view


@given(st.text(max_size=60))
def test_any_text_names_kinds_of_the_list_or_none(text: str) -> None:
    kinds_named(text)
