"""Workers, the order of inputs and the size of slices do not change what is found; a batch equals row by row."""

import json
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from invented_catalogue import listing, write_listings
from invented_catalogue import listings as invented
from running import results, rows, scan

from guildmark.engine import ContextEvaluator

TABLES = ("findings.parquet", "signals.parquet", "thumbnails.parquet")


@pytest.mark.parametrize("workers", [2, pytest.param(3, marks=pytest.mark.soak)])
def test_the_number_of_workers_changes_no_byte(
    evaluator: ContextEvaluator, listings: Path, tmp_path: Path, undisturbed: dict[str, bytes], workers: int
) -> None:
    scan(evaluator, listings, tmp_path, workers=workers, reviews=listings.with_name("reviews.parquet"), report=True)
    assert results(tmp_path) == undisturbed


@pytest.mark.parametrize("rows_per_slice", [1, 7, 40_000])
def test_the_size_of_slices_changes_no_finding_and_no_reject(
    evaluator: ContextEvaluator, tmp_path: Path, rows_per_slice: int
) -> None:
    dice = random.Random(5)
    file = write_listings([*invented(60), listing("L3", dice), listing(None, dice)], tmp_path / "listings.parquet")
    scan(evaluator, file, tmp_path / "usual")
    scan(evaluator, file, tmp_path / "other", rows_per_slice=rows_per_slice)
    usual, other = results(tmp_path / "usual"), results(tmp_path / "other")
    for name in usual.keys() - {"run.json"}:
        assert other[name] == usual[name], name
    counts = [json.loads(found["run.json"])["counts"] for found in (usual, other)]
    assert counts[0] == counts[1]


def test_the_order_of_rows_and_files_changes_only_the_order_of_findings(
    evaluator: ContextEvaluator, tmp_path: Path
) -> None:
    catalogue = invented(90)
    one = write_listings(catalogue, tmp_path / "one.parquet")
    random.Random(3).shuffle(catalogue)
    halves = [
        write_listings(part, tmp_path / name)
        for part, name in ((catalogue[:31], "b.parquet"), (catalogue[31:], "a.parquet"))
    ]
    scan(evaluator, one, tmp_path / "ordered")
    scan(evaluator, halves, tmp_path / "shuffled", workers=2)
    for name in TABLES:
        assert rows(tmp_path / "ordered" / name) == rows(tmp_path / "shuffled" / name)
    found = pq.read_table(tmp_path / "shuffled" / "findings.parquet").column("listing_id").to_pylist()
    places = [[row["listing_id"] for row in catalogue].index(name) for name in found]
    assert places == sorted(places)


def test_the_facts_of_a_scan_do_not_depend_on_the_order_of_its_input(
    evaluator: ContextEvaluator, tmp_path: Path
) -> None:
    catalogue = invented(60)
    there = write_listings(catalogue, tmp_path / "there.parquet")
    back = write_listings(catalogue[::-1], tmp_path / "back.parquet")
    digests = []
    for file in (there, back):
        scan(evaluator, file, tmp_path / file.stem)
        digests.append(json.loads((tmp_path / file.stem / "run.json").read_text())["facts"])
    assert digests[0] == digests[1]
