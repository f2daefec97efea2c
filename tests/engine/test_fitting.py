"""Of the marks that a listing names, only those are excused that its goods fit."""

import pytest

from guildmark.engine import Context, check


def excused(title: str, context: Context, description: str | None = None) -> set[str]:
    """The rights that are named for what the goods fit."""
    answer = check({"listing_id": "one", "title": title, "description": description}, context)
    return {signal["right_id"] for signal in answer.signals if signal["detector"] == "compatible_use"}


@pytest.mark.parametrize(
    ("title", "fitted"),
    [
        ("charger cable for Quenda 12, Voltern 9", {"quenda", "voltern"}),
        ("快充線 適用 Quenda 12 Voltern", {"quenda", "voltern"}),
        ("Quenda Voltern 通用", {"quenda", "voltern"}),
        ("case for Voltern/Quenda, outdoor", {"quenda", "voltern"}),
    ],
)
def test_a_list_of_what_is_fitted_excuses_each_of_its_marks(title: str, fitted: set[str], context: Context) -> None:
    assert excused(title, context) == fitted


@pytest.mark.parametrize(
    "title",
    [
        "適用 Quenda 8 Tessaly 雙色錶帶",
        "Case for Quenda 12, Tessaly bag style",
        "Quenda 12 手機殼 Tessaly",
        "適用 Quenda 磁吸 防摔 保護殼 Orvane",
    ],
)
def test_a_mark_that_the_goods_bear_is_not_excused_by_the_machine_that_they_fit(title: str, context: Context) -> None:
    assert excused(title, context) == {"quenda"}


def test_an_emblem_is_not_excused_by_a_description_either(context: Context) -> None:
    assert excused("Kestrom 金屬車標", context, "適用 Kestrom 各車型") == set()


def test_a_phrase_further_away_than_a_part_of_a_title_reaches_says_nothing_of_whole_goods(context: Context) -> None:
    assert excused("適用商務通勤旅行出差的日常耳機音質清晰 Quenda", context) == set()


def test_a_listing_without_any_mark_has_nothing_to_excuse(context: Context) -> None:
    assert excused("Case for any telephone", context) == set()
