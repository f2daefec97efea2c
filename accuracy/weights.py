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
FEWEST_FIRED = 5  # of them, where a detector must fire: of fewer, the bound speaks of their number, not of the detector
LARGEST_DB = 20.0

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
class Weighed:
    """A detector, its counts on real and on made data, and the weight that follows.

    `db` is None where the side that must fire never did. It is provisional where the fakes are made ones.
    """

    detector: Detector
    real_fakes: Count
    real_clean: Count
    made_fakes: Count
    made_clean: Count
    db: float | None
    provisional: bool
    sets: tuple[str, ...]


def weigh(ledger: Ledger, detector: Detector, roles: dict[str, str]) -> Weighed:
    """Measure one detector on the halves that weights may be set with; `roles` are those of the sets in the ledger.

    Real fakes hold where there are enough units and the detector fired among enough of them. Then real clean candidates
    stand against them. Otherwise made fakes stand against made clean ones; and where a detector for a fake rings
    falsely on real data, or fired among enough made fakes for silence there to say something, against real clean ones
    too, and what says less holds.
    """
    fakes = "fakes-as-new" if detector.family == "price" else "fakes"
    real_fakes = _count(ledger, detector, [name for name, role in roles.items() if role == fakes], "true")
    # What anybody sells counts as clean: fakes among it only make a weight smaller.
    real_clean = _count(ledger, detector, [n for n, role in roles.items() if role in ("clean", "mixed")], "true")
    made_fakes, made_clean = (_count(ledger, detector, [MARKET], which) for which in (FAKE, CLEAN))
    for_a_fake = detector.direction == "for" and real_clean.n >= FEWEST
    held_against_real = for_a_fake and (real_clean.k > 0 or made_fakes.k >= FEWEST)
    if min(real_fakes.n, real_clean.n) >= FEWEST and real_fakes.k >= FEWEST_FIRED:
        sides = [(real_fakes, real_clean)]
    else:
        sides = [(made_fakes, made_clean), *([(made_fakes, real_clean)] if held_against_real else [])]
    found = [db for db in (decibans(detector.direction, *side) for side in sides) if db is not None]
    return Weighed(
        detector,
        real_fakes,
        real_clean,
        made_fakes,
        made_clean,
        db=min(found, key=abs) if found else None,
        provisional=sides[0][0] is made_fakes,
        sets=tuple(sorted({name for side in sides for count in side for name in count.sets})),
    )


def decibans(direction: str, fakes: Count, clean: Count) -> float | None:
    """The careful end of the ratio of both intervals; never of the other direction than the detector's."""
    if not fakes.n or not clean.n or not (fakes.k if direction == "for" else clean.k):
        return None
    if direction == "for":
        return min(max(10 * math.log10(fakes.bounds[0] / clean.bounds[1]), 0.0), LARGEST_DB)
    return max(min(10 * math.log10(fakes.bounds[1] / clean.bounds[0]), 0.0), -LARGEST_DB)


def _count(ledger: Ledger, detector: Detector, sets: list[str], which: str) -> Count:
    query = UNITS.format(which=which, applies=APPLIES.get(detector.name, "true"))
    rows = ledger.rows(query, FIRES_FROM, detector.name, detector.name, TUNE, sets)
    return Count(round(sum(k for _, k, _ in rows)), sum(n for _, _, n in rows), tuple(name for name, _, _ in rows))
