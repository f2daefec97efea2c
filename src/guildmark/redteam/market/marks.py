"""The invented marks of the sample market, each with a catalogue, prices and the shops that may sell it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guildmark.records import CatalogueItem, PriceFloor, Registration, Right
from guildmark.redteam.dice import Dice
from guildmark.redteam.market.goods import goods, load

SOURCE = "invented sample market"
DATED = date(2026, 1, 15)
OFFICES = {"FR": "EM", "IT": "EM", "DE": "EM", "NL": "EM", "SE": "EM", "FI": "EM", "BE": "EM", "DK": "EM"}


@dataclass(frozen=True, slots=True)
class Model:
    """One item of a catalogue."""

    name: str
    gtin: str
    goods: str
    price_eur: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the sample market."""

    number: int
    right_id: str
    mark: str
    holder: str
    seat: str  # country
    region: str  # of exhaustion
    tier: str
    goods: tuple[str, ...]
    spellings: dict[str, str]  # by language
    short: tuple[str, ...]
    generic: bool
    innocent: tuple[str, ...]
    models: tuple[Model, ...]
    shops: tuple[str, ...]  # seller ids of authorised shops

    @property
    def latin(self) -> str:
        """The mark in Latin letters."""
        return self.spellings.get("en", self.mark)


def check_digit(digits: str) -> str:
    """The last digit of a GTIN; weights 3 and 1 alternate from the right (GS1 General Specifications)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def in_store_gtin(dice: Dice) -> str:
    """A valid GTIN-13 of the range that is restricted to use within a company, so that it names nobody's goods."""
    digits = "2" + "".join(str(dice.whole(0, 9)) for _ in range(11))
    return digits + check_digit(digits)


def make_marks(seed: int) -> tuple[Mark, ...]:
    """All marks with their catalogues, which depend on the seed."""
    raw = load("marks.yaml")
    marks = []
    for number, entry in enumerate(raw["marks"]):
        dice = Dice(f"{seed}/mark/{number}")
        holder = raw["holders"][entry["holder"]]
        right_id = f"sample-{number + 1:02}"
        marks.append(
            Mark(
                number=number,
                right_id=right_id,
                mark=entry["mark"],
                holder=holder["name"],
                seat=holder["seat"],
                region=holder["region"],
                tier=entry["tier"],
                goods=tuple(entry["goods"]),
                spellings=entry["spellings"],
                short=tuple(entry.get("short", ())),
                generic=entry.get("generic", False),
                innocent=tuple(entry.get("innocent", ())),
                models=_models(dice, entry["goods"], entry["tier"]),
                shops=tuple(f"shop-{number + 1:02}{letter}" for letter in "abc"[: dice.whole(1, 3)]),
            )
        )
    return tuple(marks)


def _models(dice: Dice, kinds: list[str], tier: str) -> tuple[Model, ...]:
    """Three to five items of each kind of goods, with prices that end as list prices do."""
    low, high = load("goods.yaml")["tiers"][tier]
    prefix = "".join(dice.pick("BCDFGHKLMNPRSTVXZ") for _ in range(2))
    series = dice.sample(load("names.yaml")["series"], len(kinds) * 2)
    models = []
    for place, kind in enumerate(kinds):
        for _ in range(dice.whole(3, 5)):
            price = goods()[kind].price_eur * dice.between(low, high)
            name = f"{series[place * 2 + dice.whole(0, 1)]} {prefix}{dice.whole(100, 9899)}"
            models.append(Model(name, in_store_gtin(dice), kind, _list_price(price)))
    return tuple(models)


def _list_price(price_eur: float) -> int:
    return max(3, round(price_eur / 10) * 10 if price_eur > 100 else round(price_eur))


def right_of(mark: Mark) -> Right:
    """The mark as its holder registers it."""
    office = OFFICES.get(mark.seat, mark.seat)
    classes = tuple(sorted({goods()[kind].nice_class for kind in mark.goods}))
    return Right(
        right_id=mark.right_id,
        holder=mark.holder,
        kind="trademark",
        mark=mark.mark,
        spellings=tuple(dict.fromkeys(mark.spellings.values())),
        generic=mark.generic,
        goods=mark.goods,
        registrations=(
            Registration(
                office, f"{900_000_000 + mark.number * 7_919}", office, classes, date(2012, 3, 1), date(2032, 3, 1)
            ),
            Registration("WO", f"{9_000_000 + mark.number * 6_997}", "", classes, date(2013, 6, 1), date(2033, 6, 1)),
        ),
        exhaustion=mark.region,
        pictures=tuple(picture_path(mark, model) for model in mark.models),
        catalogue=tuple(
            CatalogueItem(
                model.name, model.gtin, f"{mark.latin} {model.name}", model.goods, Decimal(model.price_eur), "EUR"
            )
            for model in mark.models
        ),
        price_floors=tuple(
            PriceFloor(kind, Decimal(min(m.price_eur for m in mark.models if m.goods == kind)), "EUR", SOURCE, DATED)
            for kind in mark.goods
        ),
        authorised_sellers=mark.shops,
        ships_from=tuple(dict.fromkeys((mark.seat, "DE", "US", "JP"))) if mark.tier == "luxury" else (),
        innocent_words=mark.innocent,
        private=("prices", "sellers") if mark.number % 7 == 3 else (),
        source=SOURCE,
    )


def picture_path(mark: Mark, model: Model) -> str:
    """Where the model's official picture lies, beside the rights file."""
    return f"official/{mark.right_id}-{model.name.split()[-1].lower()}.jpg"
