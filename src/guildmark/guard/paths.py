"""Local paths: kept inside their root, writable before work begins, read up to a bound."""

import os
import tempfile
from pathlib import Path

from guildmark.records import InputError


def inside(root: Path, name: str | Path) -> Path:
    """The path of a name that a file gave, under the folder that it is relative to.

    Errors: `InputError` when it leads out of the folder, by `..`, a root or a link.
    """
    base = root.resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base):
        raise InputError(f"{name}: leads out of {root}. Name a file below that folder.")
    return path


def output_folder(path: Path) -> Path:
    """A folder that can be written to, made where it is not there yet.

    Errors: `InputError` when a file is in the way, or the folder cannot be made or written.
    """
    named_in_unicode(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        descriptor, trial = tempfile.mkstemp(prefix=".guildmark-", dir=path)
        os.close(descriptor)
        Path(trial).unlink()
    except (FileExistsError, NotADirectoryError):
        raise InputError(f"{path}: a file is in the way of this folder. Give another folder.") from None
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written: {error.strerror}. Give a folder that you may write to, with space left."
        ) from None
    return path.resolve()


def named_in_unicode(path: Path) -> None:
    """Refuse a path whose name no record could tell. Errors: `InputError` when it is not UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise InputError(f"{str(path)!r}: the name is not UTF-8. Rename it.") from None


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """The bytes of a file that is not larger than it may be.

    Errors: `InputError` when it is missing, not a file, or larger than `most_bytes`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise InputError(f"{path}: is not a file that can be read: {error.strerror}.") from None
    if len(data) > most_bytes:
        raise InputError(f"{path}: is larger than {most_bytes:,} bytes, which is the most that is read here.")
    return data
