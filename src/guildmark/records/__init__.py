"""What is passed around between rooms: schemas, ids and digests."""

from guildmark.records.decision import CHOSEN_BY, DECISION, OUTCOMES
from guildmark.records.finding import BANDS, CONTRIBUTION, FINDING, THUMBNAIL
from guildmark.records.ids import finding_id, picture_id
from guildmark.records.listing import (
    CONDITIONS,
    DEFAULT_MARKETPLACE,
    LISTING,
    PRICE_BASES,
    PRICE_TAXES,
    REVIEW,
    REVIEWS,
)
from guildmark.records.reject import InputError, Reject
from guildmark.records.right import GOODS, KINDS, CatalogueItem, PriceFloor, Registration, Right
from guildmark.records.signal import DIRECTIONS, FAMILIES, SCOPES, SELLER_VIEWS, SIGNAL

__all__ = [
    "BANDS",
    "CHOSEN_BY",
    "CONDITIONS",
    "CONTRIBUTION",
    "DECISION",
    "DEFAULT_MARKETPLACE",
    "DIRECTIONS",
    "FAMILIES",
    "FINDING",
    "GOODS",
    "KINDS",
    "LISTING",
    "OUTCOMES",
    "PRICE_BASES",
    "PRICE_TAXES",
    "REVIEW",
    "REVIEWS",
    "SCOPES",
    "SELLER_VIEWS",
    "SIGNAL",
    "THUMBNAIL",
    "CatalogueItem",
    "InputError",
    "PriceFloor",
    "Registration",
    "Reject",
    "Right",
    "finding_id",
    "picture_id",
]
