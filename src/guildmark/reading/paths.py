"""From what a user names (files, folders, globs) to the files that are read, in a fixed order."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from guildmark.records import InputError, Reject
from guildmark.records.did_you_mean import did_you_mean

OWN_MARK = "CURRENT"  # the link that the folder of a scan's results holds


def expand(paths: Iterable[str | Path]) -> tuple[list[Path], list[Reject]]:
    """The files behind paths, each once, sorted within a folder or glob; and what could not be entered.

    A folder inside that holds the results of a scan is left out. Hidden files and those that begin with `_` are no
    data. Links to folders are not followed: they may go in circles.
    Errors: `InputError` where a path does not exist or a glob finds nothing.
    """
    files: dict[Path, None] = {}
    notes: list[Reject] = []
    for path in paths:
        for found in _behind(str(path), notes):
            files.setdefault(found)
    return list(files), notes


def _behind(path: str, notes: list[Reject]) -> Iterator[Path]:
    if Path(path).is_dir():
        yield from _inside(path, notes)
    elif os.path.lexists(path):
        yield Path(path)
    elif glob.has_magic(path):
        found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 (absolute patterns)
        if not found:
            raise InputError(f"{path}: the pattern finds no file. Put it in quotes so that the shell leaves it alone.")
        for name in found:
            yield from _inside(name, notes) if Path(name).is_dir() else [Path(name)]
    else:
        raise InputError(f"{path}: {what_instead(Path(path))}")


def what_instead(path: Path) -> str:
    """What stands where a file was expected, and the next step."""
    if path.is_dir():
        return "this is a folder; name one of its files."
    if path.is_symlink() and not path.exists():
        return f"this link leads nowhere: {path.readlink()} is not there."
    if path.exists():
        return "this is no regular file but a pipe, socket or device; write what it gives to a file first."
    near = did_you_mean(path.name, [entry.name for entry in path.parent.iterdir()]) if path.parent.is_dir() else ""
    return f"there is no such file or folder.{near}"


def _inside(folder: str, notes: list[Reject]) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        reason = f"the folder cannot be read: {error.strerror}; its files were left out"
        notes.append(Reject(str(error.filename), None, None, "", reason, rejects_row=False))

    for root, folders, names in os.walk(folder, onerror=refused, followlinks=False):
        if (Path(root) / OWN_MARK).is_symlink() and root != folder:  # what a scan left is no input
            folders[:] = []
            continue
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(names):
            if not name.startswith((".", "_")):
                yield Path(root) / name
