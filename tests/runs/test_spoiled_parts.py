"""Full disks and spoiled files: nothing half done is published or trusted, and the same command goes on."""

import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_catalogue import listings as invented
from invented_catalogue import write_listings
from running import left_over, results, scan, start

from guildmark.engine import ContextEvaluator
from guildmark.runs.plan import WORK
from guildmark.runs.task import DONE, keep, read_done

FULL = "there is no space left to write to. Nothing was published. Free some space and run the same command"


@pytest.mark.parametrize(("workers", "file_bytes"), [(1, 1_000), (2, 5_000)])
def test_a_disk_that_is_full_is_told_and_the_same_command_goes_on_later(
    evaluator: ContextEvaluator, listings: Path, tmp_path: Path, undisturbed: dict[str, bytes], workers: int,
    file_bytes: int,
) -> None:  # fmt: skip
    reviews = listings.with_name("reviews.parquet")
    process = start(evaluator, listings, tmp_path, workers=workers, reviews=reviews, file_bytes=file_bytes)
    _, errors = process.communicate()
    assert (process.returncode, FULL in errors, "Traceback" in errors) == (2, True, False), errors
    assert not (tmp_path / "CURRENT").exists()
    assert not list(tmp_path.glob("runs/*"))
    scan(evaluator, listings, tmp_path, reviews=reviews, report=True)
    assert results(tmp_path) == undisturbed


@pytest.mark.soak
@pytest.mark.parametrize("file_bytes", [0, 500, 2_000, 8_000, 12_000, 16_000, 20_000, 30_000, 50_000, 80_000])
def test_a_disk_that_fills_up_at_any_file_is_told(
    evaluator: ContextEvaluator, listings: Path, tmp_path: Path, undisturbed: dict[str, bytes], file_bytes: int
) -> None:
    reviews = listings.with_name("reviews.parquet")
    process = start(evaluator, listings, tmp_path, workers=1, reviews=reviews, file_bytes=file_bytes)
    _, errors = process.communicate()
    assert process.returncode == 0 or (process.returncode, FULL in errors) == (2, True), errors
    scan(evaluator, listings, tmp_path, reviews=reviews, report=True)
    assert results(tmp_path) == undisturbed


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system in memory, where this process may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs rights that this process does not have")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_small_disk_is_told_and_the_same_command_goes_on_when_it_has_grown(
    evaluator: ContextEvaluator, listings: Path, small_disk: Path, undisturbed: dict[str, bytes]
) -> None:
    from guildmark.records import InputError

    out, reviews = small_disk / "out", listings.with_name("reviews.parquet")
    with pytest.raises(InputError, match="there is no space left"):
        scan(evaluator, listings, out, reviews=reviews, report=True)
    assert not (out / "CURRENT").exists()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    scan(evaluator, listings, out, reviews=reviews, report=True)
    assert results(out) == undisturbed


class StoppedError(Exception):
    """Ends a run in the middle."""


def stop_before(evaluator: ContextEvaluator, file: Path, out: Path, stage: str) -> None:
    def progress(name: str, done: int, total: int) -> None:
        if name == stage:
            raise StoppedError

    with pytest.raises(StoppedError):
        scan(evaluator, file, out, progress=progress)


@pytest.mark.parametrize("stage", ["index", "merge"])
def test_a_spoiled_part_is_made_anew_and_not_trusted(evaluator: ContextEvaluator, tmp_path: Path, stage: str) -> None:
    file = write_listings(invented(60), tmp_path / "listings.parquet")
    scan(evaluator, file, tmp_path / "whole")
    out, dice = tmp_path / "out", random.Random(9)
    stop_before(evaluator, file, out, stage)
    parts = sorted(path for path in (out / WORK).rglob("*") if path.is_file() and path.stat().st_size)
    assert len(parts) > 8
    for path in parts:
        content = bytearray(path.read_bytes())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
    scan(evaluator, file, out)
    assert results(out) == results(tmp_path / "whole")
    assert left_over(out) == set()


@pytest.mark.parametrize("what", ["content", "length", "missing", "done"])
def test_a_finished_task_is_trusted_only_as_long_as_its_files_are_as_they_were(tmp_path: Path, what: str) -> None:
    folder, made = tmp_path / "task", []

    def build(target: Path) -> dict[str, int]:
        made.append(target)
        (target / "part").write_bytes(b"0123456789")
        return {"rows": 10}

    assert keep(folder, build) == keep(folder, build) == {"rows": 10}
    assert len(made) == 1
    if what == "content":
        (folder / "part").write_bytes(b"0123456780")
    elif what == "length":
        (folder / "part").write_bytes(b"012345678")
    elif what == "missing":
        (folder / "part").unlink()
    else:
        told = (folder / DONE).read_text().replace('"rows": 10', '"rows": 11')
        (folder / DONE).write_text(told)
    assert read_done(folder) is None
    assert keep(folder, build) == {"rows": 10}
    assert len(made) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["task"]


def test_what_a_task_told_when_it_was_done_is_what_it_tells_later(tmp_path: Path) -> None:
    told = [list(keep(tmp_path / "task", lambda target: {"b": 1, "a": {2: 3}}).items()) for _ in range(2)]
    assert told[0] == told[1]
