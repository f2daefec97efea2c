"""Many listings checked at once: each is answered as if it were alone, whatever the others are."""

from typing import Any

import pytest
from example_listings import LISTINGS
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.engine import Answer, Context, check, check_many
from guildmark.engine.check import KNOWN
from guildmark.records import InputError

IDS = st.fixed_dictionaries({"listing_id": st.sampled_from(["1", "2", "3"])})  # the same one may be asked for twice
GOOD = st.builds(lambda listing, own: {**listing, **own}, LISTINGS, IDS)
BAD = st.sampled_from(
    [
        {"title": "Orvane"},
        {"listing_id": "1", "price": "39,90"},
        {"listing_id": "1", "currency": "eur"},
        {"listing_id": "1", "titel": "Orvane"},
        {"listing_id": "1", "title": "\ud83d"},
        {"listing_id": "1", "stock": "many"},
        {"listing_id": "1", "variants": ["red"]},
        {"listing_id": "1", "attributes": [None]},  # Arrow would end the process
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
)


def alone(listing: dict[str, Any], context: Context) -> Answer | str:
    try:
        return check(listing, context)
    except InputError as error:
        return str(error)


def told(answers: list[Answer | InputError]) -> list[Answer | str]:
    return [str(one) if isinstance(one, InputError) else one for one in answers]


@settings(max_examples=60, deadline=None)
@given(listings=st.lists(GOOD | BAD, max_size=8))
def test_many_are_answered_as_each_is_alone(context: Context, listings: list[dict[str, Any]]) -> None:
    assert told(check_many(listings, context)) == [alone(listing, context) for listing in listings]


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(sorted(KNOWN)), value=ANYTHING)
def test_a_value_of_any_kind_is_used_or_told_and_spoils_no_other_listing(
    context: Context, name: str, value: object
) -> None:
    fine = {"listing_id": "1", "title": "Orvane tote 1:1 mirror quality"}
    odd, answer = check_many([{"listing_id": "2", name: value}, fine], context)
    assert isinstance(odd, Answer) or str(odd).startswith("listing: ")
    assert answer == check(fine, context)


def test_no_listing_has_no_answer(context: Context) -> None:
    assert check_many([], context) == []


def test_a_bad_listing_among_good_ones_is_told_in_its_place(context: Context) -> None:
    good = {"listing_id": "1", "title": "Orvane tote 1:1 mirror quality"}
    answers = check_many([good, {"listing_id": "2", "price": "cheap"}, {"listing_id": "3", "title": "vase"}], context)
    assert [type(answer) for answer in answers] == [Answer, InputError, Answer]
    assert answers[0] == check(good, context)
    with pytest.raises(InputError, match="price 'cheap' is no price"):
        raise answers[1]  # type: ignore[misc]
