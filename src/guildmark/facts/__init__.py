"""Counts and medians over many listings, as dated tables."""

from guildmark.facts.build import build_facts
from guildmark.facts.keys import FACT_KEY, fact_keys
from guildmark.facts.kinds import WINDOW_DAYS, Kind
from guildmark.facts.read_digest import fact_digests
from guildmark.facts.rows import FactRows
from guildmark.facts.table import FactTable, Own

__all__ = [
    "FACT_KEY",
    "WINDOW_DAYS",
    "FactRows",
    "FactTable",
    "Kind",
    "Own",
    "build_facts",
    "fact_digests",
    "fact_keys",
]
