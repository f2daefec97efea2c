"""Local paths: kept inside their root, writable before work begins, read up to a bound."""

import errno
import os
import stat
import tempfile
from pathlib import Path

from guildmark.guard.refused import NO_FILE, NOT_FOUND, OUTSIDE, TOO_LARGE, UNREADABLE, RefusedError
from guildmark.records import InputError

ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)


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


def read_below(root: Path, name: str, most_bytes: int) -> bytes:
    """The bytes of a regular file below a folder, by a name that a stranger gave. Upper and lower case count.

    Links are followed as long as they stay below the folder. The way is walked folder by folder from the root without
    following any further link, so that nobody can put one there between the look and the reading.
    Errors: RefusedError, with its class, when it leads out, is absent, no regular file, or larger than `most_bytes`.
    """
    try:
        way = inside(root, name).relative_to(root.resolve()).parts
    except InputError:
        raise RefusedError("the name leads out of the folder; name a file below it", OUTSIDE) from None
    except (ValueError, OSError, RuntimeError) as error:  # a NUL, or links in a circle
        raise RefusedError(f"the name cannot be that of a file: {error}", NOT_FOUND) from None
    try:
        return _read_along(root, way, most_bytes)
    except OSError as error:
        if error.errno in ABSENT:
            raise RefusedError("there is no such file below the folder", NOT_FOUND) from None
        raise RefusedError(f"the file cannot be read: {error.strerror}", UNREADABLE) from None


def _read_along(root: Path, way: tuple[str, ...], most_bytes: int) -> bytes:
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in way[:-1]:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        if not way or not stat.S_ISREG(os.stat(way[-1], dir_fd=folder, follow_symlinks=False).st_mode):
            raise RefusedError("this is a folder, pipe, socket or device and no regular file", NO_FILE)
        # It must not wait, should a pipe have taken the file's place.
        file = os.open(way[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY, dir_fd=folder)
    finally:
        os.close(folder)
    with os.fdopen(file, "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise RefusedError("this is no regular file any more", NO_FILE)
        data = opened.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise RefusedError(f"the file is larger than {most_bytes:,} bytes, which is the most that is read", TOO_LARGE)
    return data
