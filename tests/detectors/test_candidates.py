"""Which nearly written marks count: with goods beside them, and long ones with all their letters also without."""

from pathlib import Path

import pytest

import guildmark

RIGHTS = "rights:\n  - {right_id: r, holder: H, kind: trademark, mark: Kestorin, goods: [storage]}\n"


@pytest.fixture(scope="module")
def rights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rights") / "rights.yaml"
    path.write_text(RIGHTS)
    return path


@pytest.mark.parametrize(
    ("title", "is_named"),
    [
        ("Kestorinbest extreme 64", True),  # glued, and no goods are named
        ("KKKestorin extreme 64", True),
        ("Kestorinbest leather boots", False),  # other goods
        ("Kestorinbest memory card", True),
        ("Kestorjn extreme 64", False),  # misspelt: by chance too
        ("Kestorjn memory card", True),
    ],
)
def test_a_long_mark_with_all_its_letters_counts_where_no_goods_are_named(
    rights: Path, title: str, is_named: bool
) -> None:
    answer = guildmark.check({"listing_id": "1", "title": title}, rights)
    assert bool(answer.findings) is is_named


def test_in_a_description_it_does_not(rights: Path) -> None:
    listing = {"listing_id": "1", "title": "extreme 64", "description": "works like kestorinbest things"}
    assert not guildmark.check(listing, rights).findings
