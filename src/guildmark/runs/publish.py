"""Makes a finished run the current one: links that stand still, and one link that is swapped."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guildmark.records import InputError
from guildmark.runs.task import read_done, sync

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
    foreign = [out / name for name in names if not _is_ours(out / name, f"{CURRENT}/")]
    foreign += [out / CURRENT] if not _is_ours(out / CURRENT, f"{RUNS}/") else []
    foreign += [out / RUNS] if os.path.lexists(out / RUNS) and not (out / RUNS).is_dir() else []
    if foreign:
        raise InputError(f"{foreign[0]}: is in the way of a result of this name. Move it, or give another folder.")


def _is_ours(path: Path, begin: str) -> bool:
    """Whether nothing has this name, or one of our links."""
    return str(path.readlink()).startswith(begin) if path.is_symlink() else not path.exists()


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


def current_generation(state: Path) -> Path | None:
    """The generation of state that CURRENT names; null when the folder holds no state yet.

    Errors: `InputError` when it is gone or not whole, since what was found before would be lost without a word.
    """
    link = state / CURRENT
    if not os.path.lexists(link):
        return None
    if not _is_ours(link, f"{GENERATIONS}/"):
        raise InputError(f"{link}: is in the way of a state. Move it, or give another folder.")
    generation = state / link.readlink()
    if read_done(generation) is None:
        raise InputError(f"{generation}: the state is damaged. Remove {state} and scan the whole catalogue once more.")
    return generation


def drop_old_generations(folder: Path, keep: set[str]) -> None:
    """Delete the generations of state that neither the next run starts from nor this one has begun."""
    for other in (folder / GENERATIONS).glob("*"):
        if other.name not in keep:
            shutil.rmtree(other, ignore_errors=True)


def _link(link: Path, target: str) -> None:
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)  # of a run that was killed
    if link.is_symlink() and str(link.readlink()) == target:
        return
    fresh.symlink_to(target)
    fresh.replace(link)
