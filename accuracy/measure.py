"""The figures of one set and half: how many listings name a mark, how many are accused, and what fires."""

from dataclasses import asdict, dataclass
from typing import Any

from intervals import interval
from ledger import Ledger

REVIEW_OR_ABOVE = "band in ('review', 'act')"


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n`, with its 95 % interval."""

    k: int
    n: int

    def per_thousand(self) -> str:
        """Per thousand, with the interval: `1.2 (0.4–3.5)`; a dash when there was nothing to look at."""
        if not self.n:
            return "–"
        low, high = interval(self.k, self.n)
        return f"{_short(1000 * self.k / self.n)} ({_short(1000 * low)}–{_short(1000 * high)})"

    def percent(self) -> str:
        """In percent, with the interval."""
        if not self.n:
            return "–"
        low, high = interval(self.k, self.n)
        return f"{100 * self.k / self.n:.0f} % ({100 * low:.0f}–{100 * high:.0f})"

    def to_json(self) -> dict[str, Any]:
        """Counts and interval."""
        low, high = interval(self.k, self.n)
        return {"k": self.k, "n": self.n, "low": round(low, 6), "high": round(high, 6)}


@dataclass(frozen=True, slots=True)
class SetFigures:
    """Figures of a half of a set. Listings count once, however many marks they are accused of."""

    set_name: str
    half: str
    listings: int
    sellers: int
    naming: int  # listings that name a mark
    review: int  # listings in review or above
    accused: int  # sellers with such a listing
    would_act: int  # listings that would be acted on, had it a licence
    pairs: int
    review_pairs: int
    fired: dict[str, int]  # pairs at which each detector fired, at any strength

    def of_listings(self) -> Share:
        """Listings in review, of all."""
        return Share(self.review, self.listings)

    def of_naming(self) -> Share:
        """Listings in review, of those that name a mark."""
        return Share(self.review, max(self.naming, self.review))

    def to_json(self) -> dict[str, Any]:
        """All counts, and the shares with their intervals."""
        return asdict(self) | {
            "review_of_listings": self.of_listings().to_json(),
            "review_of_naming": self.of_naming().to_json(),
            "would_act_of_listings": Share(self.would_act, self.listings).to_json(),
            "would_act_of_naming": Share(self.would_act, max(self.naming, self.would_act)).to_json(),
            "fired_of_pairs": {d: Share(k, self.pairs).to_json() for d, k in self.fired.items()},
        }


def measure_set(ledger: Ledger, name: str, half: str) -> SetFigures:
    """Count a half of a set."""
    ((listings, sellers),) = ledger.rows(
        "select count(*), count(distinct seller) from listings where set_name = ? and half = ?", name, half
    )
    ((naming,),) = ledger.rows(
        "select count(distinct listing_id) from fired join listings using (set_name, listing_id)"
        " where set_name = ? and half = ? and detector in ('mark_in_text', 'disguised_mark', 'misspelt_mark')",
        name,
        half,
    )
    ((pairs, review_pairs, review, accused, would_act),) = ledger.rows(
        f"select count(*), count(*) filter ({REVIEW_OR_ABOVE}),"
        f" count(distinct listing_id) filter ({REVIEW_OR_ABOVE}), count(distinct seller) filter ({REVIEW_OR_ABOVE}),"
        " count(distinct listing_id) filter (would_band = 'act')"
        " from pairs join listings using (set_name, listing_id) where set_name = ? and half = ?",
        name,
        half,
    )
    fired = ledger.rows(
        "select detector, count(*) from fired join listings using (set_name, listing_id)"
        " where set_name = ? and half = ? group by all order by all",
        name,
        half,
    )
    return SetFigures(
        name, half, listings, sellers, naming, review, accused, would_act, pairs, review_pairs, dict(fired)
    )


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"
