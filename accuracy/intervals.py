"""Exact intervals of shares, as the package has them."""

from guildmark.assessment.intervals import CONFIDENCE, interval

__all__ = ["CONFIDENCE", "interval"]
