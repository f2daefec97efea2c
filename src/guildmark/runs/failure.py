"""What can go wrong with a run that is nobody's bug, and how it is told."""

import errno
from pathlib import Path

from guildmark.records import InputError, Reject

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL_WORDS = (
    "no space left",
    "disk quota exceeded",
    "file too large",
    "database or disk is full",
    "failed to offload data block",
)


class StoppedAtRejectError(InputError):
    """A strict run met something that it could not read."""

    def __init__(self, reject: Reject) -> None:
        place = "" if reject.row is None else f", row {reject.row}"
        column = "" if reject.column is None else f", column {reject.column!r}"
        seen = "" if not reject.value else f" Seen: {reject.as_json()['value']!r}."
        reason = reject.reason.rstrip(".")
        super().__init__(f"{reject.file}{place}{column}: {reason}.{seen} Stopped, since the run is strict.")
        self.reject = reject


class WorkFailedError(Exception):
    """A task failed by a mistake of the program; the message holds the worker's own trace."""


def is_full_disk(error: BaseException) -> bool:
    """Whether an error, of whatever library, says that nothing more can be written."""
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    text = str(error).lower()
    return any(words in text for words in FULL_WORDS)


def full_disk(folder: Path) -> str:
    """The message for a full disk."""
    return (
        f"{folder}: there is no space left to write to. Nothing was published. "
        "Free some space and run the same command: it goes on where it stopped."
    )
