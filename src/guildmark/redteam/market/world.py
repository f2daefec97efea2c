"""All that the writers draw from: marks, sellers, languages and unprotected brands."""

from dataclasses import dataclass

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.goods import load
from guildmark.redteam.market.language import Language, languages
from guildmark.redteam.market.marks import Mark, make_marks
from guildmark.redteam.market.sellers import Sellers, make_sellers

UNPROTECTED_BRANDS = 1_500


@dataclass(frozen=True, slots=True)
class World:
    """One sample market before its listings."""

    seed: int
    marks: tuple[Mark, ...]
    languages: tuple[Language, ...]
    sellers: Sellers
    brands: tuple[str, ...]  # invented, nobody protects them
    near_misses: tuple[tuple[str, Mark], ...]  # honest brands one letter away from a mark
    pictures: bool


def make_world(seed: int, listings: int, *, pictures: bool) -> World:
    """The market of a seed; its sellers fit the number of listings."""
    marks = make_marks(seed)
    tongues = languages()
    return World(
        seed=seed,
        marks=marks,
        languages=tongues,
        sellers=make_sellers(seed, listings, tongues, marks),
        brands=_brands(seed, marks),
        near_misses=_near_misses(seed, marks),
        pictures=pictures,
    )


def _brands(seed: int, marks: tuple[Mark, ...]) -> tuple[str, ...]:
    dice = Dice(f"{seed}/brands")
    syllables = load("names.yaml")["syllables"]
    taken = {mark.latin.casefold() for mark in marks}
    names = ("".join(dice.pick(syllables) for _ in range(dice.whole(2, 4))) for _ in range(UNPROTECTED_BRANDS))
    return tuple(
        name.upper() if dice.chance(0.3) else name.capitalize()
        for name in dict.fromkeys(names)
        if name not in taken and len(name) > 3
    )


def _near_misses(seed: int, marks: tuple[Mark, ...]) -> tuple[tuple[str, Mark], ...]:
    """Two brands for each long enough mark: one letter put for another of its sort, as names happen to be alike."""
    dice = Dice(f"{seed}/near")
    sorts = ("aeiou", "bcdfgklmnprstvz")
    found = []
    for mark in marks:
        name = mark.latin
        if not name.isascii() or len(name) < 6 or mark.generic:
            continue
        for _ in range(2):
            place = dice.whole(1, len(name) - 1)
            sort = next((letters for letters in sorts if name[place].lower() in letters), sorts[0])
            letter = dice.pick([other for other in sort if other != name[place].lower()])
            changed = name[:place] + (letter.upper() if name[place].isupper() else letter) + name[place + 1 :]
            found.append((changed, mark))
    return tuple(found)
