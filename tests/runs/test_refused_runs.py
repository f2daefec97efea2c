"""What a run refuses, and that nothing is then published, overwritten or lost."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from invented_catalogue import listings as invented
from invented_catalogue import write_listings, write_reviews
from running import left_over, results, scan

from guildmark.engine import ContextEvaluator
from guildmark.records import InputError
from guildmark.runs import publish
from guildmark.runs.failure import StoppedAtRejectError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A catalogue of 40 listings, all of them sound."""
    return write_listings(invented(40), tmp_path / "listings.parquet")


def at_stage(wanted: str, act: Callable[[], object]) -> Callable[[str, int, int], None]:
    """A progress function that acts once, when a stage has begun its work."""
    acted = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == wanted and done and not acted:
            acted.append(stage)
            act()

    return progress


@pytest.mark.parametrize("name", ["findings.parquet", "report.html", "CURRENT", "facts", "runs"])
def test_a_foreign_file_named_like_a_result_is_not_overwritten(
    evaluator: ContextEvaluator, file: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("mine")
    with pytest.raises(InputError, match=r"is in the way .*Move it"):
        scan(evaluator, file, out)
    assert (out / name).read_text() == "mine"


def test_a_foreign_link_named_like_a_result_is_not_replaced(
    evaluator: ContextEvaluator, file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "findings.parquet").symlink_to("/somewhere/else")
    with pytest.raises(InputError, match="is in the way"):
        scan(evaluator, file, out)
    assert (out / "findings.parquet").readlink() == Path("/somewhere/else")


def test_folders_of_the_user_beside_the_results_are_left_alone(
    evaluator: ContextEvaluator, file: Path, tmp_path: Path
) -> None:
    for name in ("work", "result", "state", "notes"):
        (tmp_path / "out" / name).mkdir(parents=True)
        (tmp_path / "out" / name / "mine.txt").write_text("mine")
    scan(evaluator, file, tmp_path / "out")
    assert left_over(tmp_path / "out") == {"work", "result", "state", "notes"}
    assert all((tmp_path / "out" / name / "mine.txt").exists() for name in ("work", "result", "state", "notes"))


def test_two_runs_at_once_in_one_folder_are_refused(evaluator: ContextEvaluator, file: Path, tmp_path: Path) -> None:
    told: list[str] = []

    def second() -> None:
        for options in ({"out": tmp_path / "out"}, {"out": tmp_path / "other", "state": tmp_path / "state"}):
            with pytest.raises(InputError) as refused:
                scan(evaluator, file, options.pop("out"), **options)
            told.append(str(refused.value))

    scan(evaluator, file, tmp_path / "out", state=tmp_path / "state", progress=at_stage("survey", second))
    assert told == [
        f"{tmp_path / name}: another run is at work here. Wait for it, or give another folder."
        for name in ("out", "state")
    ]


def test_a_state_in_the_folder_of_results_is_refused(evaluator: ContextEvaluator, file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Give the state a folder of its own"):
        scan(evaluator, file, tmp_path / "out", state=tmp_path / "out")


@pytest.mark.parametrize(
    ("stage", "workers"), [("survey", 1), ("detect", 1), pytest.param("detect", 2, marks=pytest.mark.soak)]
)
def test_an_input_that_changes_while_it_is_read_is_refused(
    evaluator: ContextEvaluator, file: Path, tmp_path: Path, stage: str, workers: int
) -> None:
    before = file.read_bytes()
    with pytest.raises(InputError, match=r"listings.parquet: changed while it was read. Run the command again"):
        progress = at_stage(stage, lambda: write_listings(invented(40, seed=2), file))
        scan(evaluator, file, tmp_path / "out", workers=workers, progress=progress, rows_per_slice=4)
    assert not (tmp_path / "out" / "CURRENT").exists()
    file.write_bytes(before)
    scan(evaluator, file, tmp_path / "out", rows_per_slice=4)
    scan(evaluator, file, tmp_path / "undisturbed", rows_per_slice=4)
    assert results(tmp_path / "out") == results(tmp_path / "undisturbed")  # no part of what it was meanwhile


def test_an_input_that_changes_before_the_first_row_is_read_is_refused(
    evaluator: ContextEvaluator, file: Path, tmp_path: Path
) -> None:
    from guildmark.reading import open_catalogue
    from guildmark.runs import ScanRequest, run_scan

    catalogue = open_catalogue([file])
    write_listings(invented(40, seed=2), file)
    with pytest.raises(InputError, match="changed while it was read"):
        run_scan(ScanRequest(catalogue, tmp_path / "out"), evaluator)


def test_reviews_that_change_while_they_are_read_are_refused(
    evaluator: ContextEvaluator, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviews = write_reviews([{"listing_id": "L1", "text": "fake!"}], tmp_path / "reviews.parquet")

    def change(stage: str, done: int, total: int) -> None:
        if stage == "reviews" and not done:
            write_reviews([{"listing_id": "L1", "text": "good"}], reviews)

    with pytest.raises(InputError, match=r"reviews.parquet: changed while it was read"):
        scan(evaluator, file, tmp_path / "out", reviews=reviews, progress=change)


def test_a_folder_that_cannot_be_written_is_refused(evaluator: ContextEvaluator, file: Path) -> None:
    for folder in ("/proc/guildmark-out", "/sys/guildmark-out", "/dev/null/out"):
        with pytest.raises(InputError, match=f"^{folder}: .* Give (a|another) folder"):
            scan(evaluator, file, Path(folder))


BAD_ROWS: dict[str, dict[str, Any]] = {
    "a value": {"listing_id": "L90", "ships_from": "Atlantis"},
    "a missing id": {"listing_id": None},
    "a doubled id": {"listing_id": "L2"},
}


@pytest.mark.parametrize(("bad", "workers"), [*((bad, 1) for bad in BAD_ROWS), ("a missing id", 2)])
def test_a_strict_run_stops_at_the_first_bad_value_or_row(
    evaluator: ContextEvaluator, tmp_path: Path, bad: str, workers: int
) -> None:
    catalogue = invented(40)
    for place in (25, 33):
        catalogue[place] |= BAD_ROWS[bad]
    file = write_listings(catalogue, tmp_path / "listings.parquet")
    with pytest.raises(StoppedAtRejectError) as stopped:
        scan(evaluator, file, tmp_path / "out", strict=True, workers=workers, rows_per_slice=4)
    assert stopped.value.reject.row == 25
    assert str(file) in str(stopped.value)
    assert not (tmp_path / "out" / "CURRENT").exists()


def test_a_strict_run_stops_although_a_run_that_was_not_strict_has_finished(
    evaluator: ContextEvaluator, tmp_path: Path
) -> None:
    catalogue = invented(20)
    catalogue[7] |= {"listing_id": None}
    file = write_listings(catalogue, tmp_path / "listings.parquet")
    scan(evaluator, file, tmp_path / "out")
    with pytest.raises(StoppedAtRejectError) as stopped:
        scan(evaluator, file, tmp_path / "out", strict=True)
    assert stopped.value.reject.row == 7


def test_a_strict_run_stops_at_a_bad_review(evaluator: ContextEvaluator, file: Path, tmp_path: Path) -> None:
    reviews = write_reviews([{"listing_id": None, "text": "of nothing"}], tmp_path / "reviews.parquet")
    with pytest.raises(StoppedAtRejectError, match="names no listing"):
        scan(evaluator, file, tmp_path / "out", strict=True, reviews=reviews)


def test_a_strict_run_of_sound_input_ends_as_any_other(evaluator: ContextEvaluator, file: Path, tmp_path: Path) -> None:
    scan(evaluator, file, tmp_path / "out", strict=True)
    scan(evaluator, file, tmp_path / "usual")
    assert results(tmp_path / "out") == results(tmp_path / "usual")


def test_a_file_name_that_is_no_unicode_is_told_and_left_out(evaluator: ContextEvaluator, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/input/caf\xe9.parquet"))
    write_listings(invented(6), tmp_path / "input" / "b.parquet").rename(odd)
    with pytest.raises(InputError, match=r"caf\\udce9.parquet': the name is not UTF-8. Rename it"):
        scan(evaluator, odd, tmp_path / "out")
    write_listings(invented(6), tmp_path / "input" / "a.parquet")
    result = scan(evaluator, tmp_path / "input", tmp_path / "out", report=True)
    assert result.scanned == 6
    told = [json.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").read_text("utf-8").splitlines()]
    assert told[0]["file"].endswith("caf\\udce9.parquet")
    with pytest.raises(InputError, match="the name is not UTF-8"):
        scan(evaluator, tmp_path / "input", odd.with_suffix(".out"))


def test_a_damaged_state_is_refused_and_not_taken_for_none(
    evaluator: ContextEvaluator, file: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    scan(evaluator, file, tmp_path / "out", state=state)
    rows = (state / publish.CURRENT).resolve() / "rows.parquet"
    whole = rows.read_bytes()
    rows.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    with pytest.raises(InputError, match=r"the state is damaged. Remove"):
        scan(evaluator, file, tmp_path / "out", state=state)
    (state / publish.CURRENT).resolve().rename(tmp_path / "lost")
    with pytest.raises(InputError, match=r"the state is damaged. Remove"):
        scan(evaluator, file, tmp_path / "out", state=state)


def test_a_state_that_was_removed_is_made_anew_by_the_same_command(
    evaluator: ContextEvaluator, file: Path, tmp_path: Path
) -> None:
    scan(evaluator, file, tmp_path / "out", state=tmp_path / "one")
    before = results(tmp_path / "out")
    scan(evaluator, file, tmp_path / "out", state=tmp_path / "two")
    assert results(tmp_path / "out") == before
    result = scan(evaluator, file, tmp_path / "out", state=tmp_path / "two")
    assert result.unchanged == 40
