"""Indicators: known-bad values in one form each, what blocks them, how much they say, and how they age."""

from guildmark.indicators.as_tactics import Entry, Made, as_tactics
from guildmark.indicators.at_large import contacts_as_written, sellers_at_large
from guildmark.indicators.confidence import (
    CHOSEN,
    EXPIRED,
    FALSE_ALARM,
    SEEN,
    SIGHTINGS,
    TAKEN_BACK,
    Sighting,
    confidence,
)
from guildmark.indicators.in_listings import ReadValue, Sought, values_in
from guildmark.indicators.indicator import KINDS, Indicator
from guildmark.indicators.known_good import Block, KnownGood, check_indicator, read_known_good
from guildmark.indicators.normalise import normalise
from guildmark.indicators.rarity import Counts, weight_db
from guildmark.indicators.read import Row, Table, read_indicators
from guildmark.indicators.rules import Rule, Rules, read_rules
from guildmark.indicators.told import LIFE, LONGEST_WHY, Told, text_of_told, told_in

__all__ = [
    "CHOSEN",
    "EXPIRED",
    "FALSE_ALARM",
    "KINDS",
    "LIFE",
    "LONGEST_WHY",
    "SEEN",
    "SIGHTINGS",
    "TAKEN_BACK",
    "Block",
    "Counts",
    "Entry",
    "Indicator",
    "KnownGood",
    "Made",
    "ReadValue",
    "Row",
    "Rule",
    "Rules",
    "Sighting",
    "Sought",
    "Table",
    "Told",
    "as_tactics",
    "check_indicator",
    "confidence",
    "contacts_as_written",
    "normalise",
    "read_indicators",
    "read_known_good",
    "read_rules",
    "sellers_at_large",
    "text_of_told",
    "told_in",
    "values_in",
    "weight_db",
]
