"""What was worked out of pictures, by the digest of their bytes: in this process, and on disk from run to run."""

import shutil
from collections import OrderedDict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

MOST_REMEMBERED = 200_000  # values in a process, of 0.3 to 10 kB each
MOST_BYTES = 16 << 30  # of a generation on disk: about five million pictures with their vectors
WRITTEN_AT_ONCE = 500  # values: a transaction costs as much as a hundred look-ups
NOW, BEFORE = "now", "before"


class PictureMemory:
    """Remembers bytes under a kind and a picture's digest; forgetting any of them only costs time.

    With a folder, other processes see what was kept once it is written, and the next run finds it. There are two
    generations: all is written into the newer one, and when that is full, the older one goes.
    """

    def __init__(self, folder: Path | None = None, most: int = MOST_REMEMBERED) -> None:
        self.folder, self.most = folder, most
        self.remembered: OrderedDict[bytes, bytes] = OrderedDict()
        self.unwritten: dict[bytes, bytes] = {}

    def recall(self, kind: str, digest: str, work_out: Callable[[], bytes]) -> bytes:
        """What is known of a picture, worked out where it is not. `kind` names what it was worked out with."""
        key = bytes.fromhex(digest) + kind.encode()
        value = self.remembered.get(key)
        if value is not None:
            self.remembered.move_to_end(key)
            return value
        value = self.on_disk(key)
        if value is None:
            value = work_out()
            self.keep(key, value)
        self.remembered[key] = value
        if len(self.remembered) > self.most:
            self.remembered.popitem(last=False)
        return value

    def on_disk(self, key: bytes) -> bytes | None:
        """What a generation has under a key; what only the older one has is carried into the newer."""
        for number, generation in enumerate(opened(self.folder) if self.folder else ()):
            with generation.begin() as reading:
                value: bytes | None = reading.get(key)
            if value is not None:
                if number:
                    self.keep(key, value)
                return value
        return None

    def keep(self, key: bytes, value: bytes) -> None:
        """Have a value written with the next ones."""
        if self.folder is not None:
            self.unwritten[key] = value
            if len(self.unwritten) >= WRITTEN_AT_ONCE:
                self.write()

    def write(self) -> None:
        """Write what is new; a full or broken disk costs only time."""
        if self.folder is None or not self.unwritten:
            return
        database = import_module("lmdb")
        try:
            with opened(self.folder)[0].begin(write=True) as writing:
                for key, value in self.unwritten.items():
                    writing.put(key, value)
        except database.Error:
            pass
        self.unwritten.clear()


_OPENED: dict[Path, tuple[Any, ...]] = {}


def opened(folder: Path) -> tuple[Any, ...]:
    """The generations of a folder, the newer first, opened once a process, as the database wants it."""
    if folder not in _OPENED:
        names = (NOW, BEFORE) if (folder / BEFORE).exists() else (NOW,)
        _OPENED[folder] = tuple(open_generation(folder / name) for name in names)
    return _OPENED[folder]


def open_generation(folder: Path) -> Any:
    """Open a generation; one that cannot be read is thrown away and begun again."""
    database = import_module("lmdb")
    folder.mkdir(parents=True, exist_ok=True)
    # Not synced: whatever a crash of the machine spoils is worked out again. A killed process spoils nothing.
    options: dict[str, Any] = {"map_size": 2 * MOST_BYTES, "sync": False, "max_readers": 512}
    try:
        return database.open(str(folder), **options)
    except (database.CorruptedError, database.InvalidError, database.VersionMismatchError):
        shutil.rmtree(folder)
        folder.mkdir()
        return database.open(str(folder), **options)


def turn_generations(folder: Path, most_bytes: int = MOST_BYTES) -> None:
    """Make room before a run: no other process may have the folder open."""
    for generation in _OPENED.pop(folder, ()):
        generation.close()
    now, before = folder / NOW, folder / BEFORE
    file = now / "data.mdb"
    if file.exists() and file.stat().st_size > most_bytes:
        shutil.rmtree(before, ignore_errors=True)
        now.rename(before)
