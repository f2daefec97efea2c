"""The right: what a holder protects, as read from a rights file."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

KINDS = ("trademark", "design", "copyright")
PRIVATE_PARTS = ("prices", "sellers")


@dataclass(frozen=True, slots=True)
class Registration:
    """One entry of a right in one office's register."""

    office: str  # WIPO ST.3 code: EM, US, CN, WO, …
    number: str
    territory: str = ""
    classes: tuple[int, ...] = ()  # Nice classes 1 to 45
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One of the holder's own goods, with its recommended price."""

    model: str
    gtin: str = ""
    name: str = ""
    goods: str = ""  # a kind of `goods.yaml`
    price: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PriceFloor:
    """The lowest price that the holder asks for a kind of new goods; never without its source."""

    goods: str  # a kind of `goods.yaml`
    price: Decimal
    currency: str
    source: str  # address or title of what was opened
    dated: date


@dataclass(frozen=True, slots=True)
class Right:
    """A mark, design or copyright of one holder.

    `spellings` are other ways in which the mark is lawfully written, in any script. `generic` says that the mark is also an
    ordinary word, so that it counts in context only. `goods` are kinds of `goods.yaml`, empty when not known.
    """

    right_id: str
    holder: str
    kind: str
    mark: str
    version: int = 1
    spellings: tuple[str, ...] = ()
    generic: bool = False
    goods: tuple[str, ...] = ()
    registrations: tuple[Registration, ...] = ()
    exhaustion: str = ""  # region of exhaustion: EEA, US, CN, international, …
    pictures: tuple[str, ...] = ()  # paths of official pictures, relative to the rights file
    catalogue: tuple[CatalogueItem, ...] = ()
    price_floors: tuple[PriceFloor, ...] = ()
    authorised_sellers: tuple[str, ...] = ()  # seller_id or seller_name, as the marketplace writes it
    ships_from: tuple[str, ...] = ()  # ISO 3166-1 alpha-2; empty: not known
    innocent_words: tuple[str, ...] = ()  # beside the mark these words mean something else
    private: tuple[str, ...] = ()  # of PRIVATE_PARTS
    documents: tuple[str, ...] = ()
    source: str = ""
    extra: dict[str, str] = field(default_factory=dict)
