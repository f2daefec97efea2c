"""Where compiled things are kept between runs."""

import os
from pathlib import Path


def cache_root() -> Path:
    """`$XDG_CACHE_HOME/guildmark`, else that of the user's home."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "guildmark"
