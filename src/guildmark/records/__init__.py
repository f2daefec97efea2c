"""What is passed around between rooms: schemas, ids and digests."""

from guildmark.records.box import WHOLE, Box
from guildmark.records.decision import CHOSEN_BY, DECISION, OUTCOMES
from guildmark.records.delivery import DELIVERY, EXPOSURE
from guildmark.records.finding import BANDS, CONTRIBUTION, FINDING, THUMBNAIL
from guildmark.records.ids import finding_id, picture_id
from guildmark.records.listing import (
    BEFORE,
    CONDITIONS,
    DEFAULT_MARKETPLACE,
    FORM,
    LISTING,
    PRICE_BASES,
    PRICE_TAXES,
    REFUSED,
    REVIEW,
    REVIEWS,
    SAME_OFFER,
    SAME_SOURCE,
    as_asked_for,
)
from guildmark.records.reject import InputError, Reject
from guildmark.records.right import GOODS, KINDS, CatalogueItem, PriceFloor, Registration, Right
from guildmark.records.signal import DIRECTIONS, FAMILIES, SCOPES, SELLER_VIEWS, SIGNAL
from guildmark.records.tactic_hit import TACTIC_HIT

__all__ = [
    "BANDS",
    "BEFORE",
    "CHOSEN_BY",
    "CONDITIONS",
    "CONTRIBUTION",
    "DECISION",
    "DEFAULT_MARKETPLACE",
    "DELIVERY",
    "DIRECTIONS",
    "EXPOSURE",
    "FAMILIES",
    "FINDING",
    "FORM",
    "GOODS",
    "KINDS",
    "LISTING",
    "OUTCOMES",
    "PRICE_BASES",
    "PRICE_TAXES",
    "REFUSED",
    "REVIEW",
    "REVIEWS",
    "SAME_OFFER",
    "SAME_SOURCE",
    "SCOPES",
    "SELLER_VIEWS",
    "SIGNAL",
    "TACTIC_HIT",
    "THUMBNAIL",
    "WHOLE",
    "Box",
    "CatalogueItem",
    "InputError",
    "PriceFloor",
    "Registration",
    "Reject",
    "Right",
    "as_asked_for",
    "finding_id",
    "picture_id",
]
