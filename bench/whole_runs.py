"""Whole runs of the command line: how they scale over workers, and what memory they take."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from material import Material


@dataclass(frozen=True)
class WholeRun:
    """A run from start to end of its process, with what it says of itself."""

    listings: int
    workers: int
    seconds: float
    summary: dict[str, Any]
    metrics: dict[str, Any]

    @property
    def per_second(self) -> float:
        """Listings a second and worker, with everything: reading twice, facts, merging, the report."""
        return self.listings / self.seconds / self.workers


def whole_run(material: Material, out: Path, workers: int) -> WholeRun:
    """Scan the material with so many workers, in a process of its own."""
    shutil.rmtree(out, ignore_errors=True)
    guildmark = Path(sys.executable).with_name("guildmark")
    command = [str(guildmark), "scan", str(material.listings), "--rights", str(material.rights)]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--out", str(out), "--workers", str(workers), "--json"], check=True, stdout=subprocess.PIPE
    )
    seconds = time.perf_counter() - began
    metrics = json.loads((out / "metrics.json").read_text())
    return WholeRun(material.listing_count, workers, seconds, json.loads(done.stdout), metrics)
