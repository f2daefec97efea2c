"""What a shop sells becomes listings, whatever it answers: counts add up, and the account is shown to it alone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from odd_shop import PRODUCT, OddShop, an_odd_shop

from guildmark.guard import FetchPolicy
from guildmark.hub.connectors import SHOPS, Pulled, ReceiverError
from guildmark.records import LISTING

ACCOUNT = "looker:a secret"


@pytest.fixture
def odd() -> Iterator[OddShop]:
    with an_odd_shop() as shop:
        yield shop


def pages(odd: OddShop) -> list[Pulled]:
    shop = SHOPS["oscar"](odd.address, ACCOUNT, FetchPolicy(loopback_ports=frozenset({odd.port})))
    try:
        return list(shop.listings())
    finally:
        shop.close()


def pull(odd: OddShop, folder: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, without any setting of Django's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUILDMARK", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "guildmark", "pull", "oscar", odd.address, *more],
        env=kept | {"GUILDMARK_SHOP_SECRET": ACCOUNT} | environment,
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_product_becomes_a_listing_of_its_partner(odd: OddShop) -> None:
    odd.sells([PRODUCT])
    odd.answers["/catalogue/tote-bag_1/"] = b"the page"
    [listing] = [one for page in pages(odd) for one in page.listings]
    observed = listing.pop("observed_at")
    assert observed <= datetime.now(UTC)
    assert listing == {
        "listing_id": "1", "seller_id": "7", "seller_name": "Deal Cellar", "title": "Tote bag",
        "description": "<p>Of linen</p>", "brand": "Orvane", "category": "Fashion > Bags", "condition": "used",
        "price": Decimal("25.5000"), "currency": "EUR", "price_basis": "unit", "stock": 3, "variants": None,
        "gtin": "4006381333931", "sku": "T-1", "status": "listed",
        "url": f"http://127.0.0.1:{odd.port}/catalogue/tote-bag_1/",
        "pictures": [{"uri": f"https://shop.example/{name}.jpg", "data": None} for name in ("a", "b")],
        "attributes": [("brand", "Orvane"), ("condition", "Used")],
        "created_at": datetime(2026, 11, 1, 8, tzinfo=UTC), "updated_at": datetime(2026, 11, 2, 10, tzinfo=UTC),
    }  # fmt: skip


def test_a_shop_whose_pages_stand_elsewhere_gives_no_address_of_pages(odd: OddShop) -> None:
    odd.sells([PRODUCT])
    [listing] = [one for page in pages(odd) for one in page.listings]
    assert listing["url"] is None


def test_variants_come_with_their_product_wherever_they_stand(odd: OddShop) -> None:
    parent = PRODUCT | {"id": 2, "structure": "parent", "stockrecords": [], "upc": None}
    small = PRODUCT | {"id": 3, "structure": "child", "parent": 2, "title": "small"}
    [record] = PRODUCT["stockrecords"]
    large = small | {"id": 4, "title": "large", "stockrecords": [record | {"price": "30", "partner_sku": "T-2"}]}
    withdrawn = small | {"id": 5, "title": "none", "is_public": False}
    odd.sells([large, parent], [small, withdrawn])
    read = pages(odd)
    [listing] = [one for page in read for one in page.listings]
    assert [(one["sku"], one["title"], one["price"]) for one in listing["variants"]] == [
        ("T-2", "large", Decimal(30)), ("T-1", "small", Decimal("25.5")),
    ]  # fmt: skip
    assert (listing["price"], listing["price_basis"], listing["stock"]) == (Decimal("25.5"), "from", 6)
    assert sum(page.variants for page in read) == 3


def test_what_cannot_be_read_is_set_aside_with_its_place_and_reason_and_the_rest_is_taken(odd: OddShop) -> None:
    [record] = PRODUCT["stockrecords"]
    bad: list[Any] = [
        "no product", {"title": "without a number"}, PRODUCT, PRODUCT,
        PRODUCT | {"id": 2, "stockrecords": [record | {"price": "a lot"}]},
        PRODUCT | {"id": 3, "stockrecords": [record | {"price": "-1"}], "date_created": "yesterday"},
        PRODUCT | {"id": 4, "is_public": False},
        PRODUCT | {"id": 5, "stockrecords": None, "images": "x", "attributes": [1], "upc": "fake-1", "categories": []},
    ]  # fmt: skip
    odd.sells(bad)
    [page, _parents] = pages(odd)
    assert [(one.row, one.column, one.rejects_row) for one in page.rejects] == [
        (0, "id", True), (1, "id", True), (3, "id", True), (4, "price", False), (5, "price", False),
        (5, "created_at", False),
    ]  # fmt: skip
    assert all(one.reason for one in page.rejects)
    assert [one["listing_id"] for one in page.listings] == ["1", "2", "3", "5"]
    assert page.listings[3]["seller_id"] is None
    assert (page.seen, page.hidden, page.variants) == (8, 1, 0)


def test_a_shop_that_cuts_nothing_into_pages_is_read_whole(odd: OddShop) -> None:
    odd.answers["/api/admin/products/"] = [PRODUCT | {"id": number} for number in range(300)]
    assert sum(len(page.listings) for page in pages(odd)) == 300


def test_a_next_page_at_another_host_is_asked_for_at_the_shop_itself(odd: OddShop) -> None:
    with an_odd_shop() as other:
        odd.sells([PRODUCT], [PRODUCT | {"id": 2}])
        odd.answers["/api/admin/products/"]["next"] = f"{other.address}admin/products/?page=2"
        assert sum(len(page.listings) for page in pages(odd)) == 2
        assert other.asked == []


def test_a_list_that_goes_round_in_circles_is_left(odd: OddShop) -> None:
    odd.sells([PRODUCT], [PRODUCT | {"id": 2}])
    odd.answers["/api/admin/products/?page=2"]["next"] = f"{odd.address}admin/products/?page=2"
    with pytest.raises(ReceiverError, match="own next one"):
        pages(odd)


def test_the_shops_own_pages_are_asked_for_without_the_account(odd: OddShop) -> None:
    odd.sells([PRODUCT])
    pages(odd)
    told = dict(odd.asked)
    assert told["/catalogue/tote-bag_1/"] is None
    assert str(told["/api/admin/products/"]).startswith("Basic ")


def test_the_file_is_what_a_scan_reads_and_the_counts_add_up(odd: OddShop, tmp_path: Path) -> None:
    odd.sells([PRODUCT, PRODUCT | {"id": 2, "is_public": False}, {"title": "?"}], [PRODUCT | {"id": 3}])
    done = pull(odd, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4 products seen = 2 listings + 0 variants of them + 1 hidden + 1 set aside" in done.stdout
    [reject] = map(json.loads, (tmp_path / "products.parquet.rejected.jsonl").read_text().splitlines())
    assert (reject["row"], reject["column"]) == (2, "id")
    table = pq.read_table(tmp_path / "products.parquet")
    assert table["listing_id"].to_pylist() == ["1", "3"]
    assert table.schema.equals(LISTING.remove(LISTING.get_field_index("marketplace")))
    odd.sells([PRODUCT])
    again = pull(odd, tmp_path, "--json")
    told = json.loads(again.stdout)
    assert (told["seen"], told["listings"], told["told_by_shop"], told["set_aside"]) == (1, 1, 1, 0)
    assert {path.name for path in tmp_path.iterdir()} == {"products.parquet"}  # nothing old, nothing half made


def test_a_shop_that_breaks_off_leaves_the_file_of_before(odd: OddShop, tmp_path: Path) -> None:
    odd.sells([PRODUCT])
    assert pull(odd, tmp_path).returncode == 0
    before = (tmp_path / "products.parquet").read_bytes()
    odd.sells([PRODUCT], [PRODUCT | {"id": 2}])
    odd.answers["/api/admin/products/?page=2"] = b"<html>busy</html>"
    done = pull(odd, tmp_path)
    assert done.returncode == 2
    assert "no JSON" in done.stderr
    assert "Nothing was written" in done.stderr
    assert (tmp_path / "products.parquet").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_products_that_come_and_go_meanwhile_are_told(odd: OddShop, tmp_path: Path) -> None:
    odd.sells([PRODUCT], [PRODUCT | {"id": 2}])
    odd.answers["/api/admin/products/?page=2"]["results"] = []
    done = pull(odd, tmp_path)
    assert "the shop says that it has 2: it changed meanwhile" in done.stdout


@pytest.mark.parametrize(
    ("address", "secret", "told"),
    [("http://shop.example/api/", ACCOUNT, "nothing is sent unencrypted"),
     ("https://shop.example/api/", "", "GUILDMARK_SHOP_SECRET"),
     ("https://10.0.0.7/api/", ACCOUNT, "no public address"),
     ("https://a:b@shop.example/api/", ACCOUNT, "credentials")],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_and_no_secret_with_it(
    tmp_path: Path, address: str, secret: str, told: str
) -> None:
    done = pull(OddShop(address), tmp_path, GUILDMARK_SHOP_SECRET=secret)
    assert done.returncode == 2
    assert told in done.stderr
    assert "a secret" not in done.stdout + done.stderr
    assert not list(tmp_path.iterdir())
