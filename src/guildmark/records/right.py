"""The right: what a holder protects, as read from a rights file."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

KINDS = ("trademark", "design", "copyright")
PRIVATE_PARTS = ("prices", "sellers")

# Kinds of goods: a closed list, shared by rights, word lists and the sample market.
GOODS = (
    "bags", "wallets", "belts", "luggage", "shoes", "clothing", "underwear", "headwear", "scarves", "gloves", "eyewear",
    "watches", "jewellery", "perfume", "cosmetics", "skincare", "haircare", "toothcare", "medicine", "supplements",
    "baby", "toys", "games", "consoles", "phones", "phone-cases", "headphones", "speakers", "chargers", "batteries",
    "cameras", "computers", "printers", "storage", "networking", "television", "appliances", "shavers", "tools",
    "bearings", "auto-parts", "tyres", "motorcycles", "bicycles", "sports", "outdoor", "stationery", "pens", "lighters",
    "tobacco", "vapes", "wine", "spirits", "beer", "food", "tea", "coffee", "pet", "household", "bedding", "furniture",
    "lighting", "kitchenware", "drinkware", "instruments", "books", "software", "media", "electronics", "pesticides",
)  # fmt: skip


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
    """One of the holder's own goods, with its recommended price.

    `other_names` are its names in other languages. `colours` and `sizes` are all that it is made in, empty when not
    known. `pack_size` says how many single units the price is for.
    """

    model: str
    gtin: str = ""
    name: str = ""
    goods: str = ""  # one of GOODS
    price: Decimal | None = None
    currency: str = ""
    other_names: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    pack_size: int | None = None


@dataclass(frozen=True, slots=True)
class PriceFloor:
    """The lowest price that the holder asks for a kind of new goods; never without its source."""

    goods: str  # one of GOODS
    price: Decimal
    currency: str
    source: str  # address or title of what was opened
    dated: date


@dataclass(frozen=True, slots=True)
class Right:
    """A mark, design or copyright of one holder.

    `spellings` are other ways in which the mark is lawfully written, in any script; `abbreviations` are short forms,
    matched exactly and weighing less. `generic` says that the mark is also an ordinary word, so that it counts in
    context only; `generic_spellings` are those spellings that are. `goods` are of GOODS, empty when not known.
    """

    right_id: str
    holder: str
    kind: str
    mark: str
    version: int = 1
    spellings: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    generic: bool = False
    generic_spellings: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()  # Nice classes where no registrations are given
    registrations: tuple[Registration, ...] = ()
    exhaustion: str = ""  # region of exhaustion: EEA, US, CN, international, …
    pictures: tuple[str, ...] = ()  # paths of official pictures, relative to the rights file
    figures: tuple[str, ...] = ()  # paths of pictures of the mark itself, where it is registered as a figure
    catalogue: tuple[CatalogueItem, ...] = ()
    price_floors: tuple[PriceFloor, ...] = ()
    authorised_sellers: tuple[str, ...] = ()  # seller_id or seller_name, as the marketplace writes it
    ships_from: tuple[str, ...] = ()  # ISO 3166-1 alpha-2; empty: not known
    innocent_words: tuple[str, ...] = ()  # beside the mark these words mean something else
    private: tuple[str, ...] = ()  # of PRIVATE_PARTS
    documents: tuple[str, ...] = ()
    source: str = ""
    extra: dict[str, str] = field(default_factory=dict)
