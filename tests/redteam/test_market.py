"""The sample market is repeatable, varied, hard, and keeps its truth apart."""

import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from ruamel.yaml import YAML

from guildmark.records import LISTING, REVIEW, InputError
from guildmark.redteam import MarketSummary, make_market
from guildmark.redteam.market.columns import TRUTH
from guildmark.redteam.market.goods import currencies, load
from guildmark.redteam.market.marks import check_digit, make_marks
from guildmark.redteam.market.world import make_world

Row = dict[str, object]


@pytest.fixture(scope="module")
def listings(market: MarketSummary) -> list[Row]:
    return pq.read_table(market.out / "listings.parquet").to_pylist()


@pytest.fixture(scope="module")
def truth(market: MarketSummary) -> list[Row]:
    return pq.read_table(market.out / "truth.parquet").to_pylist()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("first", 5), ("second", 5), ("other", 6)):
        make_market(tmp_path / name, listings=400, seed=seed, pictures=False)
    for file in ("listings.parquet", "reviews.parquet", "truth.parquet", "rights.yaml"):
        first, second, other = ((tmp_path / name / file).read_bytes() for name in ("first", "second", "other"))
        assert first == second
        assert first != other


def test_the_bytes_do_not_depend_on_the_hash_seed_of_the_process(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from guildmark.redteam import make_market; "
    script += "make_market(Path(sys.argv[1]), listings=300, seed=1, pictures=False)"
    for name in ("1", "2"):
        subprocess.run([sys.executable, "-c", script, tmp_path / name], check=True, env={"PYTHONHASHSEED": name})
    assert (tmp_path / "1/listings.parquet").read_bytes() == (tmp_path / "2/listings.parquet").read_bytes()


def test_tables_have_the_schemas_of_the_records(market: MarketSummary) -> None:
    assert pq.read_schema(market.out / "listings.parquet").equals(LISTING)
    assert pq.read_schema(market.out / "reviews.parquet").equals(REVIEW)
    assert pq.read_schema(market.out / "truth.parquet").equals(TRUTH)


def test_every_listing_has_one_truth_and_an_id_of_its_own(listings: list[Row], truth: list[Row]) -> None:
    keys = [(row["marketplace"], row["listing_id"]) for row in listings]
    assert len(set(keys)) == 20_000
    assert keys == [(row["marketplace"], row["listing_id"]) for row in truth]


def test_kinds_have_their_shares(market: MarketSummary) -> None:
    assert 0.01 <= market.kinds["fake"] / market.listings <= 0.02
    assert 0.55 <= market.kinds["unrelated"] / market.listings <= 0.68
    assert set(market.kinds) == {"genuine", "resale", "parallel", "compatible", "homonym", "unrelated", "fake"}


def test_most_fakes_say_nothing_but_a_mark(market: MarketSummary) -> None:
    assert 0.55 <= market.disguises["plain-mention"] / market.kinds["fake"] <= 0.75
    assert market.disguises["low-price"] > market.disguises["believable-discount"] > market.disguises["price-decoy"]


def test_every_disguise_of_the_mix_is_worn(market: MarketSummary) -> None:
    mix = load("mix.yaml")
    asked = {*mix["spelling"], *mix["price"], *mix["extras"], "sleeper-store"}
    assert asked == set(market.disguises)


def test_a_decoy_price_is_one_or_far_above_the_list(market: MarketSummary, truth: list[Row]) -> None:
    cheapest = {mark.right_id: min(model.price_eur for model in mark.models) for mark in make_marks(7)}
    listed = pq.read_table(market.out / "listings.parquet", columns=["price", "currency"]).to_pylist()
    for row, told in zip(listed, truth, strict=True):
        if "price-decoy" in told["disguises"]:
            price_eur = float(row["price"]) * currencies()[row["currency"]].rate_eur
            assert row["price"] == 1 or price_eur > 2.9 * cheapest[told["right_id"]]


def test_only_fakes_wear_disguises(truth: list[Row]) -> None:
    assert all(bool(row["disguises"]) == (row["kind"] == "fake") for row in truth)


def test_truth_names_rights_that_exist(market: MarketSummary, truth: list[Row]) -> None:
    rights = YAML(typ="safe", pure=True).load((market.out / "rights.yaml").read_text("utf-8"))["rights"]
    named = {row["right_id"] for row in truth if row["right_id"]}
    assert named == {right["right_id"] for right in rights}
    assert all(row["right_id"] for row in truth if row["kind"] not in {"unrelated"})


def test_listings_are_in_many_languages_and_currencies(listings: list[Row]) -> None:
    assert len({row["language"] for row in listings}) == 14
    assert len({row["currency"] for row in listings}) >= 14


def test_titles_and_descriptions_are_as_long_as_on_a_market(listings: list[Row]) -> None:
    titles = [len(str(row["title"])) for row in listings]
    assert min(titles) >= 30
    assert sum(length > 120 for length in titles) < 20
    texts = [len(str(row["description"])) for row in listings]
    assert min(texts) >= 50
    assert sum(not 100 <= length <= 800 for length in texts) < 200


def test_titles_are_not_copies_of_each_other(listings: list[Row]) -> None:
    assert len({row["title"] for row in listings}) > 19_000


def test_no_pattern_was_left_unfilled(listings: list[Row]) -> None:
    assert not any(sign in str(row["title"]) + str(row["description"]) for row in listings for sign in "{}")


def test_prices_are_above_nothing_and_dates_in_order(listings: list[Row]) -> None:
    for row in listings:
        assert row["price"] > 0
        assert row["created_at"] <= row["updated_at"] <= row["observed_at"]


def test_a_few_sellers_are_large_and_most_are_small(listings: list[Row]) -> None:
    sizes = sorted(Counter(row["seller_id"] for row in listings).values(), reverse=True)
    assert sum(sizes[: len(sizes) // 10]) > 0.4 * len(listings)


def test_rings_sell_innocent_goods_too(truth: list[Row]) -> None:
    kinds = defaultdict(set)
    for row in truth:
        kinds[row["seller_kind"]].add(row["kind"])
    assert {"fake", "unrelated"} <= kinds["ring"]
    assert {"fake", "unrelated", "genuine"} <= kinds["sleeper"]
    assert "fake" not in kinds["shop"] | kinds["private"] | kinds["authorised"]


def test_genuine_goods_are_sometimes_cheaper_than_the_holder_asks(market: MarketSummary, truth: list[Row]) -> None:
    marks = {mark.right_id: mark for mark in make_marks(7)}
    listed = pq.read_table(market.out / "listings.parquet", columns=["price", "currency", "condition"]).to_pylist()
    cheap = 0
    for row, told in zip(listed, truth, strict=True):
        if told["kind"] == "genuine" and row["currency"] == "EUR":
            cheap += float(row["price"]) < min(model.price_eur for model in marks[told["right_id"]].models)
    assert cheap > 50


def test_a_near_name_is_one_letter_away_from_its_mark_and_no_mark_itself() -> None:
    world = make_world(7, 1000, pictures=False)
    marks = {mark.latin.casefold() for mark in world.marks}
    for name, mark in world.near_misses:
        assert name.casefold() not in marks
        assert len(name) == len(mark.latin)
        assert sum(ours != theirs for ours, theirs in zip(name, mark.latin, strict=True)) == 1


def test_unprotected_brands_are_no_marks() -> None:
    world = make_world(7, 1000, pictures=False)
    assert not {brand.casefold() for brand in world.brands} & {mark.latin.casefold() for mark in world.marks}


def test_item_numbers_are_valid_and_of_the_range_that_names_nobody() -> None:
    for mark in make_marks(7):
        for model in mark.models:
            assert len(model.gtin) == 13
            assert model.gtin.startswith("2")
            assert check_digit(model.gtin[:-1]) == model.gtin[-1]
    assert check_digit("400638133393") == "1"  # the worked example of many textbooks


def test_without_pillow_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guildmark.redteam.market.make.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"guildmark\[images\]"):
        make_market(tmp_path, listings=10)


def test_innocent_listings_look_guilty_in_every_way(truth: list[Row]) -> None:
    assert {row["trap"] for row in truth} == {"", "near-miss", "innocent-words", "denial", "helpline"}


def test_a_market_needs_a_listing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least 1 listing"):
        make_market(tmp_path, listings=0)


def test_the_room_needs_neither_pictures_nor_the_tables_of_the_text_room() -> None:
    script = "import sys, guildmark.redteam; "
    script += "print([name for name in sys.modules if name == 'PIL' or name.startswith('guildmark.text')])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
