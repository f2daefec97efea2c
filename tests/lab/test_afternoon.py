"""Opening act in an afternoon: it opens for exactly the slice that earned it, for as long as it earned it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import DAY, Afternoon
from invented_market import is_fake, truth_of

import guildmark
from guildmark.assessment import read_policy
from guildmark.assessment.intervals import fewest_for
from guildmark.engine import compile_context
from guildmark.facts import FactTable
from guildmark.lab.whatif import what_if
from guildmark.reading import cut, open_catalogue, read_slice
from guildmark.records import BANDS, InputError
from guildmark.rights import read_rights
from guildmark.text.cache import cache_root

type Rows = list[dict[str, object]]


def findings(out: Path) -> Rows:
    rows: Rows = pq.read_table(out / "findings.parquet").to_pylist()
    return rows


def licence(out: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads((out / "run.json").read_text("utf-8"))["licence"]
    return told


def test_the_table_opens_one_slice_and_says_what_the_others_take(afternoon: Afternoon) -> None:
    terms = read_policy(afternoon.policy).licence
    assert terms is not None
    assert len(afternoon.lesson.licences) > 1
    for row in afternoon.lesson.licences:
        assert row.is_open is (row.category == afternoon.opened)
        assert row.is_open is (row.bound >= terms.precision)
        needed = fewest_for(row.wrong, terms.precision, terms.confidence)
        assert row.more == max(0, needed - row.sellers)


def test_before_two_people_made_the_weights_active_no_scan_takes_them(afternoon: Afternoon, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nobody has made these learned weights active"):
        afternoon.scan(tmp_path / "out", weights=afternoon.passive, today=DAY)
    with pytest.raises(InputError, match="nobody has made these learned weights active"):
        guildmark.check({"listing_id": "1"}, afternoon.market / "rights.yaml", weights=afternoon.passive)


def test_act_opens_for_exactly_the_licensed_slice(afternoon: Afternoon) -> None:
    rows = findings(afternoon.again)
    acted = [row for row in rows if row["band"] == "act"]
    before = {row["finding_id"]: row["would_band"] for row in findings(afternoon.scanned)}
    expected = {
        row["finding_id"]
        for row in rows
        if row["would_band"] == "act" and row["category"] == afternoon.opened and before[row["finding_id"]] == "act"
    }
    assert {row["finding_id"] for row in acted} == expected
    assert len(acted) >= 3
    assert {row["band"] for row in rows if row["category"] != afternoon.opened} == {"review", "clear"}
    assert any(row["would_band"] == "act" for row in rows if row["category"] != afternoon.opened)


def test_what_is_acted_on_is_right_by_the_truth_of_the_market(afternoon: Afternoon) -> None:
    truth = truth_of(afternoon.market)
    acted = [row for row in findings(afternoon.again) if row["band"] == "act"]
    terms = read_policy(afternoon.policy).licence
    assert terms is not None
    assert sum(is_fake(truth, row) for row in acted) / len(acted) >= terms.precision


def test_the_record_of_the_run_says_what_is_open_on_which_day(afternoon: Afternoon) -> None:
    told = licence(afternoon.again)
    assert told["open"] is True
    assert told["day"] == "2026-11-26"
    assert told["slices"] == [{"kind": "trademark", "category": afternoon.opened, "until": "2027-02-24"}]
    assert "day" not in licence(afternoon.scanned)
    page = (afternoon.again / "report.html").read_text("utf-8")
    assert "Nothing is acted on without a person" not in page


def test_probabilities_are_filled_and_rise_with_the_score(afternoon: Afternoon) -> None:
    assert {row["probability"] for row in findings(afternoon.scanned)} == {None}
    rows = sorted(findings(afternoon.again), key=lambda row: float(str(row["score_db"])))
    chances = [float(str(row["probability"])) for row in rows]
    assert chances == sorted(chances)
    assert 0 < chances[0] < 0.1
    assert chances[-1] > 0.8


def test_the_licence_lapses_after_its_last_day_and_without_a_day_none_is_open(
    afternoon: Afternoon, tmp_path: Path
) -> None:
    given = afternoon.lesson.licences
    until = next(row.until for row in given if row.is_open)
    assert until is not None
    last = afternoon.scan(tmp_path / "last", weights=afternoon.weights, today=until)
    late = afternoon.scan(tmp_path / "late", weights=afternoon.weights, today=until + timedelta(days=1))
    assert last.counts["act"] == sum(row["band"] == "act" for row in findings(afternoon.again))
    assert late.counts["act"] == 0
    assert f"lapsed after {until}" in str(licence(late.out)["why"])


def test_the_day_of_as_of_rules_over_today(afternoon: Afternoon, tmp_path: Path) -> None:
    as_of = datetime(2027, 6, 1, tzinfo=UTC)
    late = afternoon.scan(tmp_path / "late", weights=afternoon.weights, today=DAY, as_of=as_of)
    assert late.counts["act"] == 0
    assert licence(late.out)["day"] == "2027-06-01"


def test_another_day_on_which_the_same_is_open_judges_nothing_anew(afternoon: Afternoon) -> None:
    """A state compares by the digest of the context: it must change when a licence does, and not every day."""
    read = read_rights(afternoon.market / "rights.yaml")
    digests = [
        compile_context(
            read, cache_root() / "contexts", weights=afternoon.weights, policy=afternoon.policy, today=day
        ).digest
        for day in (DAY, DAY + timedelta(days=30), DAY + timedelta(days=200), None)
    ]
    assert digests[0] == digests[1]
    assert len({digests[0], digests[2], digests[3]}) == 3


def test_a_check_acts_where_the_scan_did_and_only_with_a_day(afternoon: Afternoon) -> None:
    reviewed = {row["listing_id"] for row in pq.read_table(afternoon.market / "reviews.parquet").to_pylist()}
    acted = {row["listing_id"] for row in findings(afternoon.again) if row["band"] == "act"} - reviewed
    catalogue = open_catalogue([afternoon.listings])
    listings = [row for piece in cut(catalogue) for row in read_slice(catalogue, piece).listings.to_pylist()]
    facts = FactTable.open(afternoon.again / "facts")
    options = {"weights": afternoon.weights, "policy": afternoon.policy}
    rights = afternoon.market / "rights.yaml"
    asked = [row for row in listings if row["listing_id"] in acted][:3]
    assert asked
    for row in asked:
        assert guildmark.check(row, rights, facts, today=DAY, **options).band == "act"
        assert guildmark.check(row, rights, facts, **options).band == "review"


def test_whatif_with_the_weights_of_the_scan_gives_the_scan(afternoon: Afternoon) -> None:
    for out, weights in ((afternoon.scanned, None), (afternoon.again, afternoon.weights)):
        found = what_if(out, weights=weights, policy=afternoon.policy, today=DAY)
        rows = findings(out)
        assert found.assessed.score_db.tolist() == [row["score_db"] for row in rows]
        assert [BANDS[place] for place in found.assessed.band] == [row["band"] for row in rows]
        assert [BANDS[place] for place in found.assessed.would_band] == [row["would_band"] for row in rows]
        assert found.moves == ()


def test_whatif_with_other_weights_gives_what_a_fresh_scan_gives(afternoon: Afternoon) -> None:
    found = what_if(
        afternoon.scanned,
        weights=afternoon.passive,
        policy=afternoon.policy,
        decision_files=[afternoon.labels],
        today=DAY,
    )
    rows = findings(afternoon.again)
    assert found.run.column("finding_id") == [row["finding_id"] for row in rows]
    assert found.assessed.score_db.tolist() == [row["score_db"] for row in rows]
    assert [BANDS[place] for place in found.assessed.band] == [row["band"] for row in rows]
    assert found.probability is not None
    assert found.probability.tolist() == [row["probability"] for row in rows]
    assert found.totals_after["act"] == sum(row["band"] == "act" for row in rows)
    whole = [move for move in found.moves if move.kind == "all" and move.after == "act"]
    assert sum(move.findings for move in whole) == found.totals_after["act"]
    assert all(move.new_sellers <= move.sellers for move in found.moves)


def test_whatif_with_another_policy_gives_what_a_fresh_scan_gives(afternoon: Afternoon, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("{start_share: 0.2, review_db: -3, act_db: 2, never_act_alone: [words]}")
    fresh = findings(afternoon.scan(tmp_path / "out", policy=policy).out)
    found = what_if(afternoon.scanned, policy=policy)
    assert found.assessed.score_db.tolist() == [row["score_db"] for row in fresh]
    assert [BANDS[place] for place in found.assessed.would_band] == [row["would_band"] for row in fresh]


def test_whatif_counts_reversals_and_sellers_with_a_record(afternoon: Afternoon, tmp_path: Path) -> None:
    rows = [row for row in findings(afternoon.scanned) if row["band"] == "review"]
    called, cleared = (
        {"finding_id": rows[0]["finding_id"], "listing_digest": rows[0]["listing_digest"], "outcome": outcome,
         "decided_at": f"2026-11-{day}T00:00:00Z"}
        for outcome, day in (("infringing", 1 + 9), ("not", 20))
    )  # fmt: skip
    recorded = {**called, "finding_id": rows[1]["finding_id"]}
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps([called, cleared, recorded], default=str))
    policy = tmp_path / "policy.yaml"
    policy.write_text("{start_share: 0.000001, review_db: 60, act_db: 80, never_act_alone: []}")
    found = what_if(afternoon.scanned, policy=policy, decision_files=[file])
    [freed] = [move for move in found.moves if move.kind == "all"]
    assert (freed.before, freed.after, freed.findings) == ("review", "clear", len(rows))
    assert freed.reversals == 1
    assert freed.new_sellers == freed.sellers - 1
