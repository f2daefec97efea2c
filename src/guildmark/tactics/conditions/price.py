"""The price: what is asked, and how that stands to what the holder or others ask."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

import numpy as np

from guildmark.tactics.asked import Asked, Rows, detector_numbers
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value

AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ([A-Z]{3})")
FEWEST_DIGITS = 4  # of a decoy: 999 is a price like any other
REFERENCES = {
    "holder": ("price_below_floor", "price_below_catalogue"),
    "others": ("price_below_others",),
}
LEAST_SHORTFALL = 30  # percent, from which the detectors of prices speak
PARTS = ("at_most", "at_least", "repeats_digit", "below")


@condition
@dataclass(frozen=True, slots=True)
class Price(Condition):
    """All that is given of the price holds: amounts are of one unit, the cheapest variant, whatever the currency."""

    key: ClassVar[str] = "price"
    about: ClassVar[str] = (
        "`at_most` and `at_least` an amount, converted by the dated rates; `repeats_digit`: four times or more the "
        "same digit before the point, as decoys have it (9999); `below: {holder: 50 %}` or `{others: 50 %}`: so far "
        "below the holder's own price for such goods, or below the median of others for the same model (30 % and more)."
    )
    example: ClassVar[str] = "{at_most: 40 EUR}"
    cost: ClassVar[int] = 2

    at_most: str = ""  # amount and currency
    at_least: str = ""
    repeats_digit: int | None = None
    below: tuple[tuple[str, float], ...] = ()  # whose price, and the share that is missing

    @classmethod
    def read(cls, value: Value) -> Self:
        """A mapping of one part or more."""
        parts = value.named(PARTS)
        if not parts:
            value.refuse("nothing is asked of the price. Write `{at_most: 40 EUR}`.")
        below = parts["below"].named(REFERENCES) if "below" in parts else {}
        return cls(
            _amount(parts["at_most"]) if "at_most" in parts else "",
            _amount(parts["at_least"]) if "at_least" in parts else "",
            parts["repeats_digit"].whole(1, 9) if "repeats_digit" in parts else None,
            tuple((name, _share(one)) for name, one in below.items()),
        )

    @classmethod
    def schema(cls) -> Schema:
        """A mapping."""
        amount = {"type": "string", "pattern": f"^{AMOUNT.pattern}$"}
        share = {"type": "string", "pattern": r"^\d+(\.\d+)? ?%$"}
        return {
            "type": "object",
            "properties": {
                "at_most": amount,
                "at_least": amount,
                "repeats_digit": {"type": "integer", "minimum": 1, "maximum": 9},
                "below": {
                    "type": "object",
                    "properties": dict.fromkeys(REFERENCES, share),
                    "minProperties": 1,
                    "additionalProperties": False,
                },
            },
            "minProperties": 1,
            "additionalProperties": False,
        }

    @property
    def families(self) -> frozenset[str]:
        """The price."""
        return frozenset({"price"})

    @property
    def fields(self) -> tuple[str, ...]:
        """Price; a variant has its own."""
        return ("price",)

    @property
    def needs_facts(self) -> bool:
        """What others ask is a fact."""
        return any(name == "others" for name, _ in self.below)

    def told(self) -> str:
        """Its price is at most 40 EUR."""
        told = []
        if self.at_most:
            told.append(f"at most {self.at_most}")
        if self.at_least:
            told.append(f"at least {self.at_least}")
        if self.repeats_digit is not None:
            told.append(f"a row of {self.repeats_digit}s")
        whose = {"holder": "the holder's own", "others": "what others ask for the same model"}
        told += [f"{100 * share:g} % or more below {whose[name]}" for name, share in self.below]
        return f"its price is {' and '.join(told)}"

    def holds(self, one: One) -> bool:
        """Every part that is given."""
        price, written = one.price_eur, one.listing.get("price")
        if self.at_most and not (price is not None and price <= one.to_eur(*_parts(self.at_most))):
            return False
        if self.at_least and not (price is not None and price >= one.to_eur(*_parts(self.at_least))):
            return False
        if self.repeats_digit is not None and not _repeats(written, self.repeats_digit):
            return False
        return all(
            any(
                signal["detector"] in REFERENCES[name] and signal["number"] <= (1 - share) * signal["reference"]
                for signal in one.signals
            )
            for name, share in self.below
        )

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """Every part that is given."""
        result: Mask = np.ones(len(pairs), np.bool_)
        with np.errstate(invalid="ignore"):
            offer = asked.batch.offer_eur[asked.rows(pairs)]
            if self.at_most:
                result &= offer <= amount_eur(asked, self.at_most)
            if self.at_least:
                result &= offer >= amount_eur(asked, self.at_least)
        if self.repeats_digit is not None:
            digit = self.repeats_digit
            result &= asked.by_listing(("repeats", digit), pairs, lambda rows: _decoys(asked, rows, digit))
        for name, share in self.below:
            below = asked.is_among(("below", name, share), pairs, lambda n=name, s=share: _below(asked, n, s))  # type: ignore[misc]
            result = result & below
        return result


def _decoys(asked: Asked, rows: Rows, digit: int) -> Mask:
    return np.array([_repeats(price, digit) for price in asked.column("price", rows).to_pylist()], np.bool_)


def amount_eur(asked: Asked, amount: str) -> float:
    """An amount in euro; NaN in a currency without a rate, so that nothing holds."""
    number, currency = _parts(amount)
    return number / asked.batch.rates.per_eur.get(currency, np.nan)


def _below(asked: Asked, name: str, share: float) -> Pairs:
    pairs = []
    for detector in REFERENCES[name]:
        if detector in detector_numbers():
            own = asked.signals.take(asked.signals_of(detector))
            pairs.append(own.pair[own.number <= (1 - share) * own.reference])
    return np.concatenate(pairs)


def _repeats(price: Any, digit: int) -> bool:
    if price is None:
        return False
    whole = str(int(Decimal(price)))
    return len(whole) >= FEWEST_DIGITS and set(whole) == {str(digit)}


def _amount(value: Value) -> str:
    text = " ".join(value.text().split())
    if AMOUNT.fullmatch(text) is None:
        value.refuse(f"{text!r} is no amount. Write it with its currency: 40 EUR.")
    return text


def _parts(amount: str) -> tuple[float, str]:
    number, currency = amount.split()
    return float(number), currency


def _share(value: Value) -> float:
    text = value.text().replace(" ", "")
    number = text.removesuffix("%")
    if not text.endswith("%") or not number.replace(".", "", 1).isdigit():
        value.refuse(f"{value.shown()} is no share. Write it as 50 %.")
    if not LEAST_SHORTFALL <= float(number) <= 100:
        value.refuse(f"{value.shown()} is not from {LEAST_SHORTFALL} % to 100 %: nearer prices are not compared.")
    return float(number) / 100
