"""Match whole columns: Arrow string arrays in, columns of hits out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guildmark.text.automaton import Texts, text_buffers
from guildmark.text.layout import HIT, Automaton, Records, Workspace, workspace
from guildmark.text.matching import match_texts


@dataclass(slots=True)
class Matcher:
    """Matches against one automaton; holds the buffers that the matching reuses, so one a thread."""

    automaton: Automaton
    space: Workspace | None = None
    longest: int = 0
    hits: Records | None = None

    def match(self, texts: Texts, lists: NDArray[np.uint8] | list[int]) -> Records:
        """Hits of the given lists in a column of texts.

        Shapes: a structured array HIT (n,): text (row of the column), pattern, start and end in code points, flags; in
        the order of the texts.
        """
        data, offsets = text_buffers(texts)
        longest = int(np.diff(offsets).max(initial=0))
        if self.space is None or longest > self.longest:
            self.longest = max(longest, 4096)
            self.space = workspace(self.longest)
        if self.hits is None:
            self.hits = np.zeros(1 << 16, HIT)
        wanted = np.uint64(sum(1 << int(number) for number in lists))
        while True:
            count = int(match_texts(data, offsets, wanted, self.automaton, self.space, self.hits))
            if count <= len(self.hits):
                return self.hits[:count].copy()
            self.hits = np.zeros(2 * count, HIT)
