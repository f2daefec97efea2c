"""Disguises of conduct: what shows only over time, or over several listings and shops."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises.kinds import Disguise
from guildmark.redteam.disguises.words import said
from guildmark.redteam.listing.target import Row, Target
from guildmark.redteam.listing.writing import add_to_title, take_out

INSTANTS = ("created_at", "updated_at", "observed_at")


def bait_and_switch(target: Target, dice: Dice, strength: float) -> None:
    """The same listing showed something else before: the goods without the mark, from strength 0.5 on other goods."""
    earlier = Target(deepcopy(target.row), target.right, target.written, target.language, target.surroundings)
    take_out(earlier)
    if strength >= 0.5:
        _innocent(earlier.row, target, dice)
    _age(earlier.row, days=round(30 + 300 * strength))
    target.before, target.has_before = earlier.row, True


def sleeper_store(target: Target, dice: Dice, strength: float) -> None:
    """A shop that sold honest goods first: two listings at strength 0, eight at 1; then it lists the mark."""
    shop = f"sleeper-{dice.whole(100_000, 999_999)}"
    target.row["seller_id"], target.row["seller_name"] = shop, shop
    for number in range(2 + round(strength * 6)):
        honest = deepcopy(target.row)
        honest["listing_id"] = f"{target.row['listing_id']}~honest-{number + 1}"
        _innocent(honest, target, dice)
        _age(honest, days=200 + 7 * number)
        target.more_before.append(honest)
        target.more.append(deepcopy(honest))
    target.before, target.has_before = None, True


def reposted_copy(target: Target, dice: Dice, strength: float) -> None:
    """The listing stood there before and is gone; a near copy stands under another id, with one to four words more."""
    target.before, target.has_before = deepcopy(target.row), True
    target.row["listing_id"] = f"{target.row['listing_id']}~again"
    for word in dice.sample(said(target).sign, 1 + round(strength * 2)):
        add_to_title(target, word, first=dice.chance(0.5))
    if strength >= 0.5:
        shop = f"again-{dice.whole(100_000, 999_999)}"
        target.row["seller_id"], target.row["seller_name"] = shop, shop


def many_shops(target: Target, dice: Dice, strength: float) -> None:
    """The same listing in other shops as well: in one more at strength 0, in six more at 1."""
    for number in range(1 + round(strength * 5)):
        copy = deepcopy(target.row)
        copy["listing_id"] = f"{target.row['listing_id']}~shop-{number + 1}"
        copy["seller_id"] = copy["seller_name"] = f"clone-{dice.whole(100_000, 999_999)}"
        target.more.append(copy)


def _innocent(row: Row, target: Target, dice: Dice) -> None:
    """Turn a row into an offer of everyday goods, without pictures of the branded ones."""
    row["title"], row["description"] = dice.pick(said(target).goods), said(target).text
    plain: dict[str, Any] = {"brand": None, "gtin": None, "sku": None, "variants": [], "pictures": [], "attributes": []}
    row.update(plain)


def _age(row: Row, days: int) -> None:
    for name in INSTANTS:
        if row.get(name) is not None:
            row[name] -= timedelta(days=days)


CONDUCT: tuple[Disguise, ...] = (
    Disguise("bait-and-switch-edit", "conduct", bait_and_switch, two_times=True),
    Disguise("sleeper-store", "conduct", sleeper_store, two_times=True),
    Disguise("reposted-copy", "conduct", reposted_copy, two_times=True),
    Disguise("many-shops-one-text", "conduct", many_shops),
)
