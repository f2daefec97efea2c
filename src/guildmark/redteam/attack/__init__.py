"""Disguises put on a catalogue, with the truth beside it."""

from guildmark.redteam.attack.mixes import Mix, Part, read_mixes
from guildmark.redteam.attack.run import Attack, disguise_catalogue
from guildmark.redteam.attack.truth import TRUTH

__all__ = ["TRUTH", "Attack", "Mix", "Part", "disguise_catalogue", "read_mixes"]
