"""What is kept of a listing over time, and when it counts as another product."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.detectors.forms import forms_of, held_against, remember
from guildmark.records import LISTING, REVIEWS

SCHEMA = LISTING.append(REVIEWS)
START = datetime(2026, 1, 1, tzinfo=UTC)
TITLES = (
    None,
    "",
    "!!!",
    "Orvane leather bag",
    "bag of leather, Orvane, brown",
    "wool socks for men",
    "coloured pencils",
    "羊毛袜",
    "奥凡 皮包",
)
VERSION = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "category": st.sampled_from((None, "bags", "toys")),
        "gtin": st.sampled_from((None, None, "2000000000015", "2000000000039")),
        "pictures": st.lists(st.sampled_from("abcd"), max_size=3),
        "reviews": st.sampled_from((None, 0, 4)),
        "day": st.sampled_from((None, 0, 1, 40, 400)),
    }
)


def table(version: dict[str, Any]) -> pa.Table:
    """A listing as one version of it stands."""
    row: dict[str, Any] = {"marketplace": "default", "listing_id": "L", **version}
    day, reviews = row.pop("day", None), row.pop("reviews", None)
    row["observed_at"] = None if day is None else START + timedelta(days=day)
    row["pictures"] = [{"uri": uri} for uri in row.get("pictures") or ()]
    row["reviews"] = None if reviews is None else [{"text": "fine"}] * reviews
    return pa.Table.from_pylist([row], SCHEMA)


def after(*versions: dict[str, Any]) -> Any:
    """What is remembered when versions were seen one after the other."""
    before = None
    for version in versions:
        before = remember(before, table(version))
    return before


def turned(*versions: dict[str, Any]) -> bool:
    """Whether the last version is another product than an earlier one."""
    _, _, other = held_against(after(*versions[:-1]), forms_of(table(versions[-1])))
    return bool(other[0])


@given(versions=st.lists(VERSION, min_size=1, max_size=4))
def test_remembering_a_listing_twice_is_remembering_it_once(versions: list[dict[str, Any]]) -> None:
    assert after(*versions, versions[-1]).equals(after(*versions))


@given(versions=st.lists(VERSION, min_size=2, max_size=4), later=st.integers(0, 90))
def test_what_a_listing_turned_from_is_the_same_when_it_is_looked_at_again(
    versions: list[dict[str, Any]], later: int
) -> None:
    """Seen again, even on another day, the same listing is held against the same form and the same day."""
    *earlier, last = versions
    now = forms_of(table(last))
    first, first_us, first_other = held_against(after(*earlier), now)
    again = last if last["day"] is None else {**last, "day": last["day"] + later}
    second, second_us, second_other = held_against(after(*versions), forms_of(table(again)))
    assert first_other.tolist() == second_other.tolist()
    if first_other[0]:
        assert first.equals(second)
        np.testing.assert_array_equal(first_us, second_us)


PENCILS = {"title": "12 coloured pencils for children", "category": "toys", "day": 0, "reviews": 9}
BAG = {"title": "Orvane leather bag", "category": "bags", "day": 200}


def test_a_listing_that_was_about_other_goods_has_turned_and_stays_so() -> None:
    assert turned(PENCILS, BAG)
    assert turned(PENCILS, BAG, BAG)
    assert turned(PENCILS, BAG, {**BAG, "title": "Orvane leather bag, brown", "day": 300})


def test_dates_that_stand_still_make_no_draft() -> None:
    assert turned({**PENCILS, "reviews": 0}, {**BAG, "day": 0})


def test_only_the_first_form_of_a_listing_can_be_a_draft() -> None:
    """Else whoever turned a listing back for a day could turn it again unseen."""
    assert turned(PENCILS, BAG, {**PENCILS, "day": 201, "reviews": 0}, {**BAG, "day": 202})


def test_a_listing_that_turns_back_is_what_it_was() -> None:
    assert not turned(PENCILS, {**PENCILS, "title": "coloured pencils for children, set of 12", "day": 30})
    form = after(PENCILS, BAG, {**PENCILS, "day": 300}).to_pylist()[0]
    assert (form["form"]["title"], form["was"]["title"]) == (PENCILS["title"], BAG["title"])


def test_small_steps_do_not_hide_a_turn() -> None:
    words = ["coloured", "pencils", "for", "children"]
    steps = [" ".join([*words[n:], *["Orvane", "leather", "bag", "brown"][:n]]) for n in range(5)]
    assert not any(turned({"title": a, "day": 0}, {"title": b, "day": 50}) for a, b in pairwise(steps))
    assert turned(*({"title": step, "day": 40 * n} for n, step in enumerate(steps)))


@pytest.mark.parametrize(
    "kept",
    [{"pictures": ["a", "b"]}, {"gtin": "2000000000015"}],
)
def test_the_same_pictures_or_gtin_keep_it_the_same_product(kept: dict[str, Any]) -> None:
    assert not turned(PENCILS | kept, BAG | kept)
    assert turned(PENCILS | kept, BAG | {"pictures": ["c", "d"], "gtin": "2000000000039"})


def test_one_old_picture_among_new_ones_does_not_keep_it() -> None:
    assert turned(PENCILS | {"pictures": ["a", "b", "c"]}, BAG | {"pictures": ["a", "d"]})


def test_a_draft_of_a_day_without_reviews_may_become_anything() -> None:
    draft = {"title": "test test", "day": 0, "reviews": 0}
    assert not turned(draft, {**BAG, "day": 1})
    assert not turned(draft, {**BAG, "day": 1}, {**BAG, "day": 90})
    assert turned({**draft, "reviews": 4}, {**BAG, "day": 1})
    assert turned(draft, {**BAG, "day": 90})


def test_reviews_are_counted_up_to_the_turn() -> None:
    remembered = after(PENCILS, {**PENCILS, "reviews": 31}, {**PENCILS, "reviews": None}, BAG).to_pylist()[0]
    assert remembered["was"]["reviews"] == 31
    assert remembered["form"]["reviews"] is None


def test_what_was_not_given_at_first_is_filled_in() -> None:
    remembered = after({"title": None, "day": 0}, PENCILS).to_pylist()[0]
    assert remembered["form"]["title"] == PENCILS["title"]
    assert remembered["was"] is None
