"""Real copies by what a price can be held against and by seller, beside used goods of the same marks at like prices."""

from dataclasses import dataclass
from typing import Any

from goals import USED, WITH_FLOOR
from halves import REPORT
from ledger import Ledger
from measure import REVIEW_OR_ABOVE, Share

HONEST = ("clean", "mixed", "catalogue")

# Offers count once: by the mark with the highest score. Ids of sellers are numbers of the set's own.
OFFERS = f"""
with pair as (
    select p.*, l.seller_id, l.half, r.has_floor, {REVIEW_OR_ABOVE} as reviewed
    from pairs p join listings l using (set_name, listing_id) join rights r using (set_name, right_id)
),
offer as (
    select set_name, listing_id, half, any_value(seller_id) as seller_id, bool_or(has_floor) as has_floor,
           bool_or(reviewed) as reviewed, any_value(price_eur) as price_eur, any_value(condition) as condition,
           arg_max(right_id, score_db) as right_id
    from pair group by all
)
"""


@dataclass(frozen=True, slots=True)
class Offers:
    """Offers of one set and group that name a mark, and how many of them are in review."""

    set_name: str
    group: str
    share: Share

    def to_json(self) -> dict[str, Any]:
        """The names, and the counts with their interval."""
        return {"set_name": self.set_name, "group": self.group} | self.share.to_json()


def replica_offers(ledger: Ledger, roles: dict[str, str]) -> tuple[Offers, ...]:
    """Copies whose mark has a floor and others, then those with a floor by seller; last, used goods of these marks.

    `roles` gives the role of each set.
    """
    found: list[Offers] = []
    copies = [name for name, role in roles.items() if role in ("fakes", "fakes-as-new")]
    for name in copies:
        rows = ledger.rows(
            OFFERS + "select seller_id, has_floor, reviewed from offer where half = ? and set_name = ?", REPORT, name
        )
        groups: dict[str, list[bool]] = {}
        for seller, has_floor, reviewed in rows:
            groups.setdefault(WITH_FLOOR if has_floor else "no floor", []).append(reviewed)
            if has_floor:
                groups.setdefault(f"{WITH_FLOOR}, seller {seller}", []).append(reviewed)
        found += [Offers(name, group, Share(sum(each), len(each))) for group, each in sorted(groups.items())]
    rows = ledger.rows(
        OFFERS + "select set_name, count(*) filter (reviewed), count(*) from offer o"
        " where set_name in (select unnest(?)) and half = ? and has_floor and condition in ('used', 'refurbished')"
        " and price_eur <= (select max(price_eur) from offer f where f.set_name in (select unnest(?))"
        "                   and f.right_id = o.right_id) group by all order by all",
        [name for name, role in roles.items() if role in HONEST], REPORT, copies,
    )  # fmt: skip
    return (*found, *(Offers(name, USED, Share(k, n)) for name, k, n in rows))
