"""How long a run took and how much memory: apart from its results, which do not depend on it."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guildmark.runs.memory import peak_mb


@dataclass
class Metrics:
    """Collects figures while a run is at work; of a run that was killed, only those of its last part."""

    workers: int
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))  # by stage, on the clock
    worker_seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))  # summed over workers
    worker_memory_mb: float = 0.0
    began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage of the run."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - began

    def add(self, stage: str, result: dict[str, Any]) -> None:
        """Note what a task told of itself."""
        self.worker_seconds[stage] += result["task_seconds"]
        self.worker_memory_mb = max(self.worker_memory_mb, result["peak_mb"])
        for part, seconds in result.get("seconds", {}).items():
            self.worker_seconds[f"{stage}: {part}"] += seconds

    @property
    def elapsed_seconds(self) -> float:
        """Since the run began."""
        return time.perf_counter() - self.began

    def write(self, path: Path, listings: int) -> None:
        """Write `metrics.json`; memory is the peak of the largest process, of the largest worker, and of the parent."""
        own_mb = peak_mb()
        elapsed = self.elapsed_seconds
        figures = {
            "seconds": _rounded({**self.seconds, "whole": elapsed}),
            "worker_seconds": _rounded(self.worker_seconds),
            "peak_memory_mb": round(max(self.worker_memory_mb, own_mb), 1),
            "worker_memory_mb": round(self.worker_memory_mb, 1),
            "parent_memory_mb": round(own_mb, 1),
            "workers": self.workers,
            "listings_per_second": round(listings / elapsed) if elapsed else 0,
        }
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in seconds.items()}
