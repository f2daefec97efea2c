"""How much each detector says, in decibans, from how often it fires among fakes and among clean candidates."""

import math
from dataclasses import dataclass

from halves import TUNE
from intervals import interval
from ledger import Ledger
from scanning import MARKET

from guildmark.detectors import Detector

FIRES_FROM = 0.5  # strength
FEWEST = 30  # units on each side, below which real data cannot answer
LARGEST_DB = 20.0
REAL, MADE = "real", "made"

# Where a detector has anything to go by. Elsewhere its silence says nothing, so those pairs count on neither side.
NOT_USED = "coalesce(condition, 'unknown') not in ('used', 'refurbished')"
APPLIES = {
    "price_below_floor": f"has_floor and price_eur is not null and {NOT_USED}",
    "price_below_catalogue": f"has_catalogue and price_eur is not null and {NOT_USED}",
    "price_below_others": f"price_eur is not null and {NOT_USED}",
    "seller_not_authorised": f"has_sellers and {NOT_USED}",
    "authorised_seller": "has_sellers",
    "ships_from_elsewhere": f"has_origins and {NOT_USED}",
    "not_an_official_model": "has_gtins",
    "official_picture_copied": "has_pictures",
}

# A seller counts once for each mark, with the share of its pairs at which the detector fires. Else one shop with fifty
# offers of one kind would be fifty witnesses.
UNITS = """
with chosen as (
    select p.*, l.seller, coalesce(f.strength, 0) >= ? as fires
    from pairs p
    join listings l using (set_name, listing_id)
    join rights using (set_name, right_id)
    join switches s on s.set_name = p.set_name and s.detector = ? and s.is_on
    left join fired f on f.set_name = p.set_name and f.listing_id = p.listing_id and f.right_id = p.right_id
                     and f.detector = ?
    left join truth t on t.set_name = p.set_name and t.listing_id = p.listing_id
    where l.half = ? and p.set_name in (select unnest(?)) and {which} and {applies}
),
units as (select set_name, seller, right_id, avg(fires::int) as fires from chosen group by all)
select set_name, sum(fires), count(*) from units group by all order by all
"""
FAKE = "t.kind = 'fake' and t.right_id = p.right_id"
CLEAN = "t.kind <> 'fake'"


@dataclass(frozen=True, slots=True)
class Count:
    """Units that fired, rounded from the sum of their shares, of how many; and the sets that they are from."""

    k: int
    n: int
    sets: tuple[str, ...]

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return interval(self.k, self.n)


@dataclass(frozen=True, slots=True)
class Measured:
    """A detector's rates on one kind of data, and what follows."""

    data: str  # REAL or MADE
    fakes: Count
    clean: Count
    db: float | None  # None where the side that must fire never did


@dataclass(frozen=True, slots=True)
class Weighed:
    """A detector, what was measured on real and on made data, and which of the two holds."""

    detector: Detector
    real: Measured
    made: Measured

    @property
    def held(self) -> Measured:
        """Real data where it can answer, else made data.

        It cannot where there are too few units, or where the detector never fired among the fakes: its bound would then
        speak of how few fakes there are, not of the detector.
        """
        fakes, clean = self.real.fakes, self.real.clean
        answers = self.real.db is not None and fakes.k > 0 and min(fakes.n, clean.n) >= FEWEST
        return self.real if answers else self.made


def weigh(ledger: Ledger, detector: Detector, roles: dict[str, str]) -> Weighed:
    """Measure one detector on the halves that weights may be set with; `roles` are those of the sets in the ledger."""
    fakes = "fakes-as-new" if detector.family == "price" else "fakes"
    real_fakes = _count(ledger, detector, [name for name, role in roles.items() if role == fakes], "true")
    # What anybody sells counts as clean: fakes among it only make a weight smaller.
    real_clean = _count(ledger, detector, [n for n, role in roles.items() if role in ("clean", "mixed")], "true")
    made_fakes, made_clean = (_count(ledger, detector, [MARKET], which) for which in (FAKE, CLEAN))
    return Weighed(
        detector,
        Measured(REAL, real_fakes, real_clean, _decibans(detector, real_fakes, real_clean)),
        Measured(MADE, made_fakes, made_clean, _decibans(detector, made_fakes, made_clean)),
    )


def _count(ledger: Ledger, detector: Detector, sets: list[str], which: str) -> Count:
    query = UNITS.format(which=which, applies=APPLIES.get(detector.name, "true"))
    rows = ledger.rows(query, FIRES_FROM, detector.name, detector.name, TUNE, sets)
    return Count(round(sum(k for _, k, _ in rows)), sum(n for _, _, n in rows), tuple(name for name, _, _ in rows))


def _decibans(detector: Detector, fakes: Count, clean: Count) -> float | None:
    """The careful end of the ratio of both intervals; never of the other direction than the detector's."""
    if not fakes.n or not clean.n or not (fakes.k if detector.direction == "for" else clean.k):
        return None
    if detector.direction == "for":
        return min(max(10 * math.log10(fakes.bounds[0] / clean.bounds[1]), 0.0), LARGEST_DB)
    return max(min(10 * math.log10(fakes.bounds[1] / clean.bounds[0]), 0.0), -LARGEST_DB)
