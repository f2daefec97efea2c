"""Which official item a listing is held against, seen through the answers of a check."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from guildmark.engine import check, compile_context
from guildmark.rights import read_rights

RIGHTS = """rights:
  - right_id: orvane
    holder: Orvane SA
    kind: trademark
    mark: ORVANE
    goods: [bags, perfume, household, watches]
    catalogue:
      - {model: QT-1, name: Quill tote bag small, goods: bags, price: 200, currency: EUR, gtin: "2000000000015"}
      - {model: QT-2, name: Quill tote bag large, goods: bags, price: 900, currency: EUR}
      - {model: VC-7, name: Vesper clutch, goods: bags}
      - {model: VC-8, name: Vesper clutch, goods: bags, price: 500, currency: EUR}
      - {model: H-1, name: Halo candle, goods: household, price: 60, currency: EUR, pack_size: 1}
      - {model: S-6, name: Sol soap, goods: household, price: 60, currency: EUR, pack_size: 6}
      - {model: T-9, name: Terra soap, goods: household, price: 60, currency: EUR}
      - {model: C-1, name: Case of Luna soap, goods: household, price: 90, currency: EUR}
      - {model: R-1, name: Runner 300, goods: watches, price: 400, currency: EUR, sizes: ["42", "44"]}
"""

type Reference = Callable[..., float | None]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The official price that a title at one euro is held against; None where nothing is said."""
    folder = tmp_path_factory.mktemp("offered")
    (folder / "rights.yaml").write_text(RIGHTS, "utf-8")
    read = read_rights(folder / "rights.yaml")
    assert not read.problems
    context = compile_context(read, Path(folder) / "contexts")

    def asked(title: str, **columns: Any) -> float | None:
        listing = {"listing_id": "1", "title": title, "price": Decimal(1), "currency": "EUR", "condition": "new"}
        answer = check({**listing, **columns}, context)
        said = [one for one in answer.signals if one["detector"] == "price_below_catalogue"]
        assert len(said) <= 1
        return said[0]["reference"] if said else None

    return asked


def test_a_title_that_tells_the_item_is_held_against_it(reference: Reference) -> None:
    assert reference("Orvane Quill tote bag, large") == 900
    assert reference("ORVANE bag QT2") == 900


def test_a_title_that_fits_several_items_is_held_against_the_cheapest(reference: Reference) -> None:
    assert reference("Orvane Quill tote bag") == 200


def test_a_gtin_and_a_title_of_different_items_are_held_against_the_cheaper(reference: Reference) -> None:
    assert reference("Orvane Quill tote bag large QT-2", gtin="2000000000015") == 200


def test_nothing_is_said_where_the_price_of_one_that_fits_is_not_known(reference: Reference) -> None:
    assert reference("Orvane Vesper clutch") is None
    assert reference("Orvane Vesper clutch VC-8") == 500


def test_goods_of_another_kind_are_not_the_item(reference: Reference) -> None:
    assert reference("Orvane Sol soap") == 10
    assert reference("Orvane Sol handbag") is None


@pytest.mark.parametrize(
    ("title", "columns", "price", "fires"),
    [
        ("Orvane Halo candle", {}, 40, False),
        ("Orvane Halo candle, pack of 4", {}, 40, True),  # ten each, of sixty
        ("Orvane Halo candle", {"pack_size": 4}, 40, True),
        ("Orvane Sol soap", {}, 6, False),  # one of the official six
        ("Orvane Sol soap, 6 pcs", {}, 6, True),
        ("Orvane Terra soap, pack of 4", {}, 40, False),  # the official price may be for four too
    ],
)
def test_prices_are_compared_for_the_same_amount(
    reference: Reference, title: str, columns: dict[str, Any], price: int, fires: bool
) -> None:
    assert (reference(title, price=Decimal(price), **columns) is not None) == fires


def test_one_unit_is_not_held_against_a_case_of_them(reference: Reference) -> None:
    assert reference("Orvane Luna soap") is None
    assert reference("Orvane case of Luna soap") == 90


def test_a_size_of_the_item_is_no_other_model(reference: Reference) -> None:
    assert reference("Orvane Runner 300, 42") == 400
    assert reference("Orvane Runner 500, 42") is None


def test_the_model_that_an_attribute_gives_belongs_to_the_title(reference: Reference) -> None:
    assert reference("Orvane Quill tote bag", attributes=[("Model", "QT-2")]) == 900


def test_a_catalogue_in_another_language_says_nothing_but_by_codes(reference: Reference) -> None:
    assert reference("オルヴェーヌ Orvane キル トートバッグ") is None
    assert reference("Orvane キル トートバッグ QT-2") == 900
