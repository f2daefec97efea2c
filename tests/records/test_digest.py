"""Digests of listings: stable across versions, blind to batches, sensitive to every word."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.records import LISTING
from guildmark.records.digest import CONTENT, digest_array, listing_digests, listing_keys, row_digests

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
FULL = {
    "marketplace": "default",
    "listing_id": "a-1",
    "seller_id": "s9",
    "title": "Ordovane tote, 新品",
    "price": Decimal("199.9000"),
    "currency": "EUR",
    "pack_size": 2,
    "stock": 10,
    "variants": [{"sku": "x", "title": None, "price": Decimal("1.0000"), "picture": None}],
    "offered_in": ["DE", None, "FR"],
    "pictures": [{"uri": "https://pictures.example/1.jpg", "data": b"\x00\x01"}, None],
    "attributes": [("colour", "red"), ("mpn", None)],
    "created_at": NOON,
    "updated_at": NOON,
    "observed_at": NOON,
}
BARE = {"marketplace": "default", "listing_id": "a-2"}


def table(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=LISTING)


def test_the_digests_are_the_same_in_every_version() -> None:
    found = [value.as_py().hex() for value in listing_digests(table(FULL, BARE))]
    assert found == ["3a9beb3954634ba273bda98e1318f30d", "06e11bd36e38fdddd0e3f33a747eb1f9"]


def test_only_the_two_dates_of_looking_leave_the_digest_alone() -> None:
    before = listing_digests(table(FULL))
    for name in LISTING.names:
        changed = {**FULL, name: None} if LISTING.field(name).nullable and FULL.get(name) is not None else None
        if changed is not None:
            same = listing_digests(table(changed)) == before
            assert same == (name in ("updated_at", "observed_at")), name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "ab", "description": "c"}, {"title": "a", "description": "bc"}),
        ({"title": ""}, {"title": None}),
        ({"offered_in": []}, {"offered_in": None}),
        ({"offered_in": ["DE", "FR"]}, {"offered_in": ["DEFR"]}),
        ({"pictures": [None]}, {"pictures": [{"uri": None, "data": None}]}),
        ({"attributes": [("a", "b")]}, {"attributes": [("b", "a")]}),
    ],
)
def test_values_that_look_alike_do_not_collide(one: dict[str, object], other: dict[str, object]) -> None:
    first, second = listing_digests(table({**BARE, **one}, {**BARE, **other}))
    assert first != second


def test_missing_columns_and_wider_types_change_nothing() -> None:
    whole = table(BARE)
    small = pa.table({"listing_id": pa.array(["a-2"], pa.large_string()), "marketplace": ["default"]})
    assert listing_digests(small) == listing_digests(whole)


def test_what_hides_behind_a_missing_list_is_not_read() -> None:
    honest = pa.array([None, ["DE"]], pa.list_(pa.string()))
    hidden = pa.ListArray.from_arrays(
        pa.array([0, 1, 2], pa.int32()), pa.array(["XX", "DE"]), mask=pa.array([True, False])
    )
    assert np.array_equal(row_digests(pa.table({"a": honest}), ["a"]), row_digests(pa.table({"a": hidden}), ["a"]))


def test_a_key_is_the_marketplace_and_the_id_and_nothing_else() -> None:
    keys = listing_keys(table(FULL, {**BARE, "listing_id": "a-1"}, {**BARE, "marketplace": "other"}, BARE))
    assert np.array_equal(keys[0], keys[1])
    assert len({tuple(key) for key in keys.tolist()}) == 3


ROWS = st.lists(
    st.fixed_dictionaries(
        {"marketplace": st.just("m"), "listing_id": st.text(max_size=4)},
        optional={
            "title": st.none() | st.text(max_size=9),
            "offered_in": st.none() | st.lists(st.none() | st.text(max_size=2), max_size=3),
            "pictures": st.none() | st.lists(st.fixed_dictionaries({"uri": st.text(max_size=3)}), max_size=3),
            "attributes": st.none() | st.lists(st.tuples(st.text(max_size=2), st.text(max_size=2)), max_size=2),
            "stock": st.none() | st.integers(0, 99),
        },
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS, st.data())
def test_a_row_has_the_same_digest_in_any_batch(rows: list[dict[str, object]], data: st.DataObject) -> None:
    whole = table(*rows)
    cut = data.draw(st.integers(0, len(rows)))
    pieces = pa.concat_tables([whole.slice(0, cut), whole.slice(cut)])
    alone = [row_digests(whole.slice(row, 1), CONTENT)[0] for row in range(len(rows))]
    assert np.array_equal(row_digests(pieces, CONTENT), np.array(alone))
    assert len(digest_array(np.array(alone))) == len(rows)
