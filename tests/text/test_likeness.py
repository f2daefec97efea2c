"""How much two titles share: the same words in another order are the same, other words are not."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.text.likeness import alike_part, pieces, shared_part

TITLE = st.text(st.sampled_from("abcdeé 包皮手가나ไท-1"), max_size=24)


def shared(left: str | None, right: str | None) -> float:
    return float(shared_part([left], [right])[0])


@given(left=TITLE, right=TITLE)
def test_both_shares_lie_between_nothing_and_all_and_do_not_depend_on_the_side(left: str, right: str) -> None:
    for measure in (shared_part, alike_part):
        one, other = measure([left], [right])[0], measure([right], [left])[0]
        assert one == other or (math.isnan(one) and math.isnan(other))
        assert math.isnan(one) == (not pieces(left) or not pieces(right))
        assert math.isnan(one) or 0 <= one <= 1


@given(title=TITLE, more=TITLE)
def test_added_words_take_nothing_from_what_is_shared(title: str, more: str) -> None:
    if pieces(title):
        assert shared(title, f"{more} {title}") == shared(title, f"{title} {more}") == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Orvane leather bag", "BAG, LEATHER (ORVANE)"),
        ("Crème brûlée dish", "creme brulee DISH"),
        ("オルヴァン バッグ", "ｵﾙｳﾞｧﾝ ﾊﾞｯｸﾞ"),
        ("가죽 가방", "가방 가죽"),
    ],
)
def test_order_case_accents_and_width_do_not_matter(left: str, right: str) -> None:
    assert shared(left, right) == float(alike_part([left], [right])[0]) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Orvane leather bag", "12 coloured pencils for children"),
        ("羊毛袜子 男士 冬季", "奥凡 皮革手提包"),
        ("양말 세트 겨울", "가죽 가방 여성"),
        ("ถุงเท้าผู้ชาย", "กระเป๋าหนัง"),
    ],
)
def test_titles_of_other_goods_share_little(left: str, right: str) -> None:
    assert shared(left, right) < 0.25


def test_a_missing_title_says_nothing() -> None:
    assert math.isnan(shared(None, "Orvane bag"))
    assert math.isnan(shared("!!!", "Orvane bag"))
