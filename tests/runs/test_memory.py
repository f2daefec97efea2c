"""What a process says of its memory."""

import subprocess
import sys

import numpy as np

from guildmark.runs.memory import peak_mb


def test_a_small_process_does_not_report_the_memory_of_the_one_that_started_it() -> None:
    held = np.ones(40_000_000)  # 320 MB
    asked = [sys.executable, "-c", "from guildmark.runs.memory import peak_mb; print(peak_mb())"]
    small = float(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    assert peak_mb() > held.nbytes / 1024**2 > small
