"""Circles, what is shared in them, how marketplaces use it, and what came of that."""

from guildmark.hub.exchange.models.choice import ConfidenceChoice
from guildmark.hub.exchange.models.circle import Circle, Membership
from guildmark.hub.exchange.models.counted_week import CountedWeek
from guildmark.hub.exchange.models.indicator import Group, Rarity, Vouched
from guildmark.hub.exchange.models.item import KINDS, STATES, TLP, Attachment, Audience, Item, ItemVersion
from guildmark.hub.exchange.models.sighting import SIGHTINGS, Sighting
from guildmark.hub.exchange.models.use import MODES, STOPS, Backtest, Sample, Use, UseChange

__all__ = [
    "KINDS",
    "MODES",
    "SIGHTINGS",
    "STATES",
    "STOPS",
    "TLP",
    "Attachment",
    "Audience",
    "Backtest",
    "Circle",
    "ConfidenceChoice",
    "CountedWeek",
    "Group",
    "Item",
    "ItemVersion",
    "Membership",
    "Rarity",
    "Sample",
    "Sighting",
    "Use",
    "UseChange",
    "Vouched",
]
