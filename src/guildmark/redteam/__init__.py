"""Disguises that fakes wear, and a made market to try a scan on."""

from guildmark.redteam.market import MarketSummary, bench_rights, make_market

__all__ = ["MarketSummary", "bench_rights", "make_market"]
