"""What the scan finds and misses on the sample market, whose truth is known, and whom it accuses there."""

from dataclasses import dataclass
from typing import Any

from halves import REPORT
from ledger import Ledger
from measure import REVIEW_OR_ABOVE, Share
from scanning import MARKET

BEST = f"""
with best as (
    select set_name, listing_id, bool_or({REVIEW_OR_ABOVE}) as in_review, bool_or(would_band = 'act') as would_act
    from pairs group by all
),
judged as (
    select t.*, coalesce(in_review, false) as in_review, coalesce(would_act, false) as would_act,
           (set_name, listing_id, right_id) in (select (set_name, listing_id, right_id) from pairs) as seen
    from truth t join listings using (set_name, listing_id) left join best using (set_name, listing_id)
    where set_name = '{MARKET}' and half = '{REPORT}'
)
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Listings of one kind or disguise: of how many the scan saw the mark that it is about, and what came of them."""

    name: str
    seen: Share
    review: Share
    would_act: Share

    def to_json(self) -> dict[str, Any]:
        """The group's shares."""
        return {"seen": self.seen.to_json(), "review": self.review.to_json(), "would_act": self.would_act.to_json()}


@dataclass(frozen=True, slots=True)
class MarketFigures:
    """Fakes by disguise and in all; innocent listings by kind, and by how they look guilty."""

    fakes: Group
    by_disguise: tuple[Group, ...]
    by_kind: tuple[Group, ...]
    by_trap: tuple[Group, ...]

    def to_json(self) -> dict[str, Any]:
        """All groups."""
        groups = {"by_disguise": self.by_disguise, "by_kind": self.by_kind, "by_trap": self.by_trap}
        return {"fakes": self.fakes.to_json()} | {k: {g.name: g.to_json() for g in v} for k, v in groups.items()}


def measure_market(ledger: Ledger) -> MarketFigures:
    """Count the half of the sample market that is reported on."""
    (fakes,) = _groups(ledger, "'fake'", "from judged where kind = 'fake'")
    return MarketFigures(
        fakes,
        _groups(ledger, "disguise", "from (select *, unnest(disguises) as disguise from judged where kind = 'fake')"),
        _groups(ledger, "kind", "from judged where kind <> 'fake'"),
        _groups(ledger, "trap", "from judged where kind <> 'fake' and trap <> ''"),
    )


def _groups(ledger: Ledger, by: str, source: str) -> tuple[Group, ...]:
    rows = ledger.rows(
        f"{BEST} select {by} as name, count(*), count(*) filter (seen), count(*) filter (in_review),"
        f" count(*) filter (would_act) {source}"
        " group by all order by count(*) desc, name"
    )
    return tuple(Group(name, Share(seen, n), Share(review, n), Share(act, n)) for name, n, seen, review, act in rows)
