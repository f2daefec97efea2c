"""How much an indicator says, by how rare it is: from where it stood, with bounds, in decibans."""

import math
from dataclasses import dataclass

from guildmark.assessment.intervals import interval, lower_bound
from guildmark.assessment.weights import LARGEST_DB


@dataclass(frozen=True, slots=True)
class Counts:
    """Where a value stood. Sellers are the units, since listings of one seller are no separate witnesses.

    `fakes`: sellers with a confirmed fake in which it stood. `cleared`: sellers with a cleared listing in which it
    stood. `sellers`: those with whom it is seen at all, of the `market` sellers who were looked at.
    """

    fakes: int
    cleared: int
    sellers: int
    market: int

    def __post_init__(self) -> None:
        if min(self.fakes, self.cleared, self.sellers) < 0 or self.sellers > self.market:
            raise ValueError(f"{self} cannot be: counts are 0 or more, and at most {self.market} sellers have it")


def weight_db(counts: Counts) -> float:
    """What it adds for a listing in which the value stands, from 0 to 20 decibans.

    Two things are told with their bounds and added. *Of its sellers, how many sell fakes?* The one-sided lower bound of
    that share, as odds, where everybody with whom it stands and who was never confirmed counts against it. *How rare is
    it?* The upper bound of the share of all sellers with whom it is seen. So a telephone number of one confirmed seller
    counts as soon as some hundred sellers were looked at, and a hot line of thirty shops does not. What was cleared as
    often as it was confirmed weighs nothing, however rare it is.
    """
    if not counts.fakes:
        return 0.0
    others = max(counts.cleared, counts.sellers - counts.fakes)
    share = lower_bound(others, counts.fakes + others)
    odds_db = 10 * math.log10(share / (1 - share))
    rarity_db = -10 * math.log10(interval(counts.sellers, counts.market)[1])
    weighed = odds_db + rarity_db
    if counts.cleared:
        weighed = min(weighed, 10 * math.log10(counts.fakes / counts.cleared))
    return min(max(weighed, 0.0), LARGEST_DB)
