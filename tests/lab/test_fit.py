"""Fitting: monotone, of no order, unmoved by nothing, moved little by few, and the right way by many."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_findings import NAMES, evidence

from guildmark.assessment import judge, read_policy, read_weights
from guildmark.detectors import all_detectors
from guildmark.lab.fit import AUDIT_START, Fitted, Teaching, counted, evidence_db, fit, loss
from guildmark.lab.prior import believed, shipped_prior

WEIGHTS, POLICY, PRIOR = read_weights(), read_policy(), shipped_prior()
HELD = believed(WEIGHTS, PRIOR)
CASE = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), st.floats(0.05, 1), max_size=5), st.booleans(), st.booleans()
)  # what spoke, infringing, audited
CASES = st.lists(CASE, max_size=25)


def teaching(cases: list[tuple[dict[str, float], bool, bool]]) -> Teaching:
    return Teaching(
        np.array([[spoke.get(name, 0.0) for name in NAMES] for spoke, _, _ in cases]).reshape(len(cases), len(NAMES)),
        np.array([infringing for _, infringing, _ in cases], np.bool_),
        np.ones(len(cases)),
        np.array([audited for _, _, audited in cases], np.bool_),
    )


def fitted(cases: list[tuple[dict[str, float], bool, bool]]) -> Fitted:
    return fit(teaching(cases), PRIOR, HELD, POLICY.start_db)


def test_without_decisions_every_weight_is_what_it_was() -> None:
    found = fitted([])
    assert (found.db == HELD.db).all()
    assert (found.starts_db == POLICY.start_db).all()


@settings(max_examples=60)
@given(CASES)
def test_no_weight_ever_crosses_to_the_other_side_or_leaves_its_bounds(cases) -> None:
    found = fitted(cases)
    for detector, db in zip(all_detectors(), found.db, strict=True):
        assert (0 <= db <= 20) if detector.direction == "for" else (-20 <= db <= 0), detector.name


@settings(max_examples=40)
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_decisions_moves_nothing_that_is_written(cases, random) -> None:
    shuffled = [*cases]
    random.shuffle(shuffled)
    assert fitted(shuffled).db == pytest.approx(fitted(cases).db, abs=0.004)


@settings(max_examples=60)
@given(st.lists(CASE, min_size=1, max_size=5))
def test_five_decisions_move_no_weight_by_more_than_the_prior_promises(cases) -> None:
    moved = np.abs(fitted(cases).db - HELD.db)
    assert (moved <= len(cases) * HELD.sd_db**2 * math.log(10) / 10 + 1e-6).all()
    assert moved.max() <= 1.8  # decibans, of five decisions at the very most
    measured = np.array([not WEIGHTS.provisional.get(name, True) for name in NAMES])
    assert moved[measured].max() <= 0.65


def test_the_worst_five_decisions_come_near_what_the_prior_allows() -> None:
    """The bound is no comfort if nothing could reach it anyway."""
    cases = [({"authorised_seller": 1.0, "buyers_complain": 1.0, "replica_words": 1.0}, False, True)] * 5
    moved = HELD.db - fitted(cases).db
    assert moved[NAMES.index("buyers_complain")] > 0.3  # the start takes its share of the surprise


@settings(max_examples=40)
@given(CASES)
def test_what_is_found_is_never_worse_than_the_weights_before(cases) -> None:
    data = teaching(cases)
    before = Fitted(HELD.db, np.full(2, POLICY.start_db))
    now = fit(data, PRIOR, HELD, POLICY.start_db)
    assert loss(data, now, PRIOR, HELD, POLICY.start_db) <= loss(data, before, PRIOR, HELD, POLICY.start_db)


@settings(max_examples=60)
@given(st.lists(CASE, min_size=1, max_size=12))
def test_the_score_that_is_fitted_is_the_score_of_a_scan(cases) -> None:
    spoke = [one for one, _, _ in cases]
    scored = judge(evidence(spoke), WEIGHTS.db, POLICY).score_db
    db = np.array([WEIGHTS.db[name] for name in NAMES])
    assert POLICY.start_db + evidence_db(teaching(cases).strength, db) == pytest.approx(scored)


def test_of_a_family_only_the_largest_counts_and_learns() -> None:
    """A weak price signal beside a strong one is not heard, so that its weight stays where it was."""
    cases = [({"price_below_catalogue": 1.0, "price_below_others": 0.3}, True, True)] * 40
    cases += [({"mark_in_text": 1.0}, False, True)] * 40
    found = fitted(cases)
    assert found.db[NAMES.index("price_below_others")] == pytest.approx(WEIGHTS.db["price_below_others"])
    assert found.db[NAMES.index("price_below_catalogue")] != pytest.approx(WEIGHTS.db["price_below_catalogue"])


def made(rng: np.random.Generator, n: int, true_db: dict[str, float]) -> Teaching:
    """Cases whose outcomes follow other weights than the shipped ones."""
    strength = (rng.random((n, len(NAMES))) < 0.2) * 1.0
    db = np.array([true_db[name] for name in NAMES])
    odds_db = -12.0 + evidence_db(strength, db)
    infringing = rng.random(n) < 1 / (1 + 10 ** (-odds_db / 10))
    return Teaching(strength, infringing, np.ones(n), np.ones(n, np.bool_))


def test_many_decisions_bring_weights_to_where_the_truth_is() -> None:
    true = dict(WEIGHTS.db) | {"ships_from_elsewhere": 9.0, "seller_not_authorised": 0.0, "compatible_use": -12.0}
    loose = replace(PRIOR, measured_sd_db=4.0, provisional_sd_db=4.0)
    found = fit(made(np.random.default_rng(4), 6_000, true), loose, believed(WEIGHTS, loose), POLICY.start_db)
    for name in ("ships_from_elsewhere", "seller_not_authorised", "compatible_use"):
        assert found.db[NAMES.index(name)] == pytest.approx(true[name], abs=1.5), name
    assert found.starts_db[AUDIT_START] == pytest.approx(-12.0, abs=1.0)


def test_some_hundred_decisions_that_agree_outweigh_the_prior() -> None:
    cases = [({"ships_from_elsewhere": 1.0, "mark_in_text": 1.0}, n % 2 == 0, True) for n in range(400)]
    cases += [({"mark_in_text": 1.0}, n % 20 == 0, True) for n in range(400)]
    assert fitted(cases).db[NAMES.index("ships_from_elsewhere")] > WEIGHTS.db["ships_from_elsewhere"] + 3


def test_that_a_mark_is_named_never_weighs_more() -> None:
    cases = [({"mark_in_text": 1.0}, True, True)] * 200 + [({}, False, True)] * 200
    assert fitted(cases).db[NAMES.index("mark_in_text")] == WEIGHTS.db["mark_in_text"]


@given(st.lists(CASE, min_size=1, max_size=10))
def test_per_family_and_direction_at_most_one_detector_counts(cases) -> None:
    data = teaching(cases)
    counts = counted(data.strength, HELD.db)
    groups = np.array([hash((d.family, d.direction)) for d in all_detectors()])
    for group in np.unique(groups):
        assert (counts[:, groups == group].sum(axis=1) <= 1).all()
