"""Licences: earned by numbers that anybody can check, bound to what was audited, and lost by themselves."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from scipy.stats import beta

from guildmark.assessment import Evidence, act_where_licensed, judge, open_slices, read_policy, read_weights
from guildmark.assessment.intervals import fewest_for, interval, lower_bound
from guildmark.assessment.learned import content_digest, require_active
from guildmark.assessment.licence import Audited, Licences, LicensedSlice, opening_from_json, opening_to_json
from guildmark.detectors import all_detectors
from guildmark.records import BANDS, InputError

POLICY = read_policy()
TERMS = POLICY.licence
VERSIONS = {d.name: d.version for d in all_detectors()}
DAY = date(2026, 11, 26)
WEIGHTS = read_weights()
AUDITED = Audited(POLICY.start_db, POLICY.act_db, POLICY.never_act_alone, WEIGHTS.db, VERSIONS)


def licences(**changed: Any) -> Licences:
    one = {"kind": "trademark", "category": "Fashion", "sellers": 299, "wrong": 0, "reviewed": DAY}
    told = {**one, "until": DAY + timedelta(days=90), **changed}
    return Licences(1, AUDITED, (LicensedSlice(**told),))


def test_299_sellers_without_an_error_reach_the_shipped_policy_and_298_do_not() -> None:
    assert TERMS is not None
    assert (TERMS.precision, TERMS.confidence, TERMS.days) == (0.99, 0.95, 90)
    assert lower_bound(0, 299) >= 0.99 > lower_bound(0, 298)
    assert fewest_for(0, 0.99) == 299


def test_473_sellers_with_one_error_reach_it_and_472_do_not() -> None:
    assert lower_bound(1, 473) >= 0.99 > lower_bound(1, 472)
    assert fewest_for(1, 0.99) == 473


@given(st.integers(1, 2_000), st.data())
def test_the_bound_is_that_of_clopper_and_pearson(n: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, n))
    expected = 0.0 if wrong == n else 1 - beta.ppf(0.95, wrong + 1, n - wrong)
    assert lower_bound(wrong, n) == pytest.approx(expected, abs=1e-9)
    assert lower_bound(wrong, n) == pytest.approx(1 - interval(wrong, n, 0.9)[1], abs=1e-12)


@given(st.integers(0, 60), st.floats(0.5, 0.995))
def test_the_fewest_is_the_first_number_that_reaches_a_share(wrong: int, share: float) -> None:
    n = fewest_for(wrong, share)
    assert lower_bound(wrong, n) >= share
    assert n - 1 <= wrong or lower_bound(wrong, n - 1) < share


def test_a_licence_is_open_to_its_last_day_and_shut_on_the_next() -> None:
    for days, is_open in ((0, True), (90, True), (91, False), (-1, False)):
        opening = open_slices(licences(), TERMS, DAY + timedelta(days=days), VERSIONS)
        assert bool(opening.slices) is is_open, days
        assert bool(opening.shut) is not is_open


def test_a_date_that_was_written_too_late_does_not_prolong_it() -> None:
    late = licences(until=DAY + timedelta(days=900))
    assert open_slices(late, TERMS, DAY + timedelta(days=91), VERSIONS).slices == ()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"today": None}, "no date was given"),
        ({"terms": None}, "the policy has no `licence`"),
        ({"terms": {"precision": 0.995}}, "the bound 0.9900 is below the policy's 0.995"),
        ({"terms": {"category_levels": 2}}, "at 1 levels, the policy's at 2"),
        ({"versions": {"replica_words": 99}}, "replica_words was audited in version"),
    ],
)
def test_whatever_it_was_not_earned_under_shuts_it(given: dict[str, Any], why: str) -> None:
    assert TERMS is not None
    terms = given.get("terms", {})
    opening = open_slices(
        licences(),
        None if terms is None else replace(TERMS, **terms),
        given.get("today", DAY),
        VERSIONS | given.get("versions", {}),
    )
    assert opening.slices == ()
    assert why in opening.shut[0]


def test_weights_without_licences_open_nothing_and_have_nothing_shut() -> None:
    assert open_slices(None, TERMS, DAY, VERSIONS) == open_slices(None, None, None, {})


def test_an_opening_outlives_json() -> None:
    opening = open_slices(licences(), TERMS, DAY, VERSIONS)
    assert opening_from_json(opening_to_json(opening)) == opening


def evidence(*strengths: tuple[str, float]) -> Evidence:
    """Pairs of one signal each."""
    names = [d.name for d in all_detectors()]
    pair = np.arange(len(strengths))
    detector = np.array([names.index(name) for name, _ in strengths])
    return Evidence(len(pair), pair, detector, np.array([s for _, s in strengths]), all_detectors())


def test_only_pairs_of_the_slice_that_also_acted_by_what_was_audited_are_acted_on() -> None:
    loose = replace(POLICY, act_db=0.0)
    audited = replace(AUDITED, act_db=2.0)
    opening = replace(open_slices(licences(), TERMS, DAY, VERSIONS), audited=audited)
    found = evidence(("replica_words", 1.0), ("replica_words", 1.0), ("replica_words", 0.9), ("replica_words", 1.0))
    scores = judge(found, WEIGHTS.db, loose)
    assert [BANDS[b] for b in scores.would_band] == ["act"] * 4
    acted = act_where_licensed(
        scores, found, opening, loose,
        ["trademark", "trademark", "trademark", "design"], ["Fashion > Bags", "Home", "Fashion", "Fashion"],
    )  # fmt: skip
    assert [BANDS[b] for b in acted.band] == ["act", "review", "review", "review"]
    assert (acted.would_band == scores.would_band).all()


def test_listings_without_a_category_are_of_no_slice() -> None:
    opening = open_slices(licences(), TERMS, DAY, VERSIONS)
    found = evidence(("replica_words", 1.0))
    loose = replace(POLICY, act_db=0.0)
    opening = replace(opening, audited=replace(AUDITED, act_db=0.0))
    for category, band in ((None, "review"), (" > ", "review"), ("Fashion", "act")):
        acted = act_where_licensed(judge(found, WEIGHTS.db, loose), found, opening, loose, ["trademark"], [category])
        assert BANDS[acted.band[0]] == band


@pytest.fixture
def learned() -> dict[str, Any]:
    return {
        "weights": {"replica_words": {"db": 17.0}},
        "learned": {"on": "2026-11-26", "run": "r1"},
        "calibration": {"slope": 1.1, "intercept_db": -14.0, "cases": 400},
        "licences": {
            "category_levels": 1,
            "audited": {
                "start_db": -15.1, "act_db": 13.0, "never_act_alone": ["price"],
                "detectors": {"replica_words": {"db": 18.8, "version": 1}},
            },
            "slices": [
                {"kind": "trademark", "category": "Fashion", "sellers": 299, "wrong": 0, "reviewed": "2026-11-26",
                 "until": "2027-02-24"}
            ],
        },
        "made_active_by": [],
    }  # fmt: skip


def write(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "weights.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(document, file)
    return path


def test_a_learned_file_is_read_whole(tmp_path: Path, learned: dict[str, Any]) -> None:
    weights = read_weights(write(tmp_path, learned))
    assert weights.licences is not None
    assert weights.licences.slices[0].until == date(2027, 2, 24)
    assert weights.calibration is not None
    assert weights.calibration.probability(np.array([14.0 / 1.1]))[0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("licences", "slices", 0, "kind"), "trade mark", "Did you mean 'trademark'?"),
        (("licences", "slices", 0, "wrong"), 300, "300 wrong of 299 sellers are no counts"),
        (("licences", "slices", 0, "category"), "", "What has no category is of no slice"),
        (("licences", "slices", 0, "until"), "soon", "'soon' is no date"),
        (("licences", "audited", "detectors", "replica_words", "db"), -3, "is no weight of its side"),
        (("licences", "audited", "never_act_alone"), "price", "is no list"),
        (("calibration", "slope"), -1, "more evidence never makes less likely"),
        (("learned", "on"), "once", "'once' is no date"),
        (("made_active_by",), [{"name": "A"}], "lacks one of name, on, content"),
    ],
)
def test_a_learned_file_with_a_wrong_value_is_refused(
    tmp_path: Path, learned: dict[str, Any], path: tuple[Any, ...], value: object, told: str
) -> None:
    place: Any = learned
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(InputError, match=r"weights\.yaml: ") as refused:
        read_weights(write(tmp_path, learned))
    assert told in str(refused.value)


def test_licences_that_nobody_learned_are_refused(tmp_path: Path, learned: dict[str, Any]) -> None:
    del learned["learned"]
    with pytest.raises(InputError, match="stands without `learned`"):
        read_weights(write(tmp_path, learned))


def signed(document: dict[str, Any], *names: str) -> dict[str, Any]:
    content = content_digest(document)
    return {**document, "made_active_by": [{"name": name, "on": "2026-11-26", "content": content} for name in names]}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), "nobody has made these learned weights active"),
        (("A. Reader",), "A. Reader alone has made"),
        (("A. Reader", "a.  READER"), "A. Reader alone has made"),
        (("A. Reader", "Ａ. Reader"), "A. Reader alone has made"),
        (("A. Reader", "B. Writer"), None),
    ],
)
def test_two_people_of_different_names_make_weights_active(
    tmp_path: Path, learned: dict[str, Any], names: tuple[str, ...], told: str | None
) -> None:
    path = write(tmp_path, signed(learned, *names))
    read = read_weights(path).learned
    if told is None:
        require_active(str(path), read)
        return
    with pytest.raises(InputError) as refused:
        require_active(str(path), read)
    assert told in str(refused.value)
    assert f"guildmark learn --activate {path} --by NAME" in str(refused.value)


def test_a_change_after_they_signed_takes_it_back(tmp_path: Path, learned: dict[str, Any]) -> None:
    document = signed(learned, "A. Reader", "B. Writer")
    document["licences"]["slices"][0]["category"] = "Beauty"
    path = write(tmp_path, document)
    with pytest.raises(InputError, match=r"they were changed after A\. Reader, B\. Writer did"):
        require_active(str(path), read_weights(path).learned)


def test_spaces_and_comments_are_no_change(tmp_path: Path, learned: dict[str, Any]) -> None:
    path = write(tmp_path, signed(learned, "A. Reader", "B. Writer"))
    path.write_text("# read it twice\n" + path.read_text("utf-8").replace(": ", ":   "), "utf-8")
    require_active(str(path), read_weights(path).learned)


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        ("3", "holds no terms"),
        ("{precision: 0.99}", "'confidence' is missing"),
        ("{precision: 1, confidence: 0.95, days: 90, category_levels: 1}", "is no share from 0.5 to below 1"),
        ("{precision: 0.99, confidence: 0.95, days: 0, category_levels: 1}", "is no whole number from 1"),
        ("{precison: 0.99}", "Did you mean 'precision'?"),
    ],
)
def test_terms_that_cannot_be_held_to_are_refused(tmp_path: Path, licence: str, told: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(f"{{start_share: 0.1, review_db: 0, act_db: 9, never_act_alone: [], licence: {licence}}}")
    with pytest.raises(InputError) as refused:
        read_policy(path)
    assert told in str(refused.value)


def test_a_policy_without_terms_never_acts(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("{start_share: 0.1, review_db: 0, act_db: 9, never_act_alone: []}")
    assert read_policy(path).licence is None
