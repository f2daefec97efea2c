"""Rights for measuring: as many as asked, all different, in several scripts."""

import unicodedata

from guildmark.records import KINDS
from guildmark.redteam import bench_rights
from guildmark.redteam.market.goods import goods


def test_as_many_different_marks_as_asked() -> None:
    rights = bench_rights(5_000, seed=1)
    assert len({right.mark for right in rights}) == len({right.right_id for right in rights}) == 5_000


def test_the_same_seed_gives_the_same_rights() -> None:
    assert bench_rights(200, seed=4) == bench_rights(200, seed=4) != bench_rights(200, seed=5)


def test_marks_are_in_several_scripts_and_of_usual_length() -> None:
    rights = bench_rights(1_000)
    scripts = {unicodedata.name(right.mark[0]).split()[0] for right in rights}
    assert {"LATIN", "CJK", "KATAKANA", "HANGUL", "CYRILLIC"} <= scripts
    assert all(2 <= len(right.mark) <= 29 for right in rights)


def test_rights_are_as_the_contract_says() -> None:
    for right in bench_rights(300):
        assert right.kind in KINDS
        assert set(right.goods) <= set(goods())
        assert all(floor.source for floor in right.price_floors)
