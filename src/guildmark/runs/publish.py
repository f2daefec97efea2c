"""Makes a finished run the current one: links that stand still, and one link that is swapped."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guildmark.records import InputError
from guildmark.runs.task import sync

CURRENT = "CURRENT"
RUNS = "runs"
GENERATIONS = "generations"
LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder; the lock is gone with the process that holds it.

    Errors: `InputError` when another run is at work there.
    """
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{folder}: another run is at work here. Wait for it, or give another folder.") from None
        yield


def check_names(out: Path, names: tuple[str, ...]) -> None:
    """Find out before a run whether its results can have their names.

    Errors: `InputError` when something that is not one of our links has one of them.
    """
    for name in (CURRENT, *names):
        if (out / name).exists() and not (out / name).is_symlink():
            raise InputError(f"{out / name}: is in the way of a result of this name. Move it, or give another folder.")


def publish(out: Path, run: str) -> None:
    """Make `out/runs/RUN` current: `out/findings.parquet` and the rest lead through `out/CURRENT`, swapped last."""
    names = {path.name for path in (out / RUNS / run).iterdir()}
    for name in sorted(names):
        _link(out / name, f"{CURRENT}/{name}")
    swap(out / CURRENT, f"{RUNS}/{run}")
    for path in out.iterdir():
        if path.is_symlink() and path.name not in names | {CURRENT} and str(path.readlink()).startswith(f"{CURRENT}/"):
            path.unlink()  # a file that this run did not leave, such as the changes of an earlier one


def swap(link: Path, target: str) -> None:
    """Have a link name something else, in one step."""
    _link(link, target)
    sync(link.parent)


def current(folder: Path) -> Path | None:
    """What the folder's CURRENT names, or null."""
    link = folder / CURRENT
    return (folder / link.readlink()) if link.is_symlink() and link.exists() else None


def drop_old_generations(folder: Path, keep: set[str]) -> None:
    """Delete the generations of state that neither the next run starts from nor this one has begun."""
    for other in (folder / GENERATIONS).glob("*"):
        if other.name not in keep:
            shutil.rmtree(other, ignore_errors=True)


def _link(link: Path, target: str) -> None:
    if link.is_symlink() and str(link.readlink()) == target:
        return
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
