"""Fetched pictures, kept by the digest of their bytes, and by what version of them each address is known."""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from guildmark.records import InputError, picture_id
from guildmark.runs.pictures.manifest import writing

KNOWN = "addresses.sqlite"
TABLE = """
    CREATE TABLE IF NOT EXISTS addresses (
        address TEXT PRIMARY KEY, digest TEXT NOT NULL, bytes INTEGER NOT NULL, etag TEXT, last_modified TEXT
    ) WITHOUT ROWID
"""


class Store:
    """A folder of pictures, and a database of the addresses that they came from. It may be deleted between runs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._database = sqlite3.connect(folder / KNOWN)
        with writing(self._database):
            self._database.execute(TABLE)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def known(self, address: str) -> tuple[str, int, str, str] | None:
        """Digest, bytes, ETag and Last-Modified of what an address gave last, when the picture is still here."""
        query = "SELECT digest, bytes, etag, last_modified FROM addresses WHERE address = ?"
        row: tuple[str, int, str, str] | None = self._database.execute(query, (address,)).fetchone()
        if row is None or not (row[2] or row[3]):
            return None
        try:
            return row if path_of(self.folder, row[0]).stat().st_size == row[1] else None
        except OSError:
            return None

    def note(self, rows: Iterable[tuple[str, str, int, str, str]]) -> None:
        """Note what addresses gave: address, digest, bytes, ETag, Last-Modified."""
        with writing(self._database):
            self._database.executemany("INSERT OR REPLACE INTO addresses VALUES (?, ?, ?, ?, ?)", rows)

    def keep_only(self, digests: Iterable[str]) -> None:
        """Delete the pictures that nothing names any more, and their addresses."""
        with writing(self._database):
            self._database.execute("CREATE TEMP TABLE named (digest TEXT PRIMARY KEY)")
            self._database.executemany("INSERT OR IGNORE INTO named VALUES (?)", ((digest,) for digest in digests))
            self._database.execute("DELETE FROM addresses WHERE digest NOT IN (SELECT digest FROM named)")
        for path in self.folder.glob("??/*"):
            if self._database.execute("SELECT 1 FROM named WHERE digest = ?", (path.name,)).fetchone() is None:
                path.unlink()
        with writing(self._database):
            self._database.execute("DROP TABLE named")


def put(folder: Path, data: bytes) -> str:
    """Keep a picture under its digest, whole or not at all; for any number of threads."""
    digest = picture_id(data)
    path = path_of(folder, digest)
    if path.exists() and path.stat().st_size == len(data):
        return digest
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f"{digest}.{os.urandom(4).hex()}.partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    return digest


def get(folder: Path, digest: str) -> bytes:
    """A picture by its digest. Errors: InputError when it is gone or not what it was."""
    path = path_of(folder, digest)
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if picture_id(data) != digest:
        raise InputError(f"{path}: is gone or damaged since it was fetched. Remove {folder} and run the command again.")
    return data


def path_of(folder: Path, digest: str) -> Path:
    """Where a picture stands."""
    return folder / digest[:2] / digest
