"""Turns a draft into its rows: the listing, its reviews and the truth."""

from datetime import timedelta

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.album import Album
from guildmark.redteam.market.columns import DAY_US, DAYS, FIRST_DAY, FIRST_DAY_US, Columns
from guildmark.redteam.market.draft import Draft
from guildmark.redteam.market.goods import goods, price_units
from guildmark.redteam.market.reviews import reviews_of

ASIAN = ("CN", "HK", "TH", "VN")  # where rings often ship from


def add_rows(
    dice: Dice, number: int, draft: Draft, album: Album, *, listings: Columns, reviews: Columns, truth: Columns
) -> None:
    """Append one listing, its reviews and the truth about it."""
    seller = draft.seller
    marketplace = seller.language.marketplace
    listing_id = str(10_000_019 + number * 17 + number % 13)
    observed = FIRST_DAY_US + int(dice.roll() * DAYS * DAY_US)
    ring = seller.kind in ("ring", "sleeper")
    age_days = dice.whole(0, 12) if draft.kind == "fake" else dice.whole(1, min(seller.opened_days, 400))
    created = observed - age_days * DAY_US - dice.whole(0, 80_000) * 1_000_000
    add_listing(dice, draft, album, listings, key=(marketplace, listing_id), times_us=(created, observed))
    made = FIRST_DAY + timedelta(microseconds=created - FIRST_DAY_US)
    for text, rating, later in reviews_of(dice, draft):
        reviews.values["listing_id"].append(listing_id)
        reviews.values["text"].append(text)
        reviews.values["rating"].append(rating)
        reviews.values["written_at"].append(made + later)
    told = (
        marketplace, listing_id, draft.right_id, draft.kind, draft.disguises, draft.strength, draft.trap, seller.kind,
        int(seller.seller_id[2:5]) if ring else None,
    )  # fmt: skip
    for column, value in zip(truth.values.values(), told, strict=True):
        column.append(value)


def add_listing(
    dice: Dice, draft: Draft, album: Album, listings: Columns, *, key: tuple[str, str], times_us: tuple[int, int]
) -> None:
    """Append one row to the listings, in the order of their schema."""
    seller = draft.seller
    language = seller.language
    units = draft.price_units or price_units(draft.price_eur, seller.currency, dice.roll())
    offered = draft.variants
    if not offered and dice.chance(0.15):
        offered = [(size, units) for size in dice.sample(goods()[draft.goods].sizes, 3)]
    variants = [(f"{key[1]}-{place}", name, price) for place, (name, price) in enumerate(offered)]
    ships_from = draft.ships_from or seller.country
    if seller.kind == "ring" and dice.chance(0.5):
        ships_from = dice.pick(ASIAN)
    group = goods()[draft.goods].group
    noun = language.nouns[draft.goods][0]
    row = (
        key[0],
        key[1],
        seller.seller_id,
        seller.name,
        draft.title,
        draft.description,
        draft.brand,
        f"{language.departments[group]} > {noun}" if dice.chance(0.8) else language.departments[group],
        None,
        draft.condition,
        units,
        seller.currency,
        draft.price_basis or "unit",
        "in" if dice.chance(0.7) else None,
        1,
        dice.whole(1, 3) if seller.kind == "private" else dice.whole(1, 900),
        variants,
        [seller.country],
        ships_from,
        language.code,
        draft.gtin,
        f"SKU{dice.whole(10_000, 999_999)}" if seller.kind != "private" else None,
        f"https://{key[0]}.example/item/{key[1]}",
        "active",
        [(album.uri(photo), album.data(photo)) for photo in draft.photos],
        _attributes(dice, draft),
        times_us[0],
        times_us[0] + int(dice.roll() * (times_us[1] - times_us[0])),
        times_us[1],
    )
    for column, value in zip(listings.values.values(), row, strict=True):
        column.append(value)


def _attributes(dice: Dice, draft: Draft) -> list[tuple[str, str]]:
    """What the seller fills into the form, in its own language."""
    names = draft.seller.language.attributes
    attributes = [(names["colour"], draft.colour), (names["material"], draft.material), (names["size"], draft.size)]
    if draft.model and dice.chance(0.5):
        attributes.append((names["model"], draft.model))
    return attributes
