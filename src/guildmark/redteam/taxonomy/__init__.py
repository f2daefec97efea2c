"""The list of disguises: how fakes hide, with stable ids, counters and sources."""

from guildmark.redteam.taxonomy.read import Entry, Source, entries, entry_of

__all__ = ["Entry", "Source", "entries", "entry_of"]
