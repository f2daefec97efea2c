"""A listing in the making: what the writers fill in and the tables take over."""

from dataclasses import dataclass, field

from guildmark.redteam.market.album import Photo
from guildmark.redteam.market.sellers import Seller


@dataclass(slots=True)
class Draft:
    """One listing with the truth about it."""

    seller: Seller
    kind: str  # the truth: genuine, resale, parallel, compatible, homonym, unrelated, fake
    goods: str
    title: str
    description: str
    price_eur: float
    right_id: str | None = None
    brand: str | None = None
    condition: str = "new"
    model: str = ""
    gtin: str | None = None
    size: str = ""
    colour: str = ""
    material: str = ""
    price_units: int = 0  # in the seller's currency, ten-thousandths; 0: follows from price_eur
    price_basis: str | None = None
    ships_from: str | None = None
    variants: list[tuple[str, int]] = field(default_factory=list)  # title and price in ten-thousandths
    photos: list[Photo] = field(default_factory=list)
    complaints: int = 0  # how many reviews call it a fake
    trap: str = ""  # how an innocent one looks guilty
    disguises: list[str] = field(default_factory=list)
    strength: float = 0.0  # of the disguised spelling, 0 to 1
