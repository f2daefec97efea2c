"""Invented rights in any number, for measuring how a scan takes many marks."""

from datetime import date
from decimal import Decimal

from guildmark.records import CatalogueItem, PriceFloor, Registration, Right
from guildmark.redteam.dice import Dice
from guildmark.redteam.market.goods import goods, load
from guildmark.redteam.market.marks import SOURCE, in_store_gtin


def bench_rights(count: int, seed: int = 7) -> list[Right]:
    """As many different invented trademarks as asked, a fifth of them in a script other than Latin; no pictures.

    Marks have 4 to 14 letters (2 to 5 in Han and Hangul), a tenth have two words, every third has prices.
    """
    dice = Dice(f"{seed}/bench")
    kinds = list(goods())
    marks: dict[str, None] = {}
    while len(marks) < count:
        marks[_mark(dice)] = None
    return [_right(dice, number, mark, kinds) for number, mark in enumerate(marks)]


def _mark(dice: Dice) -> str:
    if dice.chance(0.2):
        scripts = load("names.yaml")["scripts"]
        script = dice.pick(tuple(scripts))
        low, high = (2, 5) if script in ("han", "hangul") else (4, 9)
        return "".join(dice.pick(scripts[script]) for _ in range(dice.whole(low, high)))
    word = _word(dice, dice.whole(2, 4))
    return f"{word} {_word(dice, 2)}" if dice.chance(0.1) else word


def _word(dice: Dice, syllables: int) -> str:
    parts = load("names.yaml")
    word = ""
    while len(word) < 4:
        word += "".join(
            dice.pick(parts["starts"]) + dice.pick(parts["middles"]) + dice.pick(parts["ends"])
            for _ in range(syllables)
        )
    return word[:14].capitalize()


def _right(dice: Dice, number: int, mark: str, kinds: list[str]) -> Right:
    sold = tuple(dice.sample(kinds, dice.whole(1, 3)))
    classes = tuple(sorted({goods()[kind].nice_class for kind in sold}))
    price = Decimal(dice.whole(40, 4000))
    priced = dice.chance(0.33)
    return Right(
        right_id=f"bench-{number:06}",
        holder=f"{mark} Ltd",
        kind="trademark",
        mark=mark,
        goods=sold,
        registrations=(
            Registration("EM", f"{900_000_000 + number}", "EM", classes, date(2015, 1, 1), date(2035, 1, 1)),
        ),
        catalogue=(CatalogueItem(f"M{number}", in_store_gtin(dice), "", sold[0], price, "EUR"),) if priced else (),
        price_floors=(PriceFloor(sold[0], price, "EUR", SOURCE, date(2026, 1, 15)),) if priced else (),
        source=SOURCE,
    )
