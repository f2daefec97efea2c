"""Fakes: copies sold by rings, most with nothing but a mark and a low price, some behind one to three disguises."""

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.album import Photo
from guildmark.redteam.market.contacts import contact
from guildmark.redteam.market.draft import Draft
from guildmark.redteam.market.goods import UNITS, currencies, goods, load, price_units
from guildmark.redteam.market.innocent import branded, finish
from guildmark.redteam.market.marks import Mark, in_store_gtin
from guildmark.redteam.market.sellers import Ring, Seller
from guildmark.redteam.market.world import World
from guildmark.redteam.market.writing import SHORTEST_TITLE, Slots, around, long_enough, title
from guildmark.redteam.spelling import SPELLINGS

RING_PHOTOS = (100, 3)  # first variant of a ring's own photos, and how many it took of each kind of goods
NO_BRANDS = ("OEM", "No Brand", "other", "generic", "-")


def fake(dice: Dice, world: World) -> Draft:
    """One fake of a ring."""
    ring = dice.pick(world.sellers.rings)
    seller = dice.pick(ring.sellers)
    mark = dice.pick(ring.marks)
    mix = load("mix.yaml")
    way = dice.weighted(mix["spelling"] | (mix["picture_spelling"] if world.pictures else {}))
    strength = round(dice.roll(), 2)
    spelled, way = disguised(dice, mark, seller, way, strength)
    draft, slots = branded(dice, seller, mark, spelled, kind="fake")
    draft.strength = 0.0 if way == "plain-mention" else strength
    draft.disguises.append(way)
    draft.brand = None if dice.chance(0.5) else spelled or None
    draft.gtin = in_store_gtin(dice) if dice.chance(0.1) else None
    if way == "compatible-excuse":
        draft.title = around(slots, seller.language.titles["compatible"], draft.title).replace(
            slots["part"], slots["noun"]
        )
        draft.brand = None
    elif way == "mark-only-in-picture":
        draft.title, draft.brand, draft.model = title(slots), None, ""
    draft.photos = [_ring_photo(dice, ring, mark, draft.goods)]
    _price(dice, draft, dice.weighted(mix["price"]))
    names = _drawn_extras(dice, ring, way, pictures=world.pictures)
    first, last = _extras(dice, world, draft, slots, ring=ring, mark=mark, names=names)
    if seller.kind == "sleeper":
        draft.disguises.append("sleeper-store")
    draft.title = long_enough(draft.title, slots)
    key = (draft.goods, seller.language.code)
    finish(draft, slots, first, last)
    if way == "plain-mention" and not last and dice.chance(0.35):  # the sellers of a ring copy each other
        draft.description = ring.texts.setdefault(key, draft.description)
    return draft


def disguised(dice: Dice, mark: Mark, seller: Seller, way: str, strength: float) -> tuple[str, str]:
    """How the mark is written and the disguise that it really got; one that cannot work on it gives way to another."""
    plain = mark.latin if dice.chance(0.75) else mark.spellings.get(seller.language.code, mark.latin)
    if dice.chance(0.3):
        plain = plain.upper()
    if way in ("plain-mention", "compatible-excuse"):
        return plain, way
    if way == "mark-only-in-picture":
        return "", way
    if way == "swapped-script":
        honest = (plain, mark.latin, mark.mark, mark.spellings.get(seller.language.code))
        others = [text for text in mark.spellings.values() if text not in honest]
        return (dice.pick(others), way) if others else (plain, "plain-mention")
    for name in (way, "split-mark"):
        for text in (plain, mark.latin, mark.mark):
            changed = SPELLINGS[name](text, dice, strength)
            if changed != text:
                return changed, name
    return plain, "plain-mention"


def _ring_photo(dice: Dice, ring: Ring, mark: Mark, kind: str) -> Photo:
    first, count = RING_PHOTOS
    return Photo(kind, first + ring.number * count + dice.whole(0, count - 1), mark.number)


def _price(dice: Dice, draft: Draft, way: str) -> None:
    """What the fake costs: mostly little, sometimes like a good sale, sometimes a number that says nothing."""
    listed = draft.price_eur
    cheapest = goods()[draft.goods].price_eur
    real = max(cheapest * 0.6, listed * dice.between(0.04, 0.28))
    currency = draft.seller.currency
    draft.disguises.append(way)
    if way == "low-price":
        draft.price_eur = real
    elif way == "believable-discount":
        draft.price_eur = listed * dice.between(0.45, 0.8)
    elif way == "price-decoy":
        draft.price_eur = real
        draft.price_units = _decoy(dice, listed / currencies()[currency].rate_eur) * UNITS
    else:
        draft.price_eur = listed * dice.between(0.8, 1.0)
        draft.price_basis = "from"
        other = price_units(draft.price_eur, currency, dice.roll())
        draft.variants = [
            (dice.pick(draft.seller.language.lists["colours"]), other),
            (dice.pick(draft.seller.language.lists["offers"]), price_units(real, currency, dice.roll())),
        ]


def _decoy(dice: Dice, listed: float) -> int:
    """A price that says nothing: one, or a row of like digits well above what the holder asks, in whole units."""
    long = len(str(int(listed * 3)))
    return dice.pick((1, int("9" * long), int("9" * (long + 1)), int("8" * (long + 1)), int("123456789"[: long + 1])))


def _drawn_extras(dice: Dice, ring: Ring, way: str, *, pictures: bool) -> list[str]:
    mix = load("mix.yaml")
    weights = mix["extras"] | (mix["picture_extras"] if pictures else {})
    count = dice.weighted(mix["extras_count"])
    if way != "plain-mention" and count == 2:
        count = 1
    chosen = [dice.pick(ring.extras) if dice.chance(0.4) else dice.weighted(weights) for _ in range(count)]
    return list(dict.fromkeys(chosen))


def _extras(
    dice: Dice, world: World, draft: Draft, slots: Slots, *, ring: Ring, mark: Mark, names: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put on the further disguises; gives the sentences that open and close the description."""
    language = draft.seller.language
    first: list[str] = []
    last: list[str] = []
    hidden = {"price-decoy": "decoy"}.get(draft.disguises[-1])
    if hidden and dice.chance(0.7):
        first.append(dice.pick(language.lists[hidden]))
    for name in names:
        draft.disguises.append(name)
        if name == "replica-words":
            _replica_words(dice, draft, last)
        elif name == "authenticity-claim":
            first.append(dice.pick(language.lists["claims"]))
        elif name == "hidden-link-order":
            last.append(dice.pick(language.lists["hidden"]))
        elif name in ("off-platform-contact", "obfuscated-contact"):
            slots["contact"] = contact(dice, language.code, ring.handle, obfuscated=name == "obfuscated-contact")
            last.append(dice.pick(language.lists["contact"]))
        elif name == "wrong-model":
            wrong = f"{dice.pick('ABCDEGHKLM')}{dice.pick('FGHJK')}{dice.whole(10, 99999)}"
            draft.title = draft.title.replace(draft.model, wrong) if draft.model else draft.title
            draft.model = slots["model"] = wrong
            draft.gtin = in_store_gtin(dice)
        elif name == "false-brand-field":
            draft.brand = dice.pick(NO_BRANDS) if dice.chance(0.5) else dice.pick(world.brands)
        elif name == "review-complaints":
            draft.complaints = dice.whole(1, 3)
        else:
            draft.photos = [_borrowed(dice, mark, draft, name), *draft.photos[: dice.whole(0, 1)]]
    return tuple(first), tuple(last)


def _replica_words(dice: Dice, draft: Draft, last: list[str]) -> None:
    replica = draft.seller.language.replica
    word = dice.pick(replica["strong" if dice.chance(0.7) else "weak"])
    place = dice.roll()
    joiner = draft.seller.language.joiner or " "
    if place < 0.45:
        draft.title = f"{draft.title}{joiner}{word}"
    elif place < 0.7 or len(draft.title) < SHORTEST_TITLE:
        draft.title = f"{word}{joiner}{draft.title}"
    else:
        last.append(word)
    if dice.chance(0.5):
        last.append(dice.pick(replica["sentences"]))


def _borrowed(dice: Dice, mark: Mark, draft: Draft, name: str) -> Photo:
    numbers = [number for number, model in enumerate(mark.models) if model.goods == draft.goods]
    edit = name.removeprefix("borrowed-picture").removeprefix("-") or "exact"
    return Photo(draft.goods, dice.whole(0, 2), mark.number, dice.pick(numbers), edit)
