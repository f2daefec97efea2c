"""The kinds of goods that are traded, and the currencies they are priced in."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

UNITS = 10_000  # a price is kept as whole ten-thousandths, as the listing schema does


@dataclass(frozen=True, slots=True)
class Goods:
    """A kind of goods."""

    kind: str
    group: str  # department: wear, beauty, tech or home
    stuff: str  # what it is made of: textile, precious, beauty, tech, kitchen, hard, paper, food
    price_eur: float  # of an unbranded new one
    nice_class: int
    sizes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency as this market counts it."""

    code: str
    rate_eur: float  # what one unit is worth
    step_units: int  # prices are multiples of this, in ten-thousandths


@cache
def load(name: str) -> dict[str, Any]:
    """A data file of the market, read as YAML 1.2."""
    raw: dict[str, Any] = YAML(typ="safe", pure=True).load(
        files("guildmark.redteam.market").joinpath(name).read_text("utf-8")
    )
    return raw


@cache
def goods() -> dict[str, Goods]:
    """All kinds by name."""
    return {
        kind: Goods(kind, raw["group"], raw["stuff"], raw["price_eur"], raw["class"], tuple(raw["sizes"]))
        for kind, raw in load("goods.yaml")["kinds"].items()
    }


@cache
def currencies() -> dict[str, Currency]:
    """All currencies by code."""
    return {
        code: Currency(code, float(raw["rate"]), int(Decimal(raw["step"]) * UNITS))
        for code, raw in load("goods.yaml")["currencies"].items()
    }


def price_units(price_eur: float, code: str, ending: float) -> int:
    """The price in a currency as whole ten-thousandths, at least one step; `ending` from 0 to 1 draws how it ends.

    Half of all prices end on nines, as shops like it.
    """
    currency = currencies()[code]
    step = currency.step_units
    units = max(step, round(price_eur / currency.rate_eur * UNITS / step) * step)
    if ending < 0.5 and units > 200 * step:
        units = units // (100 * step) * (100 * step) - step
    return units
