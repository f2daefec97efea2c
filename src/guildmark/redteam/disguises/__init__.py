"""Every disguise that can be put on a listing, by its slug."""

from guildmark.redteam.disguises.conduct import CONDUCT
from guildmark.redteam.disguises.kinds import Disguise, Put
from guildmark.redteam.disguises.offers import OFFERS
from guildmark.redteam.disguises.pictures import PICTURES
from guildmark.redteam.disguises.words import WORDS

__all__ = ["DISGUISES", "Disguise", "Put"]

DISGUISES: dict[str, Disguise] = {one.slug: one for one in (*WORDS, *PICTURES, *OFFERS, *CONDUCT)}
"""In the order in which `--disguise all` goes through them."""
