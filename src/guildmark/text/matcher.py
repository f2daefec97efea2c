"""Match whole columns: Arrow string arrays in, columns of hits out."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildmark.text.buffers import Buffers, Texts, text_buffers
from guildmark.text.layout import HIT, Automaton, Records, Workspace, workspace
from guildmark.text.matching import match_texts


@dataclass(slots=True)
class Matcher:
    """Matches against one automaton; holds the buffers that the matching reuses, so one a thread."""

    automaton: Automaton
    space: Workspace | None = None
    longest: int = 0
    hits: Records | None = None

    def match(self, texts: Texts, lists: Iterable[int]) -> Records:
        """Hits of the given lists in a column of texts (see `match_some`)."""
        return self.match_some(text_buffers(texts), np.arange(len(texts)), np.full(len(texts), list_bits(lists)))

    def match_some(self, texts: Buffers, places: NDArray[np.int64], wanted: NDArray[np.uint64]) -> Records:
        """Hits in some texts of a column, in each of the lists that are wanted there.

        Shapes: `places` (m,) of texts, `wanted` (m,) with a bit for each list; out a structured array HIT (n,): text
        (its place in `places`), pattern, start and end in code points, flags; in the order of `places`.
        """
        data, offsets = texts
        longest = int(np.diff(offsets).max(initial=0))
        if self.space is None or longest > self.longest:
            self.longest = max(longest, 4096)
            self.space = workspace(self.longest)
        if self.hits is None:
            self.hits = np.zeros(1 << 16, HIT)
        while True:
            count = int(match_texts(data, offsets, places, wanted, self.automaton, self.space, self.hits))
            if count <= len(self.hits):
                return self.hits[:count].copy()
            self.hits = np.zeros(2 * count, HIT)


def list_bits(lists: Iterable[int]) -> np.uint64:
    """A bit for each list."""
    return np.uint64(sum(1 << int(number) for number in lists))
