"""Named tuples of arrays, and of such tuples, kept in a folder and mapped by every process."""

from pathlib import Path
from typing import Any, get_type_hints

import numpy as np


def store(value: Any, folder: Path) -> None:
    """Write each array of a named tuple as a `.npy` file, those of tuples within in folders of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in value._asdict().items():
        if isinstance(part, tuple):
            store(part, folder / name)
        else:
            np.save(folder / f"{name}.npy", part)


def stored(kind: Any, folder: Path) -> Any:
    """Map what `store` wrote of a named tuple of this kind; nothing is read until it is needed."""
    parts: dict[str, Any] = {}
    for name, part in get_type_hints(kind).items():
        if hasattr(part, "_fields"):
            parts[name] = stored(part, folder / name)
        else:
            # A plain view: numba would compile everything anew for numpy's memmap class.
            parts[name] = np.load(folder / f"{name}.npy", mmap_mode="c").view(np.ndarray)
    return kind(**parts)
