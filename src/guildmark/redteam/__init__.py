"""Disguises that fakes wear, ways to put them on any catalogue, and a made market to try a scan on."""

from guildmark.redteam.market import MarketSummary, bench_rights, make_market
from guildmark.redteam.single import disguised_text, edited_picture

__all__ = ["MarketSummary", "bench_rights", "disguised_text", "edited_picture", "make_market"]
