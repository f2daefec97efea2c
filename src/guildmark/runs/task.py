"""A task: a piece of work that leaves a folder named by the digest of all that goes into it.

A folder that stands under its name holds a `done` file with the digests of its files. It came there by one rename,
after everything in it was written and synced, so work that was killed leaves nothing under that name. Doing a task
twice does no harm: both leave the same bytes.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

DONE = "done"
Build = Callable[[Path], dict[str, Any]]


class Task(Protocol):
    """What a worker can do, given what all tasks of a run share. Must be picklable."""

    @property
    def folder(self) -> Path:
        """Where the result goes; its name is the digest of what the task works on."""

    def build(self, target: Path, shared: Any) -> dict[str, Any]:
        """Do the work, write files into an empty folder, and return what the run must know, as JSON."""


def run_task(task: Task, shared: Any) -> dict[str, Any]:
    """The result of a task: read when it was done before and its files are whole, else worked out and kept."""
    return keep(task.folder, lambda target: task.build(target, shared))


def keep(folder: Path, build: Build) -> dict[str, Any]:
    """Build a folder once: what `build` returns is kept in its `done` file."""
    done = read_done(folder)
    if done is not None:
        return done
    partial = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        result = build(partial)
        names = sorted(str(path.relative_to(partial)) for path in partial.rglob("*") if path.is_file())
        files = {
            name: {"bytes": (partial / name).stat().st_size, "digest": file_digest(partial / name)} for name in names
        }
        # What is returned now is what `done` will tell later, down to the order of keys.
        record = json.loads(json.dumps({"files": files, "result": result}, sort_keys=True))
        (partial / DONE).write_text(json.dumps(record | {"digest": digest_of(record)}), encoding="utf-8")
        for name in (*names, DONE):
            sync(partial / name)
        sync(partial)
        shutil.rmtree(folder, ignore_errors=True)  # a folder that was there is not whole
        partial.rename(folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    told: dict[str, Any] = record["result"]
    return told


def read_done(folder: Path) -> dict[str, Any] | None:
    """The result that a folder's `done` file tells, when every file in it is as it was; else null."""
    try:
        record = json.loads((folder / DONE).read_text("utf-8"))
        if record.pop("digest") != digest_of(record):
            return None
        for name, file in record["files"].items():
            if (folder / name).stat().st_size != file["bytes"] or file_digest(folder / name) != file["digest"]:
                return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    result: dict[str, Any] = record["result"]
    return result


def digest_of(*parts: object) -> str:
    """The digest of some values that JSON can write: 32 hexadecimal digits."""
    whole = json.dumps(parts, sort_keys=True, default=str).encode()
    return hashlib.blake2b(whole, digest_size=16).hexdigest()


def file_digest(path: Path) -> str:
    """The digest of a file's bytes: 32 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def sync(path: Path) -> None:
    """Have a file or folder written to the disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
