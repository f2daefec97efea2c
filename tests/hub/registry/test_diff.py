"""What changed between versions is told part by part, of catalogues by the number."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.registry.diff import Change, catalogue_changes, changes

ITEMS = st.lists(
    st.fixed_dictionaries({"model": st.sampled_from("ABCD"), "name": st.sampled_from(["one", "two", "three"])}),
    max_size=12,
)


def test_parts_are_told_in_the_order_of_a_rights_file_with_what_left_and_what_came() -> None:
    old = {"mark": "ORVANE", "goods": ["bags", "belts"], "registrations": [{"office": "EM", "number": "1"}]}
    new = {"mark": "ORVANE", "goods": ["bags", "wallets"], "registrations": [{"office": "EM", "number": "2"}]}
    assert changes(old, new) == [
        Change("goods", ("belts",), ("wallets",)),
        Change("registrations", ("office: EM, number: 1",), ("office: EM, number: 2",)),
    ]
    assert changes(old, old) == []


@given(before=ITEMS, after=ITEMS)
def test_the_counts_of_a_catalogue_add_up(before: list[dict[str, str]], after: list[dict[str, str]]) -> None:
    change = catalogue_changes(before, after, with_prices=True)
    old, new = (Counter((item["model"], item["name"]) for item in items) for items in (before, after))
    if change is None:
        assert old == new
        return
    assert change.unchanged == (old & new).total()
    assert change.unchanged + change.changed + change.added == len(after)
    assert change.unchanged + change.changed + change.removed == len(before)


def test_prices_are_left_out_where_they_are_private() -> None:
    old, new = ([{"model": "A", "name": "one", "price": price, "currency": "EUR"}] for price in (3, 4))
    assert catalogue_changes(old, new, with_prices=False) is None
    shown = catalogue_changes(old, [*new, {"model": "B"}], with_prices=True)
    assert shown is not None
    assert (shown.changed, shown.added) == (1, 1)
    assert shown.samples["changed"] == ["A · one · 4 · EUR"]
