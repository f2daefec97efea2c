"""Facts: what a generation says about a key is what a plain count over all other listings says."""

import datetime as dt
import statistics
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildmark.facts import FACT_KEY, WINDOW_DAYS, FactTable, Kind, Own, build_facts, fact_keys
from guildmark.facts import build as building
from guildmark.facts.kinds import UNDATED_US
from guildmark.records import LISTING, InputError

NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

ROWS = st.lists(
    st.tuples(
        st.sampled_from([Kind.PICTURE, Kind.MODEL]),
        st.integers(1, 4),  # key
        st.integers(0, 3),  # seller, 0 not known
        st.sampled_from([np.nan, 1.0, 2.0, 3.0, 7.5, 40.0]),
        st.sampled_from([None, -1, 0, 23, 24, 24 * 7 - 1, 24 * 7, 24 * 29, 24 * 31]),  # hours before NOW
    ),
    max_size=40,
)
Row = tuple[Kind, int, int, float, int | None]


def write(rows: list[Row], path: Path) -> list[Path]:
    """Two files of fact keys, each row a listing of its own."""
    columns = {
        "kind": [row[0] for row in rows],
        "key": [row[1] for row in rows],
        "listing": list(range(100, 100 + len(rows))),
        "seller": [row[2] for row in rows],
        "price_eur": [row[3] for row in rows],
        "observed_at": [None if row[4] is None else NOW - dt.timedelta(hours=row[4]) for row in rows],
        "row": list(range(len(rows))),
    }
    whole = pa.table(columns, schema=FACT_KEY)
    parts = [path / "one.parquet", path / "two.parquet"]
    pq.write_table(whole.slice(0, len(rows) // 2), parts[0])
    pq.write_table(whole.slice(len(rows) // 2), parts[1])
    return parts


def own(rows: list[Row]) -> Own:
    stamps = [
        UNDATED_US if row[4] is None else int((NOW - dt.timedelta(hours=row[4]) - EPOCH).total_seconds() * 1e6)
        for row in rows
    ]
    listing = np.arange(100, 100 + len(rows), dtype=np.uint64)
    prices = np.array([row[3] for row in rows], np.float64)
    return Own(listing, np.array([row[2] for row in rows], np.uint64), prices, np.array(stamps, np.int64))


def counts_in(row: Row, days: int) -> bool:
    return row[4] is None or 0 <= row[4] < days * 24


def plainly(rows: list[Row], asking: int | None, kind: Kind, key: int, days: int) -> tuple[int, int, float | None]:
    others = [
        row for place, row in enumerate(rows) if place != asking and row[:2] == (kind, key) and counts_in(row, days)
    ]
    prices = [row[3] for row in others if not np.isnan(row[3])]
    return len(others), len({row[2] for row in others} - {0}), statistics.median(prices) if prices else None


def assert_same(found: object, rows: list[Row], asking: list[int | None], kind: Kind, keys: list[int]) -> None:
    for place, (row, key) in enumerate(zip(asking, keys, strict=True)):
        for window, days in enumerate(WINDOW_DAYS):
            median = found.median_price_eur[place, window]
            said = (
                found.listings[place, window],
                found.sellers[place, window],
                None if np.isnan(median) else median,
            )
            assert said == plainly(rows, row, kind, key, days), (row, key, days)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, batch_rows=st.sampled_from([1, 2, 3, 1 << 17]))
def test_every_fact_is_the_plain_count_without_the_listing_itself(
    rows: list[Row], batch_rows: int, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("facts")
    monkeypatch.setattr(building, "BATCH_ROWS", batch_rows)
    open_table = build_facts(write(rows, folder), NOW, folder / "generation", threads=1)
    complete = FactTable.open(folder / "generation", complete=True)
    for kind in (Kind.PICTURE, Kind.MODEL, Kind.TEXT):
        asking = [place for place, row in enumerate(rows) if row[0] == kind]
        keys = np.array([rows[place][1] for place in asking], np.uint64)
        askers = own(rows).take(np.array(asking, np.int64))
        for table in (open_table, complete):
            assert_same(table.lookup(kind, keys, askers), rows, list(asking), kind, keys.tolist())
        everyone = np.arange(1, 6, dtype=np.uint64)
        assert_same(open_table.lookup(kind, everyone), rows, [None] * 5, kind, everyone.tolist())


def test_a_stranger_to_the_generation_is_not_taken_out_of_it(tmp_path: Path) -> None:
    rows: list[Row] = [(Kind.TEXT, 5, 1, 10.0, 1), (Kind.TEXT, 6, 1, 10.0, 1), (Kind.TEXT, 6, 2, 30.0, 1)]
    table = build_facts(write(rows, tmp_path), NOW, tmp_path / "generation")
    stranger = Own(*(np.array([value]) for value in (np.uint64(999), np.uint64(1), 10.0, UNDATED_US)))
    assert table.lookup(Kind.TEXT, np.array([5], np.uint64), stranger).listings.tolist() == [[1, 1, 1]]
    found = table.lookup(Kind.TEXT, np.array([6], np.uint64), stranger)
    assert found.sellers.tolist() == [[2, 2, 2]]
    assert found.median_price_eur.tolist() == [[20.0, 20.0, 20.0]]


def test_the_order_of_rows_and_files_does_not_change_the_generation(tmp_path: Path) -> None:
    rows: list[Row] = [(Kind.TEXT, key % 3 + 1, key % 4, float(key), key) for key in range(30)]
    first, second = write(rows, tmp_path)
    there = build_facts([first, second], NOW, tmp_path / "there")
    back = build_facts([second, first], NOW, tmp_path / "back", threads=3)
    assert there.digest == back.digest
    assert there.digest != build_facts([first, second], None, tmp_path / "undated").digest


def test_rows_that_are_left_out_do_not_count(tmp_path: Path) -> None:
    rows: list[Row] = [(Kind.TEXT, 1, seller, 5.0, 0) for seller in (1, 2, 3)]
    table = build_facts(write(rows, tmp_path), NOW, tmp_path / "generation", leave_out=np.array([1]))
    assert table.lookup(Kind.TEXT, np.array([1], np.uint64)).listings.tolist() == [[2, 2, 2]]
    assert table.as_of == NOW


def test_a_folder_without_facts_says_how_facts_are_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Facts are made by a scan"):
        FactTable.open(tmp_path)


def keys_of(
    *listings: dict[str, object], contacts: tuple[list[int], list[int]] = ([], [])
) -> dict[str, list[tuple[int, int]]]:
    """Kind name to (row, key) pairs."""
    bare = {"marketplace": "m"}
    rows = [{**bare, "listing_id": str(number), **listing} for number, listing in enumerate(listings)]
    table = pa.Table.from_pylist(rows, schema=LISTING)
    found = fact_keys(
        table,
        fingerprints=np.zeros(len(rows), np.uint64),
        contacts=(np.array(contacts[0], np.int64), np.array(contacts[1], np.uint64)),
        price_eur=np.full(len(rows), np.nan),
    )
    by_kind = defaultdict(list)
    for row in found.to_pylist():
        by_kind[Kind(row["kind"]).name].append((row["row"], row["key"]))
    return by_kind


def test_a_seller_is_the_same_under_its_id_and_only_in_its_own_marketplace() -> None:
    found = keys_of(
        {"seller_id": "a"},
        {"seller_id": "a"},
        {"seller_name": "b"},
        {},
        {"marketplace": "n", "seller_id": "a"},
        {"seller_id": ""},
    )["SELLER"]
    assert [row for row, _ in found] == [0, 1, 2, 4]
    assert found[0][1] == found[1][1]
    assert len({key for _, key in found}) == 3


def test_a_picture_counts_once_a_listing_by_its_bytes_or_its_address() -> None:
    same = {"uri": "https://pictures.example/a.jpg", "data": None}
    moved = {"uri": "https://elsewhere.example/x.jpg", "data": b"bytes"}
    found = keys_of(
        {"pictures": [same, same]}, {}, {"pictures": [moved, {"uri": None, "data": b"bytes"}, {"uri": ""}, None]}
    )
    assert [row for row, _ in found["PICTURE"]] == [0, 2]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"gtin": "2000000000008"}, {"gtin": "02000000000008"}, True),
        ({"gtin": "200-0000 000008"}, {"gtin": "2000000000008", "brand": "Orvane"}, True),
        ({"gtin": "2000000000008"}, {"gtin": "2000000000015"}, False),
        (
            {"brand": "ORVANE", "attributes": [("mpn", "X 10")]},
            {"brand": "Ｏrvane", "attributes": [("model", "x-10")]},
            True,
        ),
        (
            {"brand": "Orvane", "attributes": [("mpn", "X10")]},
            {"brand": "Kelvo", "attributes": [("mpn", "X10")]},
            False,
        ),
    ],
)
def test_a_model_is_its_gtin_or_its_brand_and_number(
    one: dict[str, object], other: dict[str, object], same: bool
) -> None:
    found = keys_of(one, other)["MODEL"]
    assert [row for row, _ in found] == [0, 1]
    assert (found[0][1] == found[1][1]) == same


def test_a_wrong_gtin_or_a_number_without_a_brand_names_no_model() -> None:
    wrong = [
        {"gtin": "2000000000009"},
        {"gtin": "123"},
        {"gtin": "2" * 40},
        {"gtin": "abc"},
        {"attributes": [("mpn", "X1")]},
    ]
    assert not keys_of(*wrong)["MODEL"]


def test_a_contact_counts_once_a_listing() -> None:
    assert keys_of({}, {}, contacts=([1, 0, 1], [7, 7, 7]))["CONTACT"] == [(0, 7), (1, 7)]
