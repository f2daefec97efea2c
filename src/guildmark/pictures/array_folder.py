"""A folder of arrays with a list of what they are of: written whole, and opened memory-mapped."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guildmark.records import InputError


def write_arrays(out: Path, list_file: str, content: dict[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write arrays and list into the folder `out`, the list last, so that what was cut short is not opened."""
    out.mkdir(parents=True, exist_ok=True)
    (out / list_file).unlink(missing_ok=True)
    for name, array in arrays.items():
        np.save(out / f"{name}.npy", array, allow_pickle=False)
    (out / list_file).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def open_arrays(
    folder: Path, list_file: str, names: Sequence[str], what: str, version: int
) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """The list and the arrays that `write_arrays` left; `what` they are is said in errors.

    Errors: InputError when the folder is missing, incomplete or of another version.
    """
    try:
        content: dict[str, Any] = json.loads((folder / list_file).read_text(encoding="utf-8"))
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in names}
    except (OSError, ValueError) as error:
        raise InputError(f"{folder}: these are no {what}: {error}. Build the index again.") from error
    if content.get("format") != version:
        raise InputError(f"{folder}: {what} of format {content.get('format')}, not {version}. Build the index again.")
    return content, arrays
