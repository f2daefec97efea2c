"""The most memory that this process has held."""

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    """The peak of this process's resident memory, in megabytes.

    Linux hands `ru_maxrss` on to the programs that a process starts, so that a small one started by a large one would
    report the large one's peak; `VmHWM` begins anew.
    """
    if STATUS.exists():
        for line in STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / 1024 / 1024 if sys.platform == "darwin" else held / 1024
