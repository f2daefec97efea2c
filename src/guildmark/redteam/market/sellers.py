"""The sellers of the sample market: many small ones, few large ones, and the rings that sell fakes."""

from bisect import bisect
from dataclasses import dataclass, field
from itertools import accumulate

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.goods import load
from guildmark.redteam.market.language import Language
from guildmark.redteam.market.marks import Mark

MOST_SELLERS = 40_000  # bounds the memory of a large market
SKEW = 0.85  # exponent of the power law of sizes


@dataclass(slots=True)
class Seller:
    """Who offers."""

    seller_id: str
    name: str
    kind: str  # shop, private, importer, accessory-maker, authorised, ring, sleeper
    language: Language
    country: str
    currency: str
    groups: tuple[str, ...]  # departments it trades in
    opened_days: int  # before the first day of the market


@dataclass(slots=True)
class Ring:
    """Sellers that belong together and sell the same fakes."""

    number: int
    sellers: tuple[Seller, ...]
    marks: tuple[Mark, ...]
    handle: str  # its name on every messenger
    extras: tuple[str, ...]  # the disguises it likes
    texts: dict[tuple[str, str], str] = field(default_factory=dict)  # descriptions that its sellers share


@dataclass(frozen=True, slots=True)
class Sellers:
    """All sellers, to draw from by what they sell."""

    pools: dict[str, tuple[list[Seller], list[float]]]  # sellers with their running weights
    rings: tuple[Ring, ...]
    authorised: dict[str, Seller]  # by seller id

    def draw(self, dice: Dice, *kinds: str) -> Seller:
        """A seller of one of the kinds; a large one is drawn more often."""
        sellers, running = self.pools[kinds[0] if len(kinds) == 1 else dice.pick(kinds)]
        return sellers[min(bisect(running, dice.roll() * running[-1]), len(sellers) - 1)]


def make_sellers(seed: int, listings: int, tongues: tuple[Language, ...], marks: tuple[Mark, ...]) -> Sellers:
    """A population that fits a number of listings."""
    dice = Dice(f"{seed}/sellers")
    weights = {tongue: tongue.share for tongue in tongues}
    count = min(MOST_SELLERS, max(120, listings // 12))
    people = [
        _seller(dice, f"s{number:06}", kind, dice.weighted(weights))
        for number, kind in enumerate(dice.weighted(load("mix.yaml")["sellers"]) for _ in range(count))
    ]
    rings = tuple(_ring(dice, number, weights, marks) for number in range(min(80, max(4, listings // 1300))))
    authorised = {
        shop: _seller(dice, shop, "authorised", dice.weighted(weights)) for mark in marks for shop in mark.shops
    }
    sleepers = [seller for ring in rings for seller in ring.sellers if seller.kind == "sleeper"]
    pools = {kind: _pool([seller for seller in people if seller.kind == kind]) for kind in load("mix.yaml")["sellers"]}
    shops, _ = pools["shop"]
    pools["shop"] = _pool([*shops, *sleepers])  # a sleeper's old listings look like any shop's
    return Sellers(pools, rings, authorised)


def _pool(sellers: list[Seller]) -> tuple[list[Seller], list[float]]:
    return sellers, list(accumulate((place + 2) ** -SKEW for place in range(len(sellers))))


def _seller(dice: Dice, seller_id: str, kind: str, language: Language, opened_days: int | None = None) -> Seller:
    country, currency = dice.pick(list(language.places.items()))
    names = load("names.yaml")
    stem = "".join(dice.pick(names["syllables"]) for _ in range(dice.whole(2, 3)))
    name = stem if kind == "private" else stem.capitalize() + dice.pick(names["shop_endings"])
    groups = tuple(dice.sample(("wear", "wear", "beauty", "tech", "home", "home"), dice.whole(1, 2)))
    opened = opened_days if opened_days is not None else int(3000 * dice.roll() ** 2) + 10
    return Seller(seller_id, name, kind, language, country, currency, groups, opened)


def _ring(dice: Dice, number: int, weights: dict[Language, float], marks: tuple[Mark, ...]) -> Ring:
    """Three to nine sellers in one or two languages, most of them new, about one in eight an old store that woke up."""
    tongues = [dice.weighted(weights) for _ in range(2)]
    members = []
    for place in range(dice.whole(3, 9)):
        asleep = dice.chance(0.13)
        opened = dice.whole(700, 2400) if asleep else dice.whole(1, 120)
        members.append(
            _seller(dice, f"s9{number:03}{place:02}", "sleeper" if asleep else "ring", dice.pick(tongues), opened)
        )
    mix = load("mix.yaml")
    luxury = [mark for mark in marks if mark.tier == "luxury"]
    chosen = dice.sample(luxury, dice.whole(1, 2)) + dice.sample(marks, dice.whole(1, 3))
    handle = "".join(dice.pick(load("names.yaml")["syllables"]) for _ in range(3)) + str(dice.whole(10, 999))
    return Ring(number, tuple(members), tuple(chosen), handle, tuple(dice.weighted(mix["extras"]) for _ in range(2)))
