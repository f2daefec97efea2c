"""Files by the digest of their bytes, in a folder; written aside and renamed, so that none is half there."""

import os
import re
from pathlib import Path
from uuid import uuid4

from guildmark.records.ids import picture_id

DIGEST = re.compile(r"[0-9a-f]{64}")


def lay_down(root: Path, data: bytes) -> str:
    """Write the bytes where they will lie, for their owner only, and return their digest; the same bytes lie once."""
    digest = picture_id(data)
    path = path_in(root, digest)
    if not path.exists():
        put(path, data)
    return digest


def path_in(root: Path, digest: str) -> Path:
    """Where the bytes lie. Errors: ValueError for what is no digest, so that no other path comes of it."""
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest[:80]!r} is no SHA-256 in 64 small hexadecimal digits")
    return root / digest[:2] / digest


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, also when the power fails; only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.rename(path)
    except BaseException:
        aside.unlink(missing_ok=True)  # on a full disk nothing is left that only fills it more
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make what was renamed or removed in a folder stay so."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
