"""The sample market: invented marks, sellers and listings, with the truth beside them."""

from guildmark.redteam.market.bench import bench_rights
from guildmark.redteam.market.make import MarketSummary, make_market

__all__ = ["MarketSummary", "bench_rights", "make_market"]
