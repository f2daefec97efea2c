"""Killed at any moment and started again with the same command, a scan leaves what an undisturbed one leaves."""

import os
import random
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from running import left_over, processes_of, results, scan, start

from guildmark.engine import ContextEvaluator

SEED = int(os.environ.get("GUILDMARK_KILL_SEED", random.SystemRandom().randrange(1 << 32)))
WORKERS = (1, 2, 3)
# Of whole runs that were at work, spread over the numbers of workers; other moments each time.
KILLS = int(os.environ.get("GUILDMARK_KILLS", "18"))


@dataclass
class Killer:
    """Starts scans of one catalogue and kills them, and notes where they were."""

    evaluator: ContextEvaluator
    listings: Path
    dice: random.Random
    seconds: dict[int, float] = field(default_factory=dict)  # of an undisturbed run, by number of workers
    stages: Counter[str] = field(default_factory=Counter)

    def start(self, out: Path, workers: int, **options: object) -> "subprocess.Popen[str]":
        reviews = self.listings.with_name("reviews.parquet")
        process = start(self.evaluator, self.listings, out, workers=workers, reviews=reviews, **options)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
        return process

    def finish(self, process: "subprocess.Popen[str]") -> None:
        _, errors = process.communicate()
        assert process.returncode == 0, errors

    def measure(self, out: Path, workers: int) -> None:
        process = self.start(out, workers)
        began = time.perf_counter()
        self.finish(process)
        self.seconds[workers] = time.perf_counter() - began

    def kill_once(self, out: Path, workers: int) -> bool:
        """Start and kill at a moment drawn over the length of a whole run; whether the run was still at work."""
        process = self.start(out, workers)
        reader = threading.Thread(target=self._note_last_stage, args=(process,))
        reader.start()
        time.sleep(self.dice.uniform(0, self.seconds[workers]))
        hit = process.poll() is None
        for number in processes_of(process.pid):
            try:
                os.kill(number, 9)
            except ProcessLookupError:
                continue
        reader.join()
        assert process.wait() in (0, -9), process.stderr and process.stderr.read()
        return hit and process.returncode == -9

    def _note_last_stage(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        last = "start"
        for line in process.stdout:
            last = line.split()[0]
        self.stages[last] += 1


@pytest.fixture
def killer(evaluator: ContextEvaluator, listings: Path) -> Killer:
    print(f"GUILDMARK_KILL_SEED={SEED}")  # shown when the test fails
    return Killer(evaluator, listings, random.Random(SEED))


def kill_and_go_on(killer: Killer, folder: Path, workers: int, undisturbed: dict[str, bytes]) -> int:
    """Kill one scan again and again, with a growing chance to let it finish; the number of kills that hit."""
    hits, out = 0, folder / "out"
    while True:
        hits += killer.kill_once(out, workers)
        if killer.dice.random() < 0.5:
            break
    killer.finish(killer.start(out, workers))
    assert results(out) == undisturbed
    assert left_over(out) == set()
    return hits


def test_a_scan_killed_a_few_times_leaves_the_same_bytes_with_another_number_of_workers(
    killer: Killer, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    killer.seconds = {1: 1.5, 2: 5.0}  # about; the thorough test measures it
    for workers in (2, 1, 2):
        killer.kill_once(tmp_path / "out", workers)
    reviews = killer.listings.with_name("reviews.parquet")
    scan(killer.evaluator, killer.listings, tmp_path / "out", reviews=reviews, report=True)
    assert results(tmp_path / "out") == undisturbed
    assert left_over(tmp_path / "out") == set()


@pytest.mark.soak
def test_a_scan_killed_at_many_random_moments_leaves_the_same_bytes(
    killer: Killer, tmp_path: Path, undisturbed: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    tries, hits = 0, Counter[int]()
    for workers in WORKERS:
        killer.measure(tmp_path / f"measured-{workers}", workers)
        while hits[workers] < KILLS // len(WORKERS):
            tries += 1
            assert tries < 4 * KILLS, f"most kills came too late: {hits}"
            hits[workers] += kill_and_go_on(killer, tmp_path / f"{workers}-{tries}", workers, undisturbed)
    with capsys.disabled():
        print(f"\nseed {SEED}: {sum(hits.values())} kills hit a run; last stages: {dict(killer.stages)}")


@pytest.mark.soak
@pytest.mark.parametrize("workers", [2, 3])
def test_workers_that_are_killed_are_replaced_and_the_scan_ends_by_itself(
    killer: Killer, tmp_path: Path, workers: int, undisturbed: dict[str, bytes]
) -> None:
    process = killer.start(tmp_path / "out", workers)
    killed = 0
    while process.poll() is None and killed < 2:  # a task may lose its worker twice
        time.sleep(killer.dice.uniform(0, 0.5))
        alive = processes_of(process.pid)[1:]
        if alive:
            os.kill(killer.dice.choice(alive), 9)
            killed += 1
    killer.finish(process)
    assert killed
    assert results(tmp_path / "out") == undisturbed


def kill_at_step(killer: Killer, out: Path, step: int | str) -> None:
    process = killer.start(out, 1, die_at=step)
    _, errors = process.communicate()
    assert process.returncode == -9, errors


@pytest.mark.soak
def test_a_scan_killed_before_any_change_of_a_name_on_the_disk_leaves_the_same_bytes(
    killer: Killer, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    output, errors = killer.start(tmp_path / "whole", 1).communicate()
    assert output.splitlines()[-1].startswith("steps"), errors
    steps = int(output.split()[-1])
    # More of the end, where results and links get their names; others each time.
    chosen = sorted(killer.dice.sample(range(steps - 40, steps + 1), 14) + killer.dice.sample(range(1, steps - 40), 6))
    for step in chosen:
        print(f"step {step} of {steps}")
        out = tmp_path / str(step)
        kill_at_step(killer, out, step)
        killer.finish(killer.start(out, 1))
        assert results(out) == undisturbed
        assert left_over(out) == set()


@pytest.mark.parametrize("step", ["result-", ".findings.parquet", "CURRENT"])
def test_a_scan_killed_while_it_publishes_leaves_the_same_bytes(
    killer: Killer, tmp_path: Path, undisturbed: dict[str, bytes], step: str
) -> None:
    kill_at_step(killer, tmp_path, step)
    assert not (tmp_path / "CURRENT").exists()
    reviews = killer.listings.with_name("reviews.parquet")
    scan(killer.evaluator, killer.listings, tmp_path, reviews=reviews, report=True)
    assert results(tmp_path) == undisturbed
    assert left_over(tmp_path) == set()
