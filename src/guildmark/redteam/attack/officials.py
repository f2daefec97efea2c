"""The official pictures that a rights file names, read once and within bounds."""

from functools import lru_cache
from pathlib import Path

from guildmark.guard import inside, read_bounded
from guildmark.records import InputError, Right
from guildmark.redteam.dice import Dice
from guildmark.rights import RightsFile

MOST_BYTES = 20_000_000  # of a picture


class Officials:
    """Gives one of a right's official pictures; what cannot be read is counted as not there."""

    def __init__(self, rights: RightsFile) -> None:
        self._base = rights.base
        self.any = any(self.paths(right) for right in rights.rights)
        self._read = lru_cache(maxsize=256)(_bytes_of)

    def paths(self, right: Right) -> list[Path]:
        """Where a right's pictures lie."""
        found = []
        for name in right.pictures:
            try:
                path = inside(self._base, name)
            except InputError:
                continue
            if path.is_file():
                found.append(path)
        return found

    def __call__(self, right: Right, dice: Dice) -> bytes | None:
        """One of the right's pictures; null where it has none that can be read."""
        paths = self.paths(right)
        return self._read(dice.pick(paths)) if paths else None


def _bytes_of(path: Path) -> bytes | None:
    try:
        return read_bounded(path, MOST_BYTES)
    except InputError:
        return None
