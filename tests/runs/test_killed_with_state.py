"""Killed with a state: the generation is swapped last of all, and the same command leaves what it would have left."""

import os
import random
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from invented_catalogue import listings as invented
from invented_catalogue import write_listings
from running import results, rows, scan, start

from guildmark.engine import ContextEvaluator

SEED = int(os.environ.get("GUILDMARK_KILL_SEED", random.SystemRandom().randrange(1 << 32)))


@pytest.fixture(scope="module")
def prepared(evaluator: ContextEvaluator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a state of one scan, the next input, and what an undisturbed scan of that leaves."""
    folder = tmp_path_factory.mktemp("prepared")
    first, dropped = invented(80), 9
    second = [*invented(60, seed=2, first=50), *first[dropped:50]]
    scan(evaluator, write_listings(first, folder / "first.parquet"), folder / "out", state=folder / "state")
    write_listings(second, folder / "second.parquet")
    copy = shutil.copytree(folder / "state", folder / "undisturbed-state", symlinks=True)
    scan(evaluator, folder / "second.parquet", folder / "undisturbed", state=copy, report=True)
    return folder


def content(state: Path) -> list[list[object]]:
    return [list(map(str, rows(path))) for path in sorted((state / "CURRENT").resolve().glob("*.parquet"))]


def check_killed(evaluator: ContextEvaluator, prepared: Path, here: Path, step: int | str) -> None:
    state = shutil.copytree(prepared / "state", here / "state", symlinks=True)
    before = (state / "CURRENT").readlink()
    process = start(evaluator, prepared / "second.parquet", here / "out", state=state, die_at=step, workers=1)
    _, errors = process.communicate()
    assert process.returncode == -9, errors
    assert (state / "CURRENT").readlink() == before
    scan(evaluator, prepared / "second.parquet", here / "out", state=state, report=True)
    assert results(here / "out") == results(prepared / "undisturbed")
    assert (state / "CURRENT").readlink() == (prepared / "undisturbed-state" / "CURRENT").readlink() != before
    assert content(state) == content(prepared / "undisturbed-state")


@pytest.mark.parametrize("step", ["result-", "/state/.CURRENT"])
def test_a_scan_with_a_state_that_is_killed_goes_on_from_the_state_before(
    evaluator: ContextEvaluator, prepared: Path, tmp_path: Path, step: str
) -> None:
    check_killed(evaluator, prepared, tmp_path, step)


@pytest.mark.soak
def test_a_scan_with_a_state_that_is_killed_at_any_of_its_last_steps_goes_on(
    evaluator: ContextEvaluator, prepared: Path, tmp_path: Path
) -> None:
    state = shutil.copytree(prepared / "state", tmp_path / "state", symlinks=True)
    output, errors = start(
        evaluator, prepared / "second.parquet", tmp_path / "out", state=state, workers=1
    ).communicate()
    assert output.splitlines()[-1].startswith("steps"), errors
    steps = int(output.split()[-1])
    print(f"GUILDMARK_KILL_SEED={SEED}")  # shown when the test fails
    for step in sorted(random.Random(SEED).sample(range(steps - 35, steps + 1), 10)):
        print(f"step {step} of {steps}")
        (tmp_path / str(step)).mkdir()
        check_killed(evaluator, prepared, tmp_path / str(step), step)


def test_the_state_does_not_change_when_a_scan_is_refused(
    evaluator: ContextEvaluator, prepared: Path, tmp_path: Path
) -> None:
    from guildmark.records import InputError

    state = shutil.copytree(prepared / "state", tmp_path / "state", symlinks=True)
    before = content(state)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "findings.parquet").write_text("mine")
    with pytest.raises(InputError):
        scan(evaluator, prepared / "second.parquet", tmp_path / "out", state=state)
    assert content(state) == before
    assert pq.read_metadata((state / "CURRENT").resolve() / "rows.parquet").num_rows == 80
