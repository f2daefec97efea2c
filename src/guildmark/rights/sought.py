"""What shared rules look for in texts beside the word lists, and what tells of a right that is not named."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildmark.records import Right
from guildmark.rights.index import TOLD, WANTED
from guildmark.rights.names import is_listed, name_numbers, right_keys
from guildmark.text.automaton import Pattern
from guildmark.text.layout import PHRASE


@dataclass(frozen=True, slots=True)
class Telling:
    """A clue by which a mark is meant, though it is not named: the place of a phrase, or behind those of a picture.

    `quiet`: only rules that are being tried know it, so that what it finds is counted and not written.
    """

    clue: int
    mark: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """Phrases of shared rules. Those that tell of a mark are looked for in every listing, others beside a mark.
    Pictures are looked up by who looks at pictures."""

    phrases: tuple[str, ...] = ()
    tellings: tuple[Telling, ...] = ()

    @property
    def telling(self) -> frozenset[int]:
        """The clues that tell of a mark."""
        return frozenset(one.clue for one in self.tellings)

    @property
    def wanted(self) -> NDArray[np.int32]:
        """The others."""
        return np.array([n for n in range(len(self.phrases)) if n not in self.telling], np.int32)

    def patterns(self) -> list[Pattern]:
        """What the matcher looks for; the value of each is the phrase."""
        telling = self.telling
        return [
            Pattern(text, TOLD if number in telling else WANTED, PHRASE, number)
            for number, text in enumerate(self.phrases)
        ]

    def told(self, mark_keys: NDArray[np.uint64], rights: int) -> tuple[NDArray[np.int32], ...]:
        """Clue, right and whether it is quiet, for each right that a clue tells of, in the order of clues."""
        rows = sorted(
            (one.clue, int(right), one.quiet)
            for one in self.tellings
            for right in rights_called(one.mark, mark_keys, rights)
        )
        columns = np.array(rows, np.int32).reshape(len(rows), 3).T
        return columns[0].copy(), columns[1].copy(), columns[2].copy()


def mark_keys_of(rights: Sequence[Right]) -> NDArray[np.uint64]:
    """The key of each right with each of its names: its mark, how else it is written, and its id."""
    names = [(right.mark, *right.spellings, right.right_id) for right in rights]
    numbers = np.repeat(np.arange(len(rights)), [len(own) for own in names])
    return np.unique(right_keys(numbers, name_numbers(_plain(name) for own in names for name in own)))


def rights_called(name: str, mark_keys: NDArray[np.uint64], rights: int) -> NDArray[np.int64]:
    """The rights that have a name."""
    number = np.repeat(name_numbers([_plain(name)]), rights)
    return np.flatnonzero(is_listed(right_keys(np.arange(rights), number), mark_keys))


def _plain(name: str) -> str:
    return " ".join(name.split())
