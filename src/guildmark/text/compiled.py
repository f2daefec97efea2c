"""The decorator of compiled functions: numba, cached in a folder that changes with the source.

numba looks only at the file of the function that it compiles, so a change in another file of the kernel would leave
stale machine code behind. A folder named by the digest of all of them cannot be stale, and works where the installed
package may not be written to.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba.core.config
import numpy as np
from llvmlite.binding import get_host_cpu_name
from numba import njit

config: Any = numba.core.config  # its settings are made at run time, unseen by type checkers

# Of a type: numba compiles a function once more for each literal that it is called with.
ZERO, ONE = np.int64(0), np.int64(1)
NO: Any = np.bool_(False)
YES: Any = np.bool_(True)


@cache
def cache_folder() -> Path:
    """Where the machine code is kept: `$XDG_CACHE_HOME/guildmark/kernel-DIGEST`."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = hashlib.blake2b(b"".join(p.read_bytes() for p in sources), digest_size=8).hexdigest()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "guildmark" / f"kernel-{digest}"


def compiled(inline: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile a function with numba when it is first called; `inline` copies it into its callers."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        before = config.CACHE_DIR
        config.CACHE_DIR = before or str(cache_folder())
        try:
            result: Callable[..., Any] = njit(cache=True, nogil=True, inline="always" if inline else "never")(function)
        finally:
            config.CACHE_DIR = before
        return result

    return wrap


def is_warm() -> bool:
    """Whether a whole scan has run with these kernels on this kind of machine, so that their machine code is kept."""
    return _warm_file().exists()


def mark_warm() -> None:
    """Note that the kernels have been compiled."""
    _warm_file().parent.mkdir(parents=True, exist_ok=True)
    _warm_file().touch()


def _warm_file() -> Path:
    """One per version of Python and numba and kind of processor, as numba tells its own files apart."""
    return cache_folder() / f"warm-{sys.implementation.cache_tag}-{numba.__version__}-{get_host_cpu_name()}"
