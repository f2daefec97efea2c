"""Keys, addresses and bands: what is alike has something equal."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.detectors import all_detectors
from guildmark.hub.searches import keys, near
from guildmark.hub.searches.addresses import canonical, numbers_in
from guildmark.hub.searches.likeness import WAYS, ways_of
from guildmark.pictures import MATCH_BITS


@given(st.binary(min_size=32, max_size=32), st.sets(st.integers(0, 255), max_size=MATCH_BITS))
def test_hashes_within_the_limit_share_a_band_that_differs_in_one_bit_at_most(hash_: bytes, flipped: set[int]) -> None:
    other = (int.from_bytes(hash_, "big") ^ sum(1 << bit for bit in flipped)).to_bytes(32, "big")
    assert near.distances_bits([other], [bytes(32), hash_]).min() <= len(flipped)
    assert near.distances_bits([other], [hash_]).tolist() == [len(flipped)]
    assert near.near_bands([hash_]) & set(near.bands(other))
    assert near.any_near([other], [hash_])


def test_hashes_beyond_the_limit_are_not_near() -> None:
    dice = random.Random(3)
    hash_ = dice.randbytes(32)
    other = (int.from_bytes(hash_, "big") ^ ((1 << (MATCH_BITS + 1)) - 1)).to_bytes(32, "big")
    assert not near.any_near([other], [hash_])
    assert not near.any_near([], [hash_])
    assert near.bands(b"") == []


@pytest.mark.parametrize("other", [
    "http://bazaar.example/item/7?colour=red",
    "HTTPS://WWW.Bazaar.Example:443/item/7/?colour=red",
    "m.bazaar.example/item/7?utm_source=a&colour=red&fbclid=1#photos",
    "https://bazaar.example/%69tem/7?colour=red",
])  # fmt: skip
def test_addresses_of_one_listing_are_written_alike(other: str) -> None:
    assert (
        canonical(other) == canonical("https://bazaar.example/item/7?colour=red") == "bazaar.example/item/7?colour=red"
    )


@pytest.mark.parametrize(
    "text", ["", "arvo bag", "arvo.bag", "ftp://bazaar.example/7", "https://", "http://[::1", "a/b", "9.99/kg"]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert canonical(text) == ""
    assert numbers_in(text) == []


def test_numbers_in_an_address_are_those_that_may_name_a_listing() -> None:
    told = numbers_in("https://bazaar.example/dp/arvo-tote-77120035.html?variant=B0-99&page=2")
    assert {"77120035", "arvo-tote-77120035", "B0-99"} <= set(told)
    assert "2" not in told


@given(st.text(max_size=200))
def test_any_text_has_keys_which_are_numbers_of_64_bits(text: str) -> None:
    assert all(-(1 << 63) <= one < 1 << 63 for one in keys.word_keys(text))
    assert keys.named(keys.named(text)) == keys.named(text)


@given(st.text("abcdefgh ÄÖéß", max_size=60))
def test_words_are_those_of_the_same_text_in_capitals(text: str) -> None:
    assert set(keys.words(text)) == set(keys.words(text.upper()))


def test_words_of_scripts_that_stand_side_by_side_are_told_apart() -> None:
    assert keys.words("Nike运动鞋 2026新款") == ["nike", "运动", "动鞋", "2026", "新款"]
    assert keys.words("包 bag") == ["包", "bag"]


def test_kinds_of_keys_stay_apart() -> None:
    assert len({keys.key(kind, "7") for kind in (keys.ADDRESS, keys.LISTING, keys.SELLER, keys.PICTURE)}) == 4


def test_ways_name_detectors_that_are_there() -> None:
    known = {one.name for one in all_detectors()}
    spoken = {name for name in known if ways_of({name})}
    assert len(spoken) >= 7
    assert {way for name in known for way in ways_of({name})} == set(WAYS)
    from guildmark.hub.searches.likeness import _detectors

    assert set().union(*_detectors().values()) <= known
