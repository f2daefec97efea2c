"""Learning: what teaches, what is an exam, what counts as wrong, and what is written."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from invented_findings import decided, written, written_draw, written_run

from guildmark.assessment import read_policy, read_weights
from guildmark.lab.calibrate import Random, calibrate, enough, measure
from guildmark.lab.learn import Lesson, learn
from guildmark.lab.learn_report import lesson_json, lesson_markdown
from guildmark.lab.prior import shipped_prior
from guildmark.lab.weights_file import activate, write_weights
from guildmark.records import InputError

DAY = date(2026, 11, 26)
POLICY = """
start_share: 0.03
review_db: -8
act_db: 13
never_act_alone: [price, seller, picture, origin]
licence: {{precision: {}, confidence: 0.95, days: 90, category_levels: 1}}
"""
ACTS, NAMED, REVIEWED = {"replica_words": 1.0, "disguised_mark": 1.0}, {"mark_in_text": 1.0}, {"price_below_floor": 1.0}
Learn = Callable[..., Lesson]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """30 findings that would act, 30 in review, 30 clear; each of another seller, but for the last two that act."""
    rows: list[dict[str, Any]] = [{"spoke": spoke} for spoke in (ACTS, REVIEWED, NAMED) for _ in range(30)]
    rows[29]["seller_id"] = "s28"
    return written_run(tmp_path / "run", rows)


@pytest.fixture
def taught(run: Path, tmp_path: Path) -> Learn:
    """Learn from decisions, with a draw of the first findings that act, under a policy that asks for 90 %."""
    policy = tmp_path / "policy.yaml"

    def go(
        decisions: Sequence[dict[str, Any]], *, draws: Sequence[Path] = (), precision: float = 0.9, **more: Any
    ) -> Lesson:
        policy.write_text(POLICY.format(precision))
        return learn(
            [written(tmp_path / "decisions.json", decisions)], run, today=DAY, draws=draws, policy=policy, **more
        )

    return go


def audited(run: Path, folder: Path, outcomes: dict[int, str], **told: Any) -> list[dict[str, Any]]:
    """A draw of these findings, and its blind answers."""
    draw = written_draw(folder, run, list(outcomes))
    answered = {place: outcome for place, outcome in outcomes.items() if outcome}
    return decided(run, answered, **{"chosen_by": "audit", "draw": draw, "blind": True, **told})


def test_without_decisions_nothing_moves_and_the_file_says_so(taught: Learn) -> None:
    lesson = taught([])
    before = read_weights()
    assert {name: entry["db"] for name, entry in lesson.document["weights"].items()} == before.db
    assert "calibration" not in lesson.document
    assert "licences" not in lesson.document
    assert lesson.document["made_active_by"] == []


def test_29_sellers_without_an_error_open_a_slice_at_nine_tenths(run: Path, tmp_path: Path, taught: Learn) -> None:
    lesson = taught(audited(run, tmp_path / "draw", dict.fromkeys(range(30), "infringing")), draws=[tmp_path / "draw"])
    [row] = lesson.licences
    assert (row.sellers, row.wrong, row.is_open) == (29, 0, True)  # 30 cases, two of one seller
    [licence] = lesson.document["licences"]["slices"]
    assert (licence["kind"], licence["category"], licence["until"]) == ("trademark", "Fashion", date(2027, 2, 24))


@pytest.mark.parametrize("answer", ["not", "undetermined", ""])
def test_one_case_that_is_not_infringing_makes_its_seller_wrong(
    run: Path, tmp_path: Path, taught: Learn, answer: str
) -> None:
    outcomes = dict.fromkeys(range(30), "infringing") | {29: answer}
    lesson = taught(audited(run, tmp_path / "draw", outcomes), draws=[tmp_path / "draw"])
    [row] = lesson.licences
    assert (row.sellers, row.wrong, row.unanswered, row.is_open) == (29, 1, int(not answer), False)
    assert row.more == 46 - 29  # with one error it takes 46 at nine tenths
    assert "licences" not in lesson.document


@pytest.mark.parametrize(
    "told", [{"blind": False}, {"decided_by": None}, {"chosen_by": "queue", "draw": None}, {"draw": "another"}]
)
def test_answers_that_were_not_blind_named_and_of_the_draw_open_nothing(
    run: Path, tmp_path: Path, taught: Learn, told: dict[str, Any]
) -> None:
    right = audited(run, tmp_path / "draw", dict.fromkeys(range(30), "infringing"))
    spoilt = [{**row, **told} if place else row for place, row in enumerate(right)]
    [row] = taught(spoilt, draws=[tmp_path / "draw"]).licences
    assert (row.wrong, row.is_open) == (28, False)


def test_a_queue_however_long_opens_nothing(run: Path, taught: Learn) -> None:
    lesson = taught(decided(run, dict.fromkeys(range(30), "infringing")))
    assert lesson.licences == ()
    assert lesson.counts["queue"] == 30


def test_a_later_decision_makes_a_case_wrong_and_never_right(run: Path, tmp_path: Path, taught: Learn) -> None:
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(28), "infringing") | {28: "not"})
    talked = decided(run, {28: "infringing", 3: "not"}, decided_at="2026-11-26T12:00:00Z", decided_by="B. Writer")
    [row] = taught([*answers, *talked], draws=[tmp_path / "draw"]).licences
    assert row.wrong == 2


def test_a_reader_may_correct_a_slip_and_another_readers_doubt_counts(run: Path, tmp_path: Path, taught: Learn) -> None:
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(29), "infringing") | {4: "not"})
    again = {**answers[4], "outcome": "infringing", "decided_at": "2026-11-26T10:05:00Z"}
    [corrected] = taught([*answers, again], draws=[tmp_path / "draw"]).licences
    assert corrected.wrong == 0
    doubt = {**answers[7], "outcome": "not", "decided_by": "B. Writer", "decided_at": "2026-11-26T09:00:00Z"}
    [doubted] = taught([*answers, again, doubt], draws=[tmp_path / "draw"]).licences
    assert doubted.wrong == 1


def test_a_second_draw_of_the_same_finding_takes_no_first_answer_away(run: Path, tmp_path: Path, taught: Learn) -> None:
    first = audited(run, tmp_path / "one", dict.fromkeys(range(29), "infringing") | {4: "not"})
    again = audited(run, tmp_path / "two", dict.fromkeys([4, 5], "infringing"), decided_at="2026-11-26T12:00:00Z")
    [row] = taught([*first, *again], draws=[tmp_path / "one", tmp_path / "two"]).licences
    assert (row.sellers, row.wrong) == (29, 1)


def test_old_answers_leave_out_their_whole_draw(run: Path, tmp_path: Path, taught: Learn) -> None:
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(29), "infringing"))
    answers[0]["decided_at"] = "2026-08-01T00:00:00Z"
    lesson = taught(answers, draws=[tmp_path / "draw"])
    assert lesson.licences == ()
    assert "its first answer is of 2026-08-01, more than 90 days ago" in lesson.left_out[0]


def test_cases_without_a_seller_or_a_category_count_for_nothing(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"spoke": ACTS, "seller_id": None} for _ in range(5)]
    rows += [{"spoke": ACTS, "category": None} for _ in range(40)]
    run = written_run(tmp_path / "run", rows)
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(45), "infringing"))
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY.format(0.9))
    lesson = learn([written(tmp_path / "d.json", answers)], run, today=DAY, draws=[tmp_path / "draw"], policy=policy)
    uncategorised, unnamed = lesson.licences
    assert (uncategorised.category, uncategorised.sellers, uncategorised.is_open) == ("", 40, False)
    assert (unnamed.sellers, unnamed.unnamed, unnamed.is_open) == (0, 5, False)


def test_exam_cases_teach_nothing_and_all_others_do(run: Path, tmp_path: Path, taught: Learn) -> None:
    """Weights fitted to an exam's answers would pass it."""
    answers = audited(run, tmp_path / "draw", dict.fromkeys([*range(29), *range(30, 60)], "not"))
    lesson = taught(answers, draws=[tmp_path / "draw"])
    assert lesson.counts["teaching"] == 30
    moved = {row.detector for row in lesson.changes if row.after_db != row.before_db}
    assert moved == {"price_below_floor"}
    [row] = lesson.licences
    assert row.wrong == row.sellers == 29


def test_known_good_sellers_that_would_be_hit_again_count_as_wrong(run: Path, tmp_path: Path, taught: Learn) -> None:
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(20), "infringing"))
    called = decided(run, {25: "infringing", 40: "infringing"}, decided_at="2026-11-01T00:00:00Z")
    cleared = decided(run, {25: "not", 40: "not"}, decided_at="2026-11-20T00:00:00Z", decided_by="B. Writer")
    lesson = taught([*answers, *called, *cleared], draws=[tmp_path / "draw"])
    [row] = lesson.licences
    assert (row.sellers, row.wrong, row.reversals) == (21, 1, 1)  # the other would not act
    records = lesson.known_good.to_pylist()
    assert [record["listing_id"] for record in sorted(records, key=lambda r: r["listing_id"])] == ["L25", "L40"]
    assert records[0]["why"].startswith("called infringing by A. Reader on 2026-11-01, and cleared by B. Writer")


def test_what_supersedes_stands_even_when_it_came_first(run: Path, taught: Learn) -> None:
    later = decided(run, {40: "infringing"}, decided_at="2026-11-20T00:00:00Z", decision_id="one")
    earlier = decided(run, {40: "not"}, decided_at="2026-11-10T00:00:00Z", decision_id="two", supersedes="one")
    lesson = taught([*later, *earlier])
    assert lesson.known_good.num_rows == 1


def test_decisions_that_are_of_no_use_are_counted_by_reason(run: Path, taught: Learn) -> None:
    changed = decided(run, {31: "not"}, listing_digest="0" * 32)
    elsewhere = [{**decided(run, {32: "not"})[0], "finding_id": "11111111-0000-5000-8000-000000000000"}]
    lost = decided(run, {33: "not"}, chosen_by="audit", draw="lost", blind=True)
    lesson = taught([*changed, *elsewhere, *lost])
    assert lesson.set_aside == {
        "audited, but its draw was not given": 1,
        "the finding is not in this run": 1,
        "the listing was another when it was decided": 1,
    }
    assert lesson.counts["teaching"] == 1


def test_a_decision_after_today_is_refused(run: Path, taught: Learn) -> None:
    with pytest.raises(InputError, match="which is after 2026-11-26"):
        taught(decided(run, {31: "not"}, decided_at="2026-11-27T00:00:00Z"))


def test_other_weights_than_the_scans_are_refused(run: Path, taught: Learn, tmp_path: Path) -> None:
    other = tmp_path / "weights.yaml"
    other.write_text("weights: {replica_words: {db: 3}}")
    with pytest.raises(InputError, match="Give the --weights and --policy that it was scanned with"):
        taught(decided(run, {31: "not"}), weights=other)


def test_many_decisions_about_one_seller_are_one_witness(tmp_path: Path) -> None:
    rows = [{"spoke": REVIEWED, "seller_id": seller} for seller in ["big"] * 60 + [f"s{n}" for n in range(60)]]
    run = written_run(tmp_path / "run", rows)
    one = learn([written(tmp_path / "a.json", decided(run, dict.fromkeys(range(60), "not")))], run, today=DAY)
    many = learn([written(tmp_path / "b.json", decided(run, dict.fromkeys(range(60, 120), "not")))], run, today=DAY)
    moved = [
        abs(next(row.after_db - row.before_db for row in lesson.changes if row.detector == "price_below_floor"))
        for lesson in (one, many)
    ]
    assert moved[0] < 0.2 < moved[1]


def test_the_order_of_decisions_and_files_changes_not_a_byte(run: Path, tmp_path: Path, taught: Learn) -> None:
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(20), "infringing"))
    queue = decided(run, {place: ("not", "infringing")[place % 2] for place in range(30, 80)})
    documents = []
    for rows in ([*answers, *queue], [*reversed(queue), *answers]):
        write_weights(tmp_path / "learned.yaml", taught(rows, draws=[tmp_path / "draw"]).document)
        documents.append((tmp_path / "learned.yaml").read_bytes())
    assert documents[0] == documents[1]


def test_what_is_written_is_read_and_made_active_by_two(run: Path, tmp_path: Path, taught: Learn) -> None:
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(29), "infringing"))
    lesson = taught(answers, draws=[tmp_path / "draw"])
    path = tmp_path / "learned.yaml"
    write_weights(path, lesson.document)
    assert activate(path, "A. Reader", DAY) == ["A. Reader"]
    with pytest.raises(InputError, match=r"A\. READER has made these weights active already"):
        activate(path, "A. READER", DAY)
    assert activate(path, " B.  Writer ", DAY) == ["A. Reader", "B. Writer"]
    assert read_weights(path).licences is not None
    with pytest.raises(InputError, match="was learned on 2026-11-26, which is after 2026-11-25"):
        activate(path, "C. Third", date(2026, 11, 25))


def test_hand_written_weights_need_nobody_to_make_them_active(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("weights: {replica_words: {db: 3}}")
    with pytest.raises(InputError, match="was not learned"):
        activate(path, "A. Reader", DAY)


def test_the_report_says_what_was_learned_and_holds_as_json(run: Path, tmp_path: Path, taught: Learn) -> None:
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(20), "infringing"))
    queue = decided(run, {place: ("not", "infringing")[place % 2] for place in range(30, 80)})
    lesson = taught([*answers, *queue], draws=[tmp_path / "draw"])
    page = lesson_markdown(lesson, read_policy(tmp_path / "policy.yaml"))
    assert "29 sellers without an error, or 46 with one" in page
    assert "| trademark: Fashion | 20 | 0 | 0 | 0 | 86.1 % | shut | 9 more sellers without an error |" in page
    assert "What never fires is then never measured." in page
    told = json.loads(lesson_json(lesson))
    assert told["licences"][0]["more"] == 9
    spoke = {row["detector"]: row for row in told["weights"]}["price_below_floor"]
    assert (spoke["spoke"], spoke["infringing"]) == (30, 15)


def invented(rng: np.random.Generator, n: int, slope: float, intercept_db: float) -> Random:
    """Random cases whose true log-odds are a line of the evidence."""
    evidence = rng.normal(8, 12, n)
    infringing = rng.random(n) < 1 / (1 + 10 ** (-(slope * evidence + intercept_db) / 10))
    band = np.where(evidence > 20, "act", np.where(evidence > 5, "review", "clear")).astype(object)
    return Random(evidence, evidence - 15.1, infringing, np.ones(n), np.arange(n) % 5, band)


def test_calibration_finds_the_line_that_made_the_outcomes() -> None:
    cases = invented(np.random.default_rng(2), 6_000, 0.7, -9.0)
    found = calibrate(cases, shipped_prior())
    assert found.slope == pytest.approx(0.7, abs=0.05)
    assert found.intercept_db == pytest.approx(-9.0, abs=0.7)


def test_calibrated_predictions_are_as_good_as_the_truth_allows_and_better_than_scores() -> None:
    cases = invented(np.random.default_rng(3), 6_000, 0.7, -9.0)
    found = measure(cases, shipped_prior())
    assert found.slope == pytest.approx(1, abs=0.08)
    assert found.intercept_db == pytest.approx(0, abs=0.8)
    assert found.brier_skill > max(0.3, found.brier_skill_before)
    assert {one.band for one in found.bins} == {"review", "act"}
    inside = [one.low <= one.predicted <= one.high for one in found.bins]
    assert sum(inside) >= len(inside) - 1


def test_noise_earns_no_skill() -> None:
    rng = np.random.default_rng(5)
    cases = invented(rng, 2_000, 0.0, -5.0)
    found = measure(cases, shipped_prior())
    assert found.brier_skill == pytest.approx(0, abs=0.02)


def test_weighting_undoes_how_cases_were_drawn() -> None:
    """Of the strong ones all were drawn, of the weak ones every tenth: the share must be that of the market."""
    cases = invented(np.random.default_rng(6), 20_000, 0.8, -8.0)
    keep = (cases.evidence_db > 5) | (np.arange(20_000) % 10 == 0)
    weight = np.where(cases.evidence_db > 5, 1.0, 10.0)
    part = Random(*(getattr(cases, name)[keep] for name in ("evidence_db", "score_before_db", "infringing")),
                  weight[keep], cases.fold[keep], cases.band[keep])  # fmt: skip
    assert measure(part, shipped_prior()).share == pytest.approx(cases.infringing.mean(), abs=0.015)


def test_too_few_cases_give_no_probability() -> None:
    rng = np.random.default_rng(7)
    assert not enough(invented(rng, 99, 1.0, 0.0), shipped_prior())
    assert not enough(invented(rng, 400, 1.0, -60.0), shipped_prior())
    assert enough(invented(rng, 400, 1.0, 0.0), shipped_prior())


def test_an_earlier_record_counts_against_a_licence_until_it_is_decided_anew(
    run: Path, tmp_path: Path, taught: Learn
) -> None:
    called = decided(run, {25: "infringing"}, decided_at="2026-10-01T00:00:00Z")
    cleared = decided(run, {25: "not"}, decided_at="2026-10-20T00:00:00Z")
    pq.write_table(taught([*called, *cleared]).known_good, tmp_path / "known_good.parquet")
    answers = audited(run, tmp_path / "draw", dict.fromkeys(range(20), "infringing"))
    later = taught(answers, draws=[tmp_path / "draw"], known_good_files=[tmp_path / "known_good.parquet"])
    assert [(row.sellers, row.wrong, row.reversals) for row in later.licences] == [(21, 1, 1)]
    assert later.known_good.column("finding_id").to_pylist() == [called[0]["finding_id"]]
    anew = [*answers, *decided(run, {25: "infringing"}, decided_at="2026-11-01T00:00:00Z")]
    again = taught(anew, draws=[tmp_path / "draw"], known_good_files=[tmp_path / "known_good.parquet"])
    assert [row.reversals for row in again.licences] == [0]
    assert again.known_good.num_rows == 0


def test_what_is_no_known_good_file_is_refused(tmp_path: Path, taught: Learn) -> None:
    (tmp_path / "other.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="no known-good records can be read"):
        taught([], known_good_files=[tmp_path / "other.parquet"])
