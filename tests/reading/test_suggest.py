"""A proposed map names what it is unsure of, and can be given to the scan as it is."""

from pathlib import Path

import pytest
from read_all import read_all

from guildmark.reading import suggest_map
from guildmark.records import InputError

NAMES = ["id", "name", "preis", "currency: x", "a, b", "yes", "1st", " spaced ", "it's", "größe", "#", "on", "null"]


def test_any_name_of_a_column_is_written_so_that_it_is_read_back(tmp_path: Path) -> None:
    header = ",".join(f'"{name}"' for name in NAMES)
    (tmp_path / "x.csv").write_text(header + "\n" + ",".join("1" * len(NAMES)) + "\n")
    (tmp_path / "map.yaml").write_text(suggest_map(tmp_path / "x.csv"))
    found = read_all(tmp_path / "x.csv", column_map=tmp_path / "map.yaml")
    assert found.column("listing_id") == ["1"]
    assert {name for name, _ in found.column("attributes")[0]} == {name.strip() for name in NAMES[3:]}


def test_an_id_that_does_not_repeat_is_preferred(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("product_id,sku,title\n" + "".join(f"{n // 3},s{n},Bag\n" for n in range(9)))
    assert "listing_id: sku" in suggest_map(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text("product_id,title\n" + "".join(f"{n // 3},Bag\n" for n in range(9)))
    assert "6 of 9 REPEAT" in suggest_map(tmp_path / "x.csv")


def test_codes_of_a_condition_and_prices_in_parts_are_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "id,condition,price,currency\n" + "".join(f"{n},{n % 2 + 1},{n}9990000,TWD\n" for n in range(1, 30))
    )
    proposal = suggest_map(tmp_path / "x.csv")
    assert "condition: {column: condition, values: {'1': unknown, '2': unknown}}" in proposal.replace(
        "{'2': unknown, '1': unknown}", "{'1': unknown, '2': unknown}"
    )
    assert "divide_by" in proposal
    (tmp_path / "map.yaml").write_text(proposal)
    assert read_all(tmp_path / "x.csv", column_map=tmp_path / "map.yaml").rejects == []


def test_a_title_and_a_price_that_were_not_found_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id,what it is,asked\n1,Bag,5\n")
    proposal = suggest_map(tmp_path / "x.csv")
    assert "# title: COLUMN" in proposal and "# price: COLUMN" in proposal
    (tmp_path / "x.csv").write_text("id,title,price\n1,Bag,5\n")
    assert "COLUMN                     # what" not in suggest_map(tmp_path / "x.csv")


def test_a_currency_inside_the_prices_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id,price\n1,5 EUR\n")
    assert "# currency" not in suggest_map(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text("id,price\n1,5\n")
    assert "# currency" in suggest_map(tmp_path / "x.csv")


@pytest.mark.parametrize("content", ["", "id,title\n"])
def test_a_file_without_rows_has_a_proposal_too(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.csv").write_text(content)
    assert "listing_id" in suggest_map(tmp_path / "x.csv")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        suggest_map(tmp_path / "x.csv")
