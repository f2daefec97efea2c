"""Disguises of the offer: its price, its variants, and what it says of order, goods and contact."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises.kinds import Disguise
from guildmark.redteam.disguises.words import said
from guildmark.redteam.listing.target import CannotError, Target
from guildmark.redteam.listing.writing import add_sentence, add_to_title, forms_of, take_out
from guildmark.redteam.texts.contacts import contact

CENT, LEAST = Decimal("0.01"), Decimal("0.01")
STORED = Decimal("0.0001")  # the scale of prices in a listing
WRONG_CATEGORIES = ("Home > Kitchen", "Garden > Pots", "Stationery > Paper", "Pets > Toys", "Crafts > Yarn")
HOME_COUNTRIES = ("IT", "FR", "US", "GB", "DE", "JP")
TWELVE_DIGITS = 12


def price_of(target: Target) -> Decimal:
    """The listing's price. Errors: `CannotError` where there is none."""
    price = target.row.get("price")
    if price is None or price <= 0:
        raise CannotError("the listing has no price")
    return Decimal(price)


def scaled(price: Decimal, factor: float) -> Decimal:
    """A price times a factor, to the cent."""
    exact = price * Decimal(str(round(factor, 4)))
    return max(LEAST, exact.quantize(CENT, ROUND_HALF_UP)).quantize(STORED)


def low_price(target: Target, dice: Dice, strength: float) -> None:
    """The price falls to 60 % at strength 0, to 3 % at 1; those of the variants with it."""
    _scale(target, 0.6 - 0.57 * strength)


def believable_discount(target: Target, dice: Dice, strength: float) -> None:
    """The price falls as in a sale: to 95 % at strength 0, to 60 % at 1."""
    _scale(target, 0.95 - 0.35 * strength)


def _scale(target: Target, factor: float) -> None:
    target.row["price"] = scaled(price_of(target), factor)
    if target.row.get("variants"):
        target.row["variants"] = [
            {**one, "price": None if one["price"] is None else scaled(one["price"], factor)}
            for one in target.row["variants"]
        ]


def price_decoy(target: Target, dice: Dice, strength: float) -> None:
    """A price that says nothing, 3 times off the real one at strength 0 and 1,000 times at 1, and a hint to ask."""
    price, factor = price_of(target), 10 ** (0.5 + 2.5 * strength)
    if dice.chance(0.5):
        target.row["price"] = scaled(price, 1 / factor)
    else:
        whole = int(price * Decimal(str(factor)))
        target.row["price"] = Decimal(dice.pick("789") * max(len(str(whole)), 2)).quantize(STORED)
    add_sentence(target, dice.pick(said(target).decoy), first=True)


def variant_price(target: Target, dice: Dice, strength: float) -> None:
    """The true price stands at a variant only: half of the one shown at strength 0, a twentieth at 1."""
    price, row = price_of(target), target.row
    hidden = {
        "sku": None,
        "title": dice.pick(said(target).sign),
        "price": scaled(price, 0.5 - 0.45 * strength),
        "picture": None,
    }
    shown = {"sku": None, "title": "1", "price": price, "picture": None}
    row["variants"] = [*(row.get("variants") or [shown]), hidden]
    row["price_basis"] = "to"


def hidden_link_order(target: Target, dice: Dice, strength: float) -> None:
    """The listing shows other goods than are sent: without the mark at low strength, quite other goods from 0.5 on."""
    take_out(target)
    if strength >= 0.5:
        target.row["title"] = dice.pick(said(target).goods)
        target.row["description"] = said(target).text
    add_sentence(target, dice.pick(said(target).hidden))


def off_platform_contact(target: Target, dice: Dice, strength: float) -> None:
    """A number or a handle in plain writing: once in the description, from strength 0.5 on also in the title."""
    reached = contact(dice, target.language, None)
    add_sentence(target, dice.pick(said(target).contact).format(contact=reached))
    if strength >= 0.5:
        add_to_title(target, reached)


def obfuscated_contact(target: Target, dice: Dice, strength: float) -> None:
    """A number or a handle that is hard to read for machines."""
    reached = contact(dice, target.language, strength)
    add_sentence(target, dice.pick(said(target).contact).format(contact=reached))


def split_listing(target: Target, dice: Dice, strength: float) -> None:
    """Box, label or badge come apart; from strength 0.5 on the mark stands only in a second listing, of the label."""
    add_sentence(target, dice.pick(said(target).apart))
    if strength < 0.5:
        return
    forms = forms_of(target)
    label = {
        **target.row,
        "listing_id": f"{target.row['listing_id']}~label",
        "pictures": [],
        "variants": [],
        "gtin": None,
    }
    if label.get("price") is not None:
        label["price"] = scaled(label["price"], 0.05)
    take_out(target)
    label["title"], label["description"] = f"{forms[0]} label", None
    target.more.append(label)


def lot_decoy(target: Target, dice: Dice, strength: float) -> None:
    """Said to be a lot of 3 pieces at strength 0, of 200 at 1, so that the price of a piece says nothing."""
    count = round(3 * (200 / 3) ** strength)
    target.row["pack_size"] = count
    add_to_title(target, dice.pick(said(target).lot).format(count=count))


def postage_shift(target: Target, dice: Dice, strength: float) -> None:
    """Part of the price is asked as postage: half at strength 0, 98 % at 1."""
    price = price_of(target)
    target.row["price"] = scaled(price, 0.5 - 0.48 * strength)
    rest = price - target.row["price"]
    target.row["attributes"] = [*(target.row.get("attributes") or ()), ("postage", str(rest.quantize(CENT)))]
    add_sentence(target, dice.pick(said(target).postage))


def wrong_model(target: Target, dice: Dice, strength: float) -> None:
    """Digits of model numbers changed, at least one; the article number becomes one that is nobody's."""
    row = target.row
    title = row.get("title") or ""
    places = [match.start() for match in re.finditer(r"\d", title)]
    if not places and not row.get("gtin"):
        raise CannotError("there is no model or article number")
    chosen = dice.sample(places, max(1, round(strength * len(places)))) if places else []
    for place in chosen:
        title = title[:place] + str((int(title[place]) + dice.whole(1, 9)) % 10) + title[place + 1 :]
    row["title"] = title or None
    if row.get("gtin"):
        row["gtin"] = in_store_number(dice)


def in_store_number(dice: Dice) -> str:
    """A GTIN-13 of the range for use within a firm, with its check digit (GS1 General Specifications)."""
    digits = "2" + "".join(str(dice.whole(0, 9)) for _ in range(TWELVE_DIGITS - 1))
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def wrong_category(target: Target, dice: Dice, strength: float) -> None:
    """A shelf where nobody looks for such goods; from strength 0.5 on the standard category is gone too."""
    if not target.row.get("category"):
        raise CannotError("the listing has no category")
    target.row["category"] = dice.pick(WRONG_CATEGORIES)
    if strength >= 0.5:
        target.row["standard_category"] = None


def condition_excuse(target: Target, dice: Dice, strength: float) -> None:
    """New goods said to be a sample or opened: the condition is left open, from strength 0.5 on it is used."""
    target.row["condition"] = "used" if strength >= 0.5 else "unknown"
    add_sentence(target, dice.pick(said(target).condition))


def papers_claim(target: Target, dice: Dice, strength: float) -> None:
    """Receipt, card and bag are said to prove it; from strength 0.5 on in both sentences."""
    for sentence in dice.sample(said(target).papers, 2 if strength >= 0.5 else 1):
        add_sentence(target, sentence)


def false_origin(target: Target, dice: Dice, strength: float) -> None:
    """Said to be sent from the country that buyers expect; from strength 0.5 on as an attribute too."""
    others = [country for country in HOME_COUNTRIES if country != target.row.get("ships_from")]
    target.row["ships_from"] = dice.pick(others)
    if strength >= 0.5:
        made: Any = ("made in", target.row["ships_from"])
        target.row["attributes"] = [*(target.row.get("attributes") or ()), made]


OFFERS: tuple[Disguise, ...] = (
    Disguise("low-price", "offer", low_price),
    Disguise("believable-discount", "offer", believable_discount),
    Disguise("price-decoy", "offer", price_decoy),
    Disguise("variant-price", "offer", variant_price),
    Disguise("hidden-link-order", "offer", hidden_link_order),
    Disguise("off-platform-contact", "offer", off_platform_contact),
    Disguise("obfuscated-contact", "offer", obfuscated_contact),
    Disguise("split-listing", "offer", split_listing),
    Disguise("lot-decoy", "offer", lot_decoy),
    Disguise("postage-shift", "offer", postage_shift),
    Disguise("wrong-model", "offer", wrong_model),
    Disguise("wrong-category", "offer", wrong_category),
    Disguise("condition-excuse", "offer", condition_excuse),
    Disguise("papers-claim", "offer", papers_claim),
    Disguise("false-origin", "offer", false_origin),
)
