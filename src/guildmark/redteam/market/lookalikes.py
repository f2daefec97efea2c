"""Innocent listings that look guilty: near names, ordinary words, denials, collectors' talk, sizes and scales."""

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.draft import Draft
from guildmark.redteam.market.innocent import finish, stock_photos, unbranded
from guildmark.redteam.market.world import World
from guildmark.redteam.market.writing import Slots, long_enough

TRAP_PRICE_EUR = (3.0, 40.0)


def near_miss(dice: Dice, world: World) -> Draft:
    """An honest brand whose name is one letter away from a mark, a third of the time even for the same goods."""
    brand, mark = dice.pick(world.near_misses)
    seller = world.sellers.draw(dice, "shop")
    draft, slots = unbranded(dice, seller, brand, dice.pick(mark.goods) if dice.chance(0.33) else "")
    draft.trap = "near-miss"
    if brand.casefold() not in draft.title.casefold():
        draft.title = f"{brand} {draft.title}"
    return finish(draft, slots)


def homonym(dice: Dice, world: World) -> Draft:
    """An ordinary word that is also a mark, used as the word."""
    seller = world.sellers.draw(dice, "shop")
    chosen = dice.pick(seller.language.homonyms)
    mark = next(mark for mark in world.marks if mark.mark == chosen.mark)
    slots = Slots(dice, seller.language, chosen.goods, "")
    text = long_enough(chosen.title.format_map(slots), slots)
    draft = Draft(seller, "homonym", slots.kind, text, "", dice.between(*TRAP_PRICE_EUR), right_id=mark.right_id)
    draft.photos = stock_photos(dice, slots.kind)
    return finish(draft, slots)


def denial(dice: Dice, world: World) -> Draft:
    """Unbranded goods whose seller says that they are not of the mark."""
    mark = dice.pick([mark for mark in world.marks if not mark.generic])
    seller = world.sellers.draw(dice, "shop")
    draft, slots = unbranded(dice, seller, "", dice.pick(mark.goods))
    draft.trap, draft.right_id = "denial", mark.right_id
    slots["mark"] = mark.latin
    return finish(draft, slots, (), (dice.pick(seller.language.lists["denial"]),))


def trap(dice: Dice, world: World) -> Draft:
    """Words of copies and of messengers in their innocent sense: AAA cells, 1:1 models, a replica of an old map."""
    seller = world.sellers.draw(dice, "shop")
    chosen = dice.pick(seller.language.traps)
    slots = Slots(dice, seller.language, chosen.goods, "")
    text = long_enough(chosen.title.format_map(slots), slots)
    draft = Draft(seller, "unrelated", chosen.goods, text, "", dice.between(*TRAP_PRICE_EUR), trap="innocent-words")
    draft.photos = stock_photos(dice, chosen.goods)
    return finish(draft, slots, (chosen.text,))
