"""Over several scans with a state: listings that turn into other goods, and near-copies of refused ones."""

import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from invented_catalogue import listing, write_listings, write_reviews
from running import rows, scan

import guildmark
from guildmark.engine import ContextEvaluator
from guildmark.runs.publish import current_generation
from guildmark.runs.task import keep

START = datetime(2026, 1, 5, tzinfo=UTC)
PLAIN = {"description": None, "brand": None, "gtin": None, "condition": "new", "price": None, "ships_from": None}


class Market:
    """A marketplace that is scanned again and again with one state."""

    def __init__(self, folder: Path, evaluator: ContextEvaluator) -> None:
        self.folder, self.evaluator, self.day = folder, evaluator, 0
        self.reviews: Path | None = None

    def scan(self, *listings: dict[str, Any], days: int = 0, **options: Any) -> list[dict[str, Any]]:
        """The signals of family history after a scan, some days after the last."""
        self.day += days
        dice, seen = random.Random(1), START + timedelta(days=self.day)
        drawn = [listing(None, dice, **PLAIN, observed_at=seen) | one for one in listings]
        file = write_listings(drawn, self.folder / f"{self.day}-{len(list(self.folder.glob('*.parquet')))}.parquet")
        reviews = options.pop("reviews", self.reviews)
        self.result = scan(
            self.evaluator, file, self.folder / "out", state=self.folder / "state", reviews=reviews, **options
        )
        return [s for s in rows(self.folder / "out" / "signals.parquet") if s["family"] == "history"]


@pytest.fixture
def market(tmp_path: Path, evaluator: ContextEvaluator) -> Market:
    return Market(tmp_path, evaluator)


PENCILS = {"listing_id": "A", "title": "12 coloured pencils for children", "category": "toys", "seller_id": "s1"}
BAG = {**PENCILS, "title": "Orvane leather bag", "category": "bags"}
OTHER = {"listing_id": "B", "title": "Tessaly shoes", "category": "shoes", "seller_id": "s2"}


def test_a_listing_that_turned_into_goods_of_a_mark_is_told_with_what_it_was(market: Market, tmp_path: Path) -> None:
    market.reviews = write_reviews([{"listing_id": "A", "text": "nice colours"}] * 3, tmp_path / "reviews.parquet")
    assert market.scan(PENCILS, OTHER) == []
    (signal,) = market.scan(BAG, OTHER, days=90)
    assert (signal["detector"], signal["listing_id"], signal["right_id"]) == ("turned_product", "A", "orvane")
    assert signal["note"] == "12 coloured pencils for children (changed: title, category; 3 reviews kept)"
    assert signal["text"] == "Orvane"
    assert signal["strength"] == pytest.approx(0.9)  # newly named, another category, 90 days old, with reviews


def test_the_flag_stays_while_the_listing_stays_and_goes_when_it_turns_back(market: Market) -> None:
    market.scan(PENCILS)
    first = market.scan(BAG, days=40)
    assert market.scan(BAG, days=1) == first
    assert market.result.unchanged == 1
    assert market.scan({**BAG, "price": 30}, days=1) == first
    assert market.result.unchanged == 0
    assert market.scan(OTHER, days=1) == first  # not in this input, so nobody looked again
    assert market.scan(PENCILS, days=1) == []
    assert market.scan(BAG, days=1) != []


@pytest.mark.parametrize(
    "edit",
    [
        {"price": 20},
        {"title": "NEW 2026 Orvane bag leather, black, size M"},
        {"title": "bag, leather (Orvane)"},
        {"category": "accessories"},
        {"pictures": [{"uri": "https://pictures.example/new.jpg"}]},
        {"seller_id": "s9"},
    ],
)
def test_honest_edits_stay_quiet(market: Market, edit: dict[str, Any]) -> None:
    market.scan(BAG)
    assert market.scan(BAG | edit, days=60) == []


def test_a_state_of_a_version_that_remembered_nothing_starts_cold(market: Market) -> None:
    market.scan(PENCILS)
    generation = current_generation(market.folder / "state")
    assert generation is not None
    kept = shutil.move(generation, market.folder / "kept")
    names = [path.name for path in Path(kept).glob("*.parquet") if path.stem not in ("history", "refused")]

    def build(folder: Path) -> dict[str, Any]:
        for name in names:
            shutil.copyfile(Path(kept) / name, folder / name)
        return {}

    keep(generation, build)
    assert market.scan(BAG, days=60) == []
    assert market.scan({**BAG, "title": "garden hose, 20 m", "brand": "Tessaly"}, days=60) != []


def test_a_snapshot_forgets_what_a_listing_was_that_is_gone(market: Market) -> None:
    market.scan(PENCILS, OTHER)
    market.scan(OTHER, snapshot=True, days=1)
    assert market.scan(BAG, OTHER, days=60) == []


REFUSED = {"listing_id": "R", "title": "Orvane leather bag brown", "seller_id": "s1", "status": "banned"}
COPY = {"listing_id": "C", "title": "Orvane leather bag, brown!", "seller_id": "s1", "status": "normal"}


def test_a_near_copy_by_the_seller_of_a_refused_listing_is_told(market: Market) -> None:
    market.scan(REFUSED, OTHER)
    (signal,) = market.scan(COPY, OTHER, days=2)
    assert (signal["detector"], signal["listing_id"], signal["strength"]) == ("refused_before", "C", 1.0)
    assert signal["note"] == "“Orvane leather bag brown” of this seller, seen as banned on 2026-01-05; same title"
    assert market.scan(COPY, OTHER, days=1) == [signal]
    assert market.result.unchanged == 2


def test_a_refused_listing_and_its_copy_may_come_in_one_input(market: Market) -> None:
    (signal,) = market.scan(REFUSED, COPY)
    assert signal["listing_id"] == "C"


def test_a_copy_of_another_seller_is_told_by_the_contact_that_both_give(market: Market) -> None:
    contact = {"description": "WhatsApp +44 7700 900123"}
    market.scan(REFUSED | contact)
    own = COPY | {"seller_id": "s7"}
    assert market.scan({**own, "listing_id": "D"}, days=1) == []
    (signal,) = market.scan({**own, "listing_id": "D"}, own | contact, days=1)
    assert (signal["listing_id"], signal["strength"]) == ("C", pytest.approx(0.8))


def test_other_goods_of_a_seller_who_was_refused_once_stay_quiet(market: Market) -> None:
    picture = {"pictures": [{"uri": "https://pictures.example/size-chart.jpg"}]}
    market.scan(REFUSED | picture)
    assert market.scan({**OTHER, "seller_id": "s1", **picture}, days=1) == []


def test_a_listing_that_stood_before_the_refusal_is_not_its_copy_until_it_changes(market: Market) -> None:
    market.scan(COPY)
    assert market.scan(COPY, REFUSED, days=1) == []
    assert [s["listing_id"] for s in market.scan(COPY | {"price": 99}, days=1)] == ["C"]


def test_a_check_with_the_state_tells_what_the_scan_tells(market: Market, contexts: Path) -> None:
    market.scan(REFUSED)
    state, rights = market.folder / "state", contexts / "rights.yaml"
    asked = {**COPY, "observed_at": START}
    checked = [s for s in guildmark.check(asked, rights, state=state).signals if s["family"] == "history"]
    (scanned,) = market.scan(COPY)
    assert checked == [scanned]
    assert "refused_before" in guildmark.check(asked, rights).off
    assert guildmark.check(asked | {"seller_id": "s8"}, rights, state=state).off.get("refused_before") is not None


def test_the_refused_listings_stay_known_after_they_are_gone(market: Market) -> None:
    market.scan(REFUSED, OTHER)
    market.scan(OTHER, snapshot=True, days=1)
    generation = current_generation(market.folder / "state")
    assert generation is not None
    assert pq.read_table(generation / "refused.parquet").column("listing_id").to_pylist() == ["R"]
    assert len(market.scan(COPY, OTHER, snapshot=True, days=1)) == 1
