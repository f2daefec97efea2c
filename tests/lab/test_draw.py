"""Draws: random by sellers, the same for the same seed, with probabilities that add up, and sealed."""

import itertools
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_findings import written_run

from guildmark.assessment import read_policy
from guildmark.lab import dice
from guildmark.lab.draw import draw_cases
from guildmark.lab.finished_run import open_run
from guildmark.lab.seal import DRAW_FILE, audited_by, open_draw, seal, sealed_table
from guildmark.records import BANDS, InputError

POLICY = read_policy()
STRONG, WEAK, NOTHING = {"replica_words": 1.0, "disguised_mark": 1.0}, {"replica_words": 0.5}, {"mark_in_text": 1.0}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 sellers, each with as many findings as its number modulo four says, in three bands and two categories."""
    rows = [
        {
            "spoke": (STRONG, WEAK, NOTHING)[seller % 3],
            "seller_id": f"s{seller}",
            "category": ("Fashion > Bags", "Beauty")[seller % 2],
        }
        for seller in range(60)
        for _ in range(1 + seller % 4)
    ]
    return written_run(tmp_path_factory.mktemp("run"), rows)


def drawn(run: Path, **asked: object) -> tuple[list[object], list[object]]:
    told = {"per_slice": 4, "seed": 1, "bands": BANDS, **asked}
    return draw_cases(open_run(run), POLICY, **told)  # type: ignore[arg-type, return-value]


def test_each_slice_and_band_gives_its_number_of_sellers_and_each_seller_one_case(run: Path) -> None:
    cases, strata = drawn(run)
    assert {(s.right_kind, s.category, s.band) for s in strata} == {
        ("trademark", category, band) for category in ("Beauty", "Fashion") for band in BANDS
    }
    assert Counter((c.category, c.band) for c in cases) == dict.fromkeys(((s.category, s.band) for s in strata), 4)
    assert len({(c.category, c.band, c.seller) for c in cases}) == len(cases)


def test_a_probability_is_that_of_the_seller_times_that_among_its_findings(run: Path) -> None:
    opened = open_run(run)
    sellers = opened.column("seller_id")
    cases, strata = drawn(run)
    of = {(s.category, s.band): s for s in strata}
    for case in cases:
        stratum = of[case.category, case.band]
        own = sellers.count(sellers[case.place])
        assert case.probability == pytest.approx(stratum.drawn / stratum.sellers / own)


def test_inverse_probabilities_estimate_the_number_of_findings_without_bias(run: Path) -> None:
    _, strata = drawn(run)
    estimates = np.array([sum(1 / c.probability for c in drawn(run, seed=seed)[0]) for seed in range(400)])
    spread = estimates.std() / np.sqrt(len(estimates))
    assert estimates.mean() == pytest.approx(sum(s.findings for s in strata), abs=4 * spread)


def test_every_seller_of_a_stratum_is_drawn_as_often(run: Path) -> None:
    times: Counter[str] = Counter()
    seeds = 600
    for seed in range(seeds):
        times.update(c.seller for c in drawn(run, seed=seed, bands=["act"])[0] if c.category == "Beauty")
    expected = seeds * 4 / 10
    assert len(times) == 10
    # Ten binomials: none further than four and a half standard deviations from what is expected.
    assert max(abs(n - expected) for n in times.values()) < 4.5 * np.sqrt(seeds * 0.4 * 0.6)


def test_where_there_are_fewer_all_are_drawn_for_sure(run: Path) -> None:
    cases, strata = drawn(run, per_slice=1_000, bands=["act"])
    assert all(s.drawn == s.sellers for s in strata)
    assert sum(1 / c.probability for c in cases) == pytest.approx(sum(s.findings for s in strata))


def test_the_same_seed_draws_the_same_and_another_one_others(run: Path) -> None:
    assert drawn(run) == drawn(run)
    assert [c.finding_id for c in drawn(run)[0]] != [c.finding_id for c in drawn(run, seed=2)[0]]


def test_cases_stand_in_no_order_of_band(run: Path) -> None:
    bands = [c.band for c in drawn(run, per_slice=10)[0]]
    assert sum(a != b for a, b in itertools.pairwise(bands)) > len(bands) / 3


def test_a_slice_is_asked_for_by_name_and_an_unknown_one_is_refused(run: Path) -> None:
    cases, _ = drawn(run, slices=["trademark: Fashion"])
    assert {c.category for c in cases} == {"Fashion"}
    with pytest.raises(InputError, match="Slices: 'trademark: Beauty', 'trademark: Fashion'"):
        drawn(run, slices=["trademark: Bags"])


@settings(max_examples=40)
@given(st.lists(st.text(max_size=6), unique=True, max_size=30), st.integers(0, 40), st.randoms(use_true_random=False))
def test_a_draw_does_not_depend_on_the_order_of_what_is_drawn_from(items: list[str], most: int, random) -> None:
    shuffled = [*items]
    random.shuffle(shuffled)
    found = dice.draw(items, most, "seed")
    assert found == dice.draw(shuffled, most, "seed")
    assert len(found) == len(set(found)) == min(most, len(items))


def sealed(run: Path, folder: Path) -> str:
    from guildmark.assessment import read_weights

    opened = open_run(run)
    cases, strata = draw_cases(opened, POLICY, per_slice=3, seed=1, bands=BANDS)
    table = sealed_table(opened, cases, [])
    audited = audited_by(read_weights(), POLICY)
    return seal(folder, opened, table, strata, seed=1, category_levels=1, audited=audited)


def test_a_seal_is_read_back_whole(run: Path, tmp_path: Path) -> None:
    draw = sealed(run, tmp_path)
    found = open_draw(tmp_path)
    assert (found.draw, found.seed, found.cases.num_rows) == (draw, 1, 18)
    assert {row["band"] for row in found.cases.to_pylist()} == set(BANDS)
    assert all(row["spoke"] for row in found.cases.to_pylist())


@pytest.mark.parametrize("column", ["draw_probability", "band", "seller"])
def test_a_draw_that_was_changed_is_refused(run: Path, tmp_path: Path, column: str) -> None:
    sealed(run, tmp_path)
    table = pq.read_table(tmp_path / DRAW_FILE)
    rows = table.to_pylist()
    rows[0][column] = 1.0 if column == "draw_probability" else "other"
    changed = table.from_pylist(rows, table.schema)
    pq.write_table(changed, tmp_path / DRAW_FILE)
    with pytest.raises(InputError, match="is not as it was sealed"):
        open_draw(tmp_path)


def test_a_draw_that_is_not_there_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Give the folder that `guildmark audit` wrote"):
        open_draw(tmp_path)
