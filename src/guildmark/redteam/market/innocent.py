"""Innocent listings that name a mark, or nothing at all: genuine, resale, parallel, compatible and unrelated goods."""

from functools import cache

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.album import Photo
from guildmark.redteam.market.draft import Draft
from guildmark.redteam.market.goods import goods
from guildmark.redteam.market.marks import Mark, in_store_gtin
from guildmark.redteam.market.sellers import Seller
from guildmark.redteam.market.world import World
from guildmark.redteam.market.writing import Slots, around, description, long_enough, title, written

OWN_PHOTOS = 9  # photos of a mark's goods by their sellers
HELPLINE = 0.02  # of the unrelated listings name a messenger for questions, not for orders
COVER = 0.01  # of the unrelated listings are offered by members of rings
STOCK_PHOTOS = 36  # photos of each kind of unbranded goods


def branded(dice: Dice, seller: Seller, mark: Mark, brand: str, *, kind: str) -> tuple[Draft, Slots]:
    """New goods of one of a mark's models at its list price, with a title but no description yet."""
    model = dice.pick(mark.models)
    named = model.name if dice.chance(0.6) else model.name.split()[0]
    slots = Slots(dice, seller.language, model.goods, brand, named)
    draft = Draft(
        seller, kind, model.goods, title(slots), "", float(model.price_eur),
        right_id=mark.right_id, brand=mark.latin if dice.chance(0.8) else None, model=named,
    )  # fmt: skip
    if brand == slots["brand"] and brand and brand.casefold() not in draft.title.casefold():
        draft.title = f"{brand} {draft.title}"
    return draft, slots


def finish(draft: Draft, slots: Slots, first: tuple[str, ...] = (), last: tuple[str, ...] = ()) -> Draft:
    """Write the description and note what the listing turned out to be."""
    draft.description = description(slots, first, last)
    draft.size, draft.colour, draft.material = slots["size"], slots["colour"], slots["material"]
    return draft


def own_photos(dice: Dice, mark: Mark, kind: str) -> list[Photo]:
    """One or two photos that a seller took of a mark's goods."""
    return [Photo(kind, dice.whole(0, OWN_PHOTOS - 1), mark.number) for _ in range(1 + dice.chance(0.25))]


def official_photo(mark: Mark, model_name: str, kind: str) -> Photo:
    """The holder's own picture of the model, small, as shops get it."""
    number = next(
        (n for n, model in enumerate(mark.models) if model.name.startswith(model_name)),
        next(n for n, model in enumerate(mark.models) if model.goods == kind),
    )
    return Photo(mark.models[number].goods, 0, mark.number, number, "shop")


def genuine(dice: Dice, world: World) -> Draft:
    """New and real, from an authorised shop or one that bought from it; a third is on sale at 30 to 50 % off."""
    mark = dice.pick(world.marks)
    official_shop = world.sellers.authorised[dice.pick(mark.shops)]
    seller = official_shop if dice.chance(0.45) else world.sellers.draw(dice, "shop")
    draft, slots = branded(dice, seller, mark, written(dice, mark, seller.language), kind="genuine")
    model = next(m for m in mark.models if m.name.startswith(draft.model))
    draft.gtin = model.gtin if dice.chance(0.6) else None
    slots["mark"] = mark.latin
    first = (
        (dice.pick(seller.language.lists["authorised"]),) if seller.kind == "authorised" and dice.chance(0.6) else ()
    )
    last: tuple[str, ...] = ()
    if dice.chance(0.33):
        sale = seller.language
        draft.price_eur *= 1 - int(slots["percent"]) / 100
        draft.title = around(slots, sale.titles["sale"], draft.title) if dice.chance(0.5) else draft.title
        last = (dice.pick(sale.texts["sale"]),) if dice.chance(0.7) else ()
    else:
        draft.price_eur *= dice.between(0.85, 1.06)
    if dice.chance(0.12):
        last += (dice.pick(seller.language.lists["claims"]),)
    official = dice.chance(0.8 if seller.kind == "authorised" else 0.4)
    draft.photos = [official_photo(mark, draft.model, draft.goods)] if official else own_photos(dice, mark, draft.goods)
    return finish(draft, slots, first, last)


def resale(dice: Dice, world: World) -> Draft:
    """A used genuine item, often from a private person and often cheap; sometimes the condition is not given."""
    mark = dice.pick(world.marks)
    seller = world.sellers.draw(dice, "private", "private", "private", "shop")
    draft, slots = branded(dice, seller, mark, written(dice, mark, seller.language), kind="resale")
    draft.price_eur *= 0.08 + 0.6 * dice.roll()
    draft.condition = dice.weighted({"used": 80, "unknown": 8, "refurbished": 6, "new": 6})  # new: an unwanted present
    if draft.condition != "new" and dice.chance(0.65):
        draft.title = around(slots, seller.language.titles["used"], draft.title)
    texts = seller.language.texts["used"]
    draft.photos = own_photos(dice, mark, draft.goods)
    return finish(draft, slots, tuple(dice.sample(texts, 2)))


def parallel(dice: Dice, world: World) -> Draft:
    """Genuine goods that were made for another market, new and cheaper."""
    mark = dice.pick(world.marks)
    seller = world.sellers.draw(dice, "importer")
    draft, slots = branded(dice, seller, mark, written(dice, mark, seller.language), kind="parallel")
    draft.price_eur *= dice.between(0.5, 0.85)
    draft.ships_from = dice.pick(("HK", "US", "JP", "AE", "SG"))
    if dice.chance(0.75):
        draft.title = around(slots, seller.language.titles["parallel"], draft.title)
    draft.photos = own_photos(dice, mark, draft.goods)
    return finish(draft, slots, (dice.pick(seller.language.texts["parallel"]),))


def compatible(dice: Dice, world: World) -> Draft:
    """An accessory by somebody else that says which mark's goods it fits."""
    mark = dice.pick(world.marks)
    model = dice.pick(mark.models)
    seller = world.sellers.draw(dice, "accessory-maker", "accessory-maker", "shop")
    slots = Slots(dice, seller.language, model.goods, dice.pick(world.brands) if dice.chance(0.5) else "", model.name)
    slots["mark"] = written(dice, mark, seller.language)
    text = long_enough(around(slots, seller.language.titles["compatible"], ""), slots)
    draft = Draft(
        seller, "compatible", model.goods, text, "", goods()[model.goods].price_eur * dice.between(0.15, 0.6),
        right_id=mark.right_id, brand=slots["brand"] or None, gtin=in_store_gtin(dice) if dice.chance(0.3) else None,
    )  # fmt: skip
    draft.photos = stock_photos(dice, model.goods)
    return finish(draft, slots, (dice.pick(seller.language.texts["compatible"]),) if dice.chance(0.8) else ())


def stock_photos(dice: Dice, kind: str) -> list[Photo]:
    """One to three photos of unbranded goods, as suppliers hand them out."""
    return [Photo(kind, dice.whole(0, STOCK_PHOTOS - 1)) for _ in range(1 + int(dice.roll() * 1.6))]


def unbranded(dice: Dice, seller: Seller, brand: str, kind: str = "") -> tuple[Draft, Slots]:
    """Goods of a brand that nobody protects, or of none, at what such goods cost."""
    kind = kind or dice.pick(_kinds_of(dice.pick(seller.groups)))
    slots = Slots(dice, seller.language, kind, brand)
    price = goods()[kind].price_eur * 2 ** dice.between(-1.6, 1.6)
    draft = Draft(seller, "unrelated", kind, title(slots), "", price, brand=brand or None)
    draft.photos = stock_photos(dice, kind)
    if seller.kind == "private":
        draft.condition = "used"
        draft.price_eur *= 0.5
        if dice.chance(0.6):
            draft.title = around(slots, seller.language.titles["used"], draft.title)
    else:
        draft.gtin = in_store_gtin(dice) if dice.chance(0.2) else None
    return draft, slots


@cache
def _kinds_of(group: str) -> tuple[str, ...]:
    return tuple(kind for kind, what in goods().items() if what.group == group)


def unrelated(dice: Dice, world: World) -> Draft:
    """Goods that name no mark at all; rings sell a few of them too, as cover."""
    if dice.chance(COVER):
        seller = dice.pick(dice.pick(world.sellers.rings).sellers)
    else:
        seller = world.sellers.draw(dice, "shop", "shop", "private", "accessory-maker")
    brand = dice.pick(world.brands) if dice.chance(0.55) else ""
    draft, slots = unbranded(dice, seller, brand)
    if seller.kind != "private" and dice.chance(HELPLINE):
        draft.trap = "helpline"
        return finish(draft, slots, last=seller.language.lists["helpline"])
    return finish(draft, slots)
