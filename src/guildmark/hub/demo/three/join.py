"""Joins the sites, one process for each: `python -m guildmark.hub.demo.three.join give` at the brand's site prints a
key for each marketplace's site; `… take ADDRESS`, with that in GUILDMARK_KEY, makes the brand's site known there."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildmark.hub.settings")

import django

django.setup()

from guildmark.hub.demo.members import NAMES, actors, add_person  # noqa: E402 - Django comes first
from guildmark.hub.members.keys import make_key  # noqa: E402
from guildmark.hub.members.organisations import admit  # noqa: E402
from guildmark.hub.members.roles import ALLIANCE, key_abilities_of  # noqa: E402
from guildmark.hub.taxii.peers import known_peer  # noqa: E402

BRAND_SITE = "Orvane, from its own site"


def give() -> dict[str, str]:
    """Admit the alliances of both marketplaces; a key for each, by the marketplace's short name."""
    keys = {}
    for short, name in NAMES.items():
        alliance = admit(ALLIANCE, name, by=None, needs_second_factor=False)
        add_person(alliance, "administrator", short)
        [by] = actors(alliance, "administrator")
        keys[short] = make_key("From site to site", key_abilities_of(ALLIANCE), by=by)
    return keys


def main(what: str, address: str = "") -> None:
    """Give or take."""
    if what == "give":
        print(json.dumps(give()))
    else:
        known_peer(address, name=BRAND_SITE, key=os.environ["GUILDMARK_KEY"])


if __name__ == "__main__":
    main(*sys.argv[1:])
