"""The terms on which a policy lets findings be acted on without a person."""

from dataclasses import dataclass
from typing import Any

from guildmark.assessment.choices import check_names, is_number
from guildmark.records import InputError

FIELDS = ("precision", "confidence", "days", "category_levels")


@dataclass(frozen=True, slots=True)
class LicenceTerms:
    """What a slice must show, and for how long that holds.

    The one-sided lower bound, at this `confidence`, of the share of sellers about whom it was right must reach
    `precision`. A licence lapses `days` after the last of its cases was reviewed. A slice's category is the first
    `category_levels` levels of the marketplace's own.
    """

    precision: float
    confidence: float
    days: int
    category_levels: int


def read_terms(name: str, entry: Any) -> LicenceTerms:
    """Read the `licence` of a policy. Errors: InputError with the file, the field and the value."""
    place = f"{name}: licence"
    if not isinstance(entry, dict):
        raise InputError(
            f"{place}: {entry!r} holds no terms. Write {{precision: 0.99, confidence: 0.95, days: 90, "
            "category_levels: 1}, or leave it out, so that nothing is ever acted on without a person."
        )
    check_names(place, "field", entry, FIELDS)
    for field in FIELDS:
        if field not in entry:
            raise InputError(f"{place}: '{field}' is missing. Terms have the fields {', '.join(FIELDS)}.")
    for field in ("precision", "confidence"):
        if not is_number(entry[field]) or not 0.5 <= entry[field] < 1:
            raise InputError(
                f"{place}: {field} {entry[field]!r} is no share from 0.5 to below 1. Write one such as 0.99."
            )
    for field in ("days", "category_levels"):
        if not isinstance(entry[field], int) or isinstance(entry[field], bool) or not 1 <= entry[field] <= 366:
            raise InputError(f"{place}: {field} {entry[field]!r} is no whole number from 1 to 366.")
    return LicenceTerms(float(entry["precision"]), float(entry["confidence"]), entry["days"], entry["category_levels"])
