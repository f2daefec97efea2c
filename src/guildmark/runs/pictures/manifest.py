"""The manifest: what each name of a picture stands for in one run, written once and then only read.

It is a database in one file, since names can be more than memory holds; a run that was killed finds what was settled.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

TABLES = """
    CREATE TABLE IF NOT EXISTS pictures (
        key BLOB PRIMARY KEY, uri TEXT NOT NULL, host TEXT NOT NULL,
        digest TEXT, bytes INTEGER, kind TEXT, reason TEXT
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS open_pictures ON pictures (host, key) WHERE digest IS NULL AND kind IS NULL;
    CREATE TABLE IF NOT EXISTS steps (name TEXT PRIMARY KEY);
"""
OPEN = "digest IS NULL AND kind IS NULL"
KEY_BYTES = 16
ASKED_AT_ONCE = 500  # keys in one query


@dataclass(frozen=True, slots=True)
class Settled:
    """What a name stands for: the SHA-256 and size of its bytes, or the class and the reason why there are none."""

    digest: str | None = None
    bytes: int = 0
    kind: str | None = None
    reason: str = ""


class Manifest:
    """Opened by the one process that settles names."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path)
        with writing(self._database):
            self._database.executescript(TABLES)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add(self, names: Iterable[tuple[str, str, Settled]]) -> None:
        """Add names with the host that they lead to (empty: a file), some of them settled already."""
        rows = ((key_of(uri), uri, host, one.digest, one.bytes, one.kind, one.reason) for uri, host, one in names)
        with writing(self._database):
            self._database.executemany("INSERT OR IGNORE INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def settle(self, found: Sequence[tuple[str, Settled]]) -> None:
        """Note what names stand for, all of them or none."""
        rows = ((one.digest, one.bytes, one.kind, one.reason, key_of(uri)) for uri, one in found)
        with writing(self._database):
            self._database.executemany(
                "UPDATE pictures SET digest = ?, bytes = ?, kind = ?, reason = ? WHERE key = ?", rows
            )

    def done(self, step: str) -> bool:
        """Whether a step was finished, by this run or before it was killed."""
        return self._database.execute("SELECT 1 FROM steps WHERE name = ?", (step,)).fetchone() is not None

    def finish(self, step: str) -> None:
        """Note that a step is finished."""
        with writing(self._database):
            self._database.execute("INSERT OR IGNORE INTO steps VALUES (?)", (step,))

    def open_hosts(self) -> dict[str, int]:
        """How many names are open for each host."""
        return dict(self._database.execute(f"SELECT host, count(*) FROM pictures WHERE {OPEN} GROUP BY host"))

    def open_names(self, host: str, after: bytes, most: int) -> list[tuple[bytes, str]]:
        """The next open names of a host, by key."""
        query = f"SELECT key, uri FROM pictures WHERE {OPEN} AND host = ? AND key > ? ORDER BY key LIMIT ?"
        return self._database.execute(query, (host, after, most)).fetchall()

    def digests(self) -> Iterator[str]:
        """The digests of all pictures that are there."""
        return (row[0] for row in self._database.execute("SELECT digest FROM pictures WHERE digest IS NOT NULL"))

    def digest(self) -> str:
        """The digest of all that was settled: 32 hexadecimal digits."""
        whole = hashlib.blake2b(digest_size=16)
        for row in self._database.execute("SELECT key, digest, kind, reason FROM pictures ORDER BY key"):
            whole.update(repr(row).encode())
        return whole.hexdigest()


def look_up(path: Path, uris: Sequence[str]) -> dict[str, Settled]:
    """What names stand for, of those that the manifest holds."""
    keys = {key_of(uri): uri for uri in uris}
    wanted = list(keys)
    found: dict[str, Settled] = {}
    database = _opened(path, path.stat().st_ino)
    for first in range(0, len(wanted), ASKED_AT_ONCE):
        some = wanted[first : first + ASKED_AT_ONCE]
        marks = ",".join("?" * len(some))
        query = f"SELECT key, digest, bytes, kind, reason FROM pictures WHERE key IN ({marks})"
        found |= {keys[key]: Settled(*values) for key, *values in database.execute(query, some)}
    return found


def key_of(uri: str) -> bytes:
    """A name's key: its digest, which orders names by nothing that anybody can choose."""
    return hashlib.blake2b(uri.encode(), digest_size=KEY_BYTES).digest()


@contextmanager
def writing(database: sqlite3.Connection) -> Iterator[None]:
    """A change as a whole or not at all. Errors: OSError when the disk is full."""
    try:
        with database:
            yield
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


@lru_cache(maxsize=1)
def _opened(path: Path, made: int) -> sqlite3.Connection:
    """Opened once by a process, to be read only; `made` is another number when the file was made anew."""
    del made
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, check_same_thread=False)
