"""How much a decision counts: never more than one, and no seller more than one."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.lab.casebook import AUDIT, QUEUE, Entry
from guildmark.lab.teach import case_weights, folds_of, seller_of
from guildmark.records import BANDS


def entry(number: int, seller: str, source: str, band: str, probability: float) -> Entry:
    return Entry(
        f"f{number}", "trademark", "Fashion", band, seller, source, "not", "d" if source == AUDIT else None,
        probability if source == AUDIT else None, False, {},
    )  # fmt: skip


ENTRIES = st.lists(
    st.tuples(st.sampled_from(["", "a", "b", "c"]), st.sampled_from([AUDIT, QUEUE]), st.sampled_from(BANDS),
              st.floats(1e-6, 1)),
    max_size=20,
).map(lambda rows: [entry(n, *row) for n, row in enumerate(rows)])  # fmt: skip


@given(ENTRIES)
def test_no_decision_and_no_seller_of_a_source_counts_for_more_than_one(entries: list[Entry]) -> None:
    weights = case_weights(entries)
    assert all(0 < weight <= 1 for weight in weights)
    summed: dict[tuple[str, str], float] = defaultdict(float)
    for one, weight in zip(entries, weights, strict=True):
        summed[one.source, seller_of(one)] += weight
    assert all(total <= 1 + 1e-9 for total in summed.values())


def test_cases_drawn_alike_count_alike_and_whole() -> None:
    entries = [entry(n, f"s{n}", AUDIT, "review", 0.02) for n in range(10)]
    assert case_weights(entries) == pytest.approx([1.0] * 10)


def test_within_a_band_the_rarer_drawn_counts_for_more() -> None:
    entries = [entry(n, f"s{n}", AUDIT, "review", 0.5 if n % 2 else 0.1) for n in range(10)]
    rare, common = case_weights(entries)[:2]
    assert rare == 1.0
    assert common < 0.5


@given(ENTRIES)
def test_all_cases_of_a_seller_are_in_one_fold(entries: list[Entry]) -> None:
    folds = folds_of(entries, 5)
    assert len({(seller_of(one), fold) for one, fold in zip(entries, folds, strict=True)}) == len(
        {seller_of(one) for one in entries}
    )
