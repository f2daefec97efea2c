"""A disguised catalogue and its truth add up, with each other, with the input, and with what is told."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from guildmark.reading import cut, open_catalogue, read_slice
from guildmark.records import LISTING, InputError
from guildmark.redteam.attack import TRUTH, Attack, disguise_catalogue, read_mixes
from guildmark.redteam.listing import OpenMarks
from guildmark.redteam.listing.differences import as_told
from guildmark.rights import read_rights

RIGHTS = """
rights:
  - {right_id: orvane, holder: O, kind: trademark, mark: Orvane, goods: [bags], spellings: [奥凡]}
  - {right_id: tessaly, holder: T, kind: trademark, mark: Tessaly, goods: [bags]}
  - {right_id: heron, holder: H, kind: trademark, mark: Heron, generic: true, goods: [bags]}
"""


def attack(folder: Path, out: Path, *wanted: str, share: float = 1.0, seed: int = 3, language: str = "") -> Attack:
    rights = read_rights(folder / "rights.yaml")
    name = "listings.parquet" if (folder / "listings.parquet").exists() else "listings.csv"
    mixes = read_mixes(wanted, official_pictures=any(right.pictures for right in rights.rights))
    return disguise_catalogue(
        open_catalogue([folder / name]), rights, mixes, share=share, seed=seed, out=out, language=language
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small catalogue as CSV, with a row without an id."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "rights.yaml").write_text(RIGHTS, "utf-8")
    lines = ["listing_id,title,description,brand,category,price,currency"]
    lines += [f"A{n},Orvane tote {n},A bag by Orvane for the city.,Orvane,Bags,{600 + n},EUR" for n in range(40)]
    lines += [f"B{n},奥凡手袋 {n},,,,{600 + n},EUR" for n in range(5)]
    lines += [
        "C1,Cotton socks,plain,,Socks,5,EUR",
        "C2,heron garden figure,resin,Garden,Garden,9,EUR",
        ",no id,,,,1,EUR",
    ]
    (folder / "listings.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def attacked(pictured: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Attack]:
    """The pictured sample market with one of each disguise."""
    out = tmp_path_factory.mktemp("attacked")
    return pictured, out, attack(pictured, out, "all", share=0.8)


def rows(path: Path) -> list[dict[str, Any]]:
    table = pq.read_table(path)
    assert table.schema.equals(TRUTH if path.name == "truth.parquet" else LISTING)
    return table.to_pylist()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Rows as a scan reads them."""
    catalogue = open_catalogue([path])
    return [row for piece in cut(catalogue) for row in read_slice(catalogue, piece).listings.to_pylist()]


def test_every_row_that_was_read_is_in_one_count(
    attacked: tuple[Path, Path, Attack], shop: Path, tmp_path: Path
) -> None:
    for done in (attacked[2], attack(shop, tmp_path, "text", share=0.5)):
        parts = (done.disguised, done.left, done.barred, done.unnamed, done.ordinary, done.rejected)
        assert sum(parts) == done.read and sum(done.worn.values()) == done.disguised > 0


def test_each_disguise_is_worn_by_about_as_many(attacked: tuple[Path, Path, Attack]) -> None:
    worn = attacked[2].worn
    assert len(worn) == len(read_mixes(["all"], official_pictures=True))
    assert max(worn.values()) - min(worn.values()) <= 2


def test_the_truth_says_of_each_changed_field_what_stands_there(attacked: tuple[Path, Path, Attack]) -> None:
    _, out, _ = attacked
    now = {row["listing_id"]: row for row in rows(out / "listings.parquet")}
    last: dict[tuple[str, str], str | None] = {}
    for one in rows(out / "truth.parquet"):
        if one["file"] == "listings":
            last[one["listing_id"], one["field"]] = one["after"]
    assert len(last) > 100
    for (listing_id, field), after in last.items():
        assert as_told(field, now[listing_id][field]) == after


def test_what_the_truth_does_not_name_is_as_it_was_and_in_its_order(attacked: tuple[Path, Path, Attack]) -> None:
    market, out, _ = attacked
    named = {one["listing_id"] for one in rows(out / "truth.parquet")}
    named |= {name.split("~")[0] for name in named}
    before, now = (
        [row for row in found if row["listing_id"] not in named]
        for found in (read_rows(market / "listings.parquet"), read_rows(out / "listings.parquet"))
    )
    assert len(before) > 800
    assert before == now


def test_what_a_disguised_listing_keeps_is_as_it_was(attacked: tuple[Path, Path, Attack]) -> None:
    market, out, _ = attacked
    before = {row["listing_id"]: row for row in read_rows(market / "listings.parquet")}
    changed: dict[str, set[str]] = {}
    for one in rows(out / "truth.parquet"):
        if one["file"] == "listings":
            changed.setdefault(one["listing_id"], set()).add(one["field"])
    compared = 0
    for row in rows(out / "listings.parquet"):  # as it was written: reading shows HTML as people see it
        if row["listing_id"] in changed and row["listing_id"] in before:
            was = before[row["listing_id"]]
            assert {name for name in LISTING.names if row[name] != was[name]} == changed[row["listing_id"]]
            compared += 1
    assert compared > 200


def test_the_earlier_point_in_time_differs_only_where_the_truth_says_so(attacked: tuple[Path, Path, Attack]) -> None:
    market, out, _ = attacked
    told = [one for one in rows(out / "truth.parquet") if one["file"] == "before"]
    named = {one["listing_id"] for one in told}
    found = {row["listing_id"]: row for row in read_rows(out / "before.parquet")}
    original = {row["listing_id"]: row for row in read_rows(market / "listings.parquet")}
    assert {name for name, row in original.items() if found.get(name) != row} <= named
    for one in told:
        if one["field"] == "listing_id":
            assert (one["listing_id"] in found) == (one["after"] is not None)
        else:
            assert as_told(one["field"], found[one["listing_id"]][one["field"]]) == one["after"]


def test_the_disguised_listings_are_those_that_named_the_right_openly(attacked: tuple[Path, Path, Attack]) -> None:
    market, out, _ = attacked
    marks = OpenMarks(read_rights(market / "rights.yaml").rights)
    before = {row["listing_id"]: row for row in read_rows(market / "listings.parquet")}
    for one in rows(out / "truth.parquet"):
        mention = marks.find(before[one["listing_id"].split("~")[0]])
        assert mention is not None and mention.right.right_id == one["right_id"]


def test_the_same_call_leaves_the_same_bytes_and_another_seed_others(shop: Path, tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("one", "two", "three")]
    for out, seed in zip(outs, (3, 3, 4), strict=True):
        attack(shop, out, "all", seed=seed)
    names = sorted(path.name for path in outs[0].iterdir())
    assert names == ["before.parquet", "listings.parquet", "redteam.json", "truth.parquet"]
    for name in names:
        first, second, third = ((out / name).read_bytes() for out in outs)
        assert first == second != third


def test_strengths_are_drawn_evenly_unless_given(shop: Path, tmp_path: Path) -> None:
    attack(shop, tmp_path / "drawn", "split-mark")
    drawn = {one["listing_id"]: one["strength"] for one in rows(tmp_path / "drawn" / "truth.parquet")}
    assert len(drawn) == 45 and all(0 <= strength <= 1 for strength in drawn.values())
    fifths = Counter(int(strength * 4.999) for strength in drawn.values())
    assert min(fifths[fifth] for fifth in range(5)) >= 3
    attack(shop, tmp_path / "given", "split-mark:0.7")
    assert {one["strength"] for one in rows(tmp_path / "given" / "truth.parquet")} == {0.7}


def test_a_share_draws_about_that_share_and_a_larger_one_draws_those_too(shop: Path, tmp_path: Path) -> None:
    worn = {}
    for share in (0.3, 0.6):
        attack(shop, tmp_path / str(share), "split-mark", share=share)
        worn[share] = {one["listing_id"] for one in rows(tmp_path / str(share) / "truth.parquet")}
    assert worn[0.3] < worn[0.6]
    assert 5 <= len(worn[0.3]) <= 22 and 18 <= len(worn[0.6]) <= 36


def test_the_record_says_what_was_asked_and_what_could_not_be_done(shop: Path, tmp_path: Path) -> None:
    done = attack(shop, tmp_path, "half-width-kana", "split-mark")
    record = json.loads((tmp_path / "redteam.json").read_text("utf-8"))
    assert record["mixes"] == ["half-width-kana", "split-mark"] and record["counts"]["disguised"] == 45
    (refused,) = record["refused"]
    assert refused["mix"] == "half-width-kana" and refused["times"] == done.refused.total() == 45


def test_what_no_disguise_fits_stays_and_is_counted(shop: Path, tmp_path: Path) -> None:
    done = attack(shop, tmp_path, "misspelt-mark:0.2")
    assert (done.disguised, done.barred) == (40, 5)  # two Chinese characters are too few to misspell
    assert {row["title"] for row in rows(tmp_path / "listings.parquet") if row["listing_id"].startswith("B")} == {
        f"奥凡手袋 {n}" for n in range(5)
    }


def test_the_language_of_sellers_words_can_be_given(shop: Path, tmp_path: Path) -> None:
    attack(shop, tmp_path, "authenticity-claim", language="ru")
    assert {one["language"] for one in rows(tmp_path / "truth.parquet")} == {"ru"}


def test_a_file_of_an_earlier_attack_over_time_does_not_stay_behind(shop: Path, tmp_path: Path) -> None:
    attack(shop, tmp_path, "conduct")
    assert (tmp_path / "before.parquet").exists()
    attack(shop, tmp_path, "text")
    assert not (tmp_path / "before.parquet").exists()


@pytest.mark.parametrize(
    ("wanted", "share", "told"),
    [
        ("text", 0.0, "--share 0 is no share"),
        ("text", 1.5, "--share 1.5 is no share"),
        ("text", float("nan"), "is no share"),
        ("jamo-apart", 1.0, "jamo-apart: the mark as it is written here cannot be changed so"),
        ("text", 1e-9, "none was drawn. Give a larger --share"),
    ],
)
def test_what_leads_to_nothing_is_refused_and_leaves_nothing(
    shop: Path, tmp_path: Path, wanted: str, share: float, told: str
) -> None:
    with pytest.raises(InputError, match=told.replace("(", "\\(")):
        attack(shop, tmp_path, wanted, share=share)
    assert list(tmp_path.iterdir()) == []


def test_listings_that_name_nothing_are_refused(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "rights.yaml").write_text(RIGHTS, "utf-8")
    (tmp_path / "listings.csv").write_text("listing_id,title\n1,heron figure\n2,socks\n", "utf-8")
    with pytest.raises(InputError, match=r"none of 2 rows names a mark of these rights openly \(1 name one that is"):
        attack(tmp_path, tmp_path / "out", "text")


def test_the_input_is_never_written_over(pictured: Path) -> None:
    before = (pictured / "listings.parquet").read_bytes()
    with pytest.raises(InputError, match="would be written over"):
        attack(pictured, pictured, "text")
    assert (pictured / "listings.parquet").read_bytes() == before
