"""Findings and signals as they may be shown to whom the holder did not give its private references.

The strength of a price signal is a straight line over price ÷ reference, so whoever knows the price could work a
private reference back from it. Where a reference is private, the price's part of the score is rounded to whole
decibans, and so is what it adds to the score.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def without_private(finding: Row, signals: Sequence[Row]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A row of FINDING and its rows of SIGNAL in the same form, with what is private null or rounded."""
    contributions = [dict(piece) for piece in finding["contributions"] or []]
    hidden = [piece for piece in contributions if piece["family"] == "price"] if hides_price(finding, signals) else []
    for piece in hidden:
        piece |= {"strength": None, "weight_db": None, "contribution_db": _whole(piece["contribution_db"])}
    shown = {**finding, "contributions": contributions}
    if finding["reference_private"]:
        shown["reference_eur"] = None
    if any(piece["counted"] for piece in hidden):
        counted = (piece["contribution_db"] or 0.0 for piece in contributions if piece["counted"])
        shown |= {"score_db": float((finding["start_db"] or 0.0) + sum(counted)), "probability": None}
    return shown, [_signal(signal) for signal in signals]


def hides_price(finding: Row, signals: Sequence[Row]) -> bool:
    """Whether what the price adds to the score would tell a private reference."""
    priced = any(signal["private"] and signal["family"] == "price" for signal in signals)
    return bool(finding["reference_private"]) or priced


def _signal(signal: Row) -> dict[str, Any]:
    shown = dict(signal)
    if signal["private"]:
        shown["reference"] = None
        if signal["family"] == "price":
            shown["strength"] = None
    return shown


def _whole(value_db: float | None) -> float | None:
    return float(round(value_db)) if value_db is not None and math.isfinite(value_db) else None
